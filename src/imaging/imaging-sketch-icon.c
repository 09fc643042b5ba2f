/* Single things on a dark ground, placed at an angle. */
#include "imaging-sketch-icon.h"

void
lim_sketch_icon_start (LimSketchIcon *icon, LimSketchStuff stuff, LimSketchColour colour, float shine)
{
  lim_sketch_body_start (icon->body, (LimSketchMatter){ stuff, colour, shine, 0.95f, 0, 0.8f, 1.3f });
  lim_sketch_body_place (icon->body, icon->x, icon->y, icon->size, icon->turns);
}

void
lim_sketch_icon_end (LimSketchIcon *icon)
{
  lim_sketch_body_paint (icon->stage, icon->body);
}

void
lim_sketch_icon_glow (LimSketchIcon *icon, float x, float y, float radius, LimSketchColour colour, float strength)
{
  float c = lim_sketch_cos (icon->turns), s = lim_sketch_sin (icon->turns);

  lim_sketch_glow (icon->stage, icon->x + icon->size * (x * c - y * s), icon->y + icon->size * (x * s + y * c),
                   radius * icon->size, colour, strength);
}

void
lim_sketch_icon_wrap (LimSketchIcon *icon, float y0, float y1, float r, int turns)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_LEATHER, icon->leather, 0.25f);
  for (int i = 0; i < turns; i++)
    {
      float y = y0 + (y1 - y0) * ((float) i + 0.5f) / (float) turns, slant = 0.5f * (y1 - y0) / (float) turns;

      lim_sketch_limb (icon->body, -r * 0.7f, y - slant * 0.4f, (y1 - y0) * 0.62f / (float) turns, r * 0.7f,
                       y + slant * 0.4f, (y1 - y0) * 0.62f / (float) turns);
    }
  lim_sketch_icon_end (icon);
}

void
lim_sketch_icon_gem (LimSketchIcon *icon, float y, float rx, float ry)
{
  lim_sketch_icon_start (icon, LIM_SKETCH_EMIT, lim_sketch_scale (icon->glow, 0.85f), 1.0f);
  lim_sketch_oval (icon->body, 0, y, rx, ry, 0);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_start (icon, LIM_SKETCH_SMOOTH, lim_sketch_scale (icon->glow, 0.5f), 1.0f);
  icon->body->matter.shadow = 0;
  const float facet[][2] = { { 0, y + ry * 0.85f },
                             { rx * 0.75f, y + ry * 0.1f },
                             { rx * 0.3f, y - ry * 0.35f },
                             { -rx * 0.25f, y + ry * 0.2f } };
  lim_sketch_polygon (icon->body, facet, 4, 0.03f);
  lim_sketch_icon_end (icon);
  lim_sketch_icon_glow (icon, -rx * 0.3f, y - ry * 0.4f, rx * 0.6f, lim_sketch_rgb (0xffffff), 0.9f);
  lim_sketch_icon_glow (icon, 0, y, rx * 3.2f, icon->glow, 0.35f);
}

static void (*const drawers[]) (LimSketchIcon *icon) = {
  [LIM_SKETCH_ITEM_ANY] = lim_sketch_draw_crate,       [LIM_SKETCH_ITEM_SWORD] = lim_sketch_draw_sword,
  [LIM_SKETCH_ITEM_DAGGER] = lim_sketch_draw_dagger,   [LIM_SKETCH_ITEM_AXE] = lim_sketch_draw_axe,
  [LIM_SKETCH_ITEM_STAFF] = lim_sketch_draw_staff,     [LIM_SKETCH_ITEM_BOW] = lim_sketch_draw_bow,
  [LIM_SKETCH_ITEM_BOTTLE] = lim_sketch_draw_bottle,   [LIM_SKETCH_ITEM_SCROLL] = lim_sketch_draw_scroll,
  [LIM_SKETCH_ITEM_PENDANT] = lim_sketch_draw_pendant, [LIM_SKETCH_ITEM_RING] = lim_sketch_draw_ring,
  [LIM_SKETCH_ITEM_BELT] = lim_sketch_draw_belt,       [LIM_SKETCH_ITEM_GAUNTLET] = lim_sketch_draw_gauntlet,
  [LIM_SKETCH_ITEM_HORN] = lim_sketch_draw_horn,       [LIM_SKETCH_ITEM_CRATE] = lim_sketch_draw_crate,
  [LIM_SKETCH_ITEM_TOOL] = lim_sketch_draw_tool,       [LIM_SKETCH_ITEM_GUN] = lim_sketch_draw_gun,
  [LIM_SKETCH_ITEM_BOOK] = lim_sketch_draw_book,       [LIM_SKETCH_ITEM_SHIELD] = lim_sketch_draw_shield,
  [LIM_SKETCH_ITEM_HELMET] = lim_sketch_draw_helmet,   [LIM_SKETCH_ITEM_KEY] = lim_sketch_draw_key,
  [LIM_SKETCH_ITEM_DEVICE] = lim_sketch_draw_device,   [LIM_SKETCH_ITEM_CUP] = lim_sketch_draw_cup,
  [LIM_SKETCH_ITEM_BADGE] = lim_sketch_draw_badge,     [LIM_SKETCH_ITEM_SAW] = lim_sketch_draw_saw,
  [LIM_SKETCH_ITEM_LAMP] = lim_sketch_draw_lamp,       [LIM_SKETCH_ITEM_WHEELKEY] = lim_sketch_draw_wheelkey,
};

/* A table under the thing, and small company for it: a candle, crumbs of its colours, a cord. */
static void
lay_table (LimSketchIcon *icon)
{
  LimSketchStage *stage = icon->stage;
  const LimSketchPlan *plan = icon->plan;
  float edge = lim_sketch_rand (stage, -0.3f, 0.15f), side = icon->x > 0 ? -1.0f : 1.0f;
  LimSketchColour top =
      lim_sketch_blend (plan->colours[LIM_SKETCH_SLOT_WOOD], plan->colours[LIM_SKETCH_SLOT_BACK], 0.55f);

  lim_sketch_quad (stage, -stage->ax, edge, stage->ax, stage->ay, lim_sketch_scale (top, 0.75f),
                   lim_sketch_scale (top, 1.05f));
  for (int k = 0; k < 26; k++)
    {
      float y = lim_sketch_rand (stage, edge + 0.03f, stage->ay), x = lim_sketch_rand (stage, -1, 1) * stage->ax;
      const float ends[2][2] = { { x - 0.5f, y }, { x + 0.5f, y + lim_sketch_rand (stage, -0.03f, 0.03f) } };

      lim_sketch_stroke (stage, ends, 0.012f, 0.02f, lim_sketch_scale (top, lim_sketch_rand (stage, 0.6f, 1.3f)),
                         0.35f);
    }
  lim_sketch_body_start (icon->body, (LimSketchMatter){ LIM_SKETCH_ROCK, plan->palette[plan->n_palette - 1], 0.3f,
                                                        0.9f, 0, 0.6f });
  for (int k = 0; k < 7; k++)
    {
      float r = lim_sketch_rand (stage, 0.02f, 0.06f);

      lim_sketch_oval (icon->body, -side * lim_sketch_rand (stage, 0.1f, 0.85f) * stage->ax,
                       lim_sketch_rand (stage, edge + 0.3f, 0.85f), r * 1.3f, r, lim_sketch_rand (stage, 0, 1));
    }
  lim_sketch_body_paint (stage, icon->body);
  float x = side * lim_sketch_rand (stage, 0.62f, 0.82f) * stage->ax, y = edge + lim_sketch_rand (stage, 0.1f, 0.3f),
        h = lim_sketch_rand (stage, 0.18f, 0.36f);
  lim_sketch_shadow (stage, x, y, 0.2f, 0.06f, 0.6f);
  lim_sketch_body_start (icon->body,
                         (LimSketchMatter){ LIM_SKETCH_SMOOTH, lim_sketch_rgb (0xd6c8a4), 0.2f, 1, 0, 0.5f });
  lim_sketch_box (icon->body, x, y - h * 0.5f, 0.05f, h * 0.5f, 0.02f, 0);
  lim_sketch_body_paint (stage, icon->body);
  lim_sketch_body_start (icon->body, (LimSketchMatter){ LIM_SKETCH_EMIT, lim_sketch_rgb (0xffc060), 0, 1, 0, 0 });
  lim_sketch_limb (icon->body, x, y - h - 0.04f, 0.022f, x, y - h - 0.12f, 0.004f);
  lim_sketch_body_paint (stage, icon->body);
  lim_sketch_glow (stage, x, y - h - 0.07f, 0.3f, lim_sketch_rgb (0xffb050), 0.6f);
  lim_sketch_glow (stage, x, y - h, 1.3f, lim_sketch_rgb (0xff9a40), 0.22f);
}

void
lim_sketch_scene_icon (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  const LimSketchColour *c = plan->colours;
  LimSketchIcon icon = { .stage = stage,
                         .plan = plan,
                         .body = body,
                         .size = lim_sketch_rand (stage, 0.86f, 0.94f),
                         .turns = lim_sketch_rand (stage, 0.08f, 0.15f) };

  if (lim_sketch_chance (stage, 0.35f))
    icon.turns = -icon.turns;
  icon.x = lim_sketch_rand (stage, -0.03f, 0.03f), icon.y = lim_sketch_rand (stage, -0.03f, 0.03f);
  icon.metal = c[LIM_SKETCH_SLOT_METAL], icon.wood = c[LIM_SKETCH_SLOT_WOOD],
  icon.leather = lim_sketch_rgb (0x6a4429);
  icon.trim = plan->has_colour[LIM_SKETCH_SLOT_TRIM] ? c[LIM_SKETCH_SLOT_TRIM] : lim_sketch_rgb (0xa98445);
  icon.glow = plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? c[LIM_SKETCH_SLOT_GLOW] : plan->palette[0];
  icon.main = plan->palette[0];
  lim_sketch_backdrop_studio (stage, stage->ay * 1.4f);
  lim_sketch_glow (stage, stage->light[0] * 0.15f, -0.1f, 1.1f,
                   lim_sketch_blend (c[LIM_SKETCH_SLOT_BACK], icon.glow, 0.3f), 0.22f);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_TABLE))
    {
      icon.size *= lim_sketch_rand (stage, 0.66f, 0.86f);
      icon.turns = lim_sketch_rand (stage, -0.22f, 0.22f);
      icon.x = lim_sketch_rand (stage, -0.2f, 0.2f), icon.y = lim_sketch_rand (stage, 0.0f, 0.16f);
      lay_table (&icon);
      lim_sketch_shadow (stage, icon.x - stage->light[0] * 0.15f, icon.y + 0.25f, icon.size * 0.9f, icon.size * 0.7f,
                         0.45f);
    }
  drawers[plan->item](&icon);
}
