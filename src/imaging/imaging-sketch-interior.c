/* Rooms and corridors in one-point perspective, and crystals that grow in them. */
#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  float vx, vy; /* the vanishing point */
  float bw, bh; /* half size of the back wall */
  LimSketchColour wall, floor, ceiling, lamp;
} Room;

/* A point of the room's section at depth 0 (the picture plane) .. 1 (the back wall); sx, sy are -1..1. */
static void
room_point (const Room *room, float sx, float sy, float depth, float *point)
{
  float ox = sx * room->stage->ax * 1.12f, oy = sy * room->stage->ay * 1.12f;
  float t = depth / (0.35f + 0.65f * depth); /* perspective: the first half is most of the picture */

  point[0] = lim_sketch_lerp (ox, room->vx + sx * room->bw, t);
  point[1] = lim_sketch_lerp (oy, room->vy + sy * room->bh, t);
}

static void
room_quad (const Room *room, const float (*corners)[3], LimSketchColour top, LimSketchColour bottom)
{
  float points[4][2];

  for (int i = 0; i < 4; i++)
    room_point (room, corners[i][0], corners[i][1], corners[i][2], points[i]);
  lim_sketch_fill (room->stage, points, 4, top, bottom);
}

static void
shell (const Room *room)
{
  LimSketchStage *stage = room->stage;
  enum
  {
    BAYS = 7
  };

  for (int i = 0; i < BAYS; i++)
    {
      float a = (float) i / BAYS, b = (float) (i + 1) / BAYS, light = 0.5f + 0.6f * lim_sketch_sin (b * 0.42f);
      float jitter = lim_sketch_rand (stage, 0.9f, 1.1f);
      const float floor[][3] = { { -1, 1, a }, { 1, 1, a }, { 1, 1, b }, { -1, 1, b } },
                  ceiling[][3] = { { -1, -1, a }, { 1, -1, a }, { 1, -1, b }, { -1, -1, b } };
      const float left[][3] = { { -1, -1, a }, { -1, -1, b }, { -1, 1, b }, { -1, 1, a } },
                  right[][3] = { { 1, -1, a }, { 1, -1, b }, { 1, 1, b }, { 1, 1, a } };

      room_quad (room, floor, lim_sketch_scale (room->floor, light * 1.1f),
                 lim_sketch_scale (room->floor, light * 0.75f));
      room_quad (room, ceiling, lim_sketch_scale (room->ceiling, light * 0.6f),
                 lim_sketch_scale (room->ceiling, light * 0.85f));
      room_quad (room, left, lim_sketch_scale (room->wall, light * 0.7f * jitter),
                 lim_sketch_scale (room->wall, light * 0.5f));
      room_quad (room, right, lim_sketch_scale (room->wall, light * 0.95f),
                 lim_sketch_scale (room->wall, light * 0.7f * jitter));
    }
  float corner[2], other[2];
  room_point (room, -1, -1, 1, corner);
  room_point (room, 1, 1, 1, other);
  lim_sketch_quad (stage, corner[0], corner[1], other[0], other[1], lim_sketch_scale (room->wall, 1.1f),
                   lim_sketch_scale (room->wall, 0.7f));
}

static void
ribs_and_lamps (const Room *room)
{
  LimSketchColour rib = lim_sketch_scale (room->wall, 0.42f), lip = lim_sketch_scale (room->wall, 1.25f);

  for (int i = 5; i >= 1; i--)
    {
      float d = (float) i / 6, e = d + 0.035f, f = d + 0.045f;

      for (int s = -1; s <= 1; s += 2)
        {
          float x = (float) s, in = x * 0.9f;
          const float post[][3] = { { x, -1, d }, { in, -0.95f, d }, { in, 1, d }, { x, 1, d } },
                      edge[][3] = { { in, -0.95f, d }, { in, -0.95f, f }, { in, 1, f }, { in, 1, d } };
          const float band[][3] = {
            { x, 0.16f, d - 0.1f }, { x, 0.16f, e }, { x, 0.24f, e }, { x, 0.24f, d - 0.1f }
          };

          room_quad (room, band, lim_sketch_scale (room->wall, 0.55f), rib);
          room_quad (room, post, lim_sketch_scale (rib, 1.3f), rib);
          room_quad (room, edge, lip, rib);
        }
      const float beam[][3] = { { -1, -1, d }, { 1, -1, d }, { 0.9f, -0.9f, d }, { -0.9f, -0.9f, d } };
      room_quad (room, beam, rib, lim_sketch_scale (rib, 1.3f));
      const float lamp[][3] = { { -0.22f, -0.96f, d + 0.05f },
                                { 0.22f, -0.96f, d + 0.05f },
                                { 0.22f, -0.96f, d + 0.1f },
                                { -0.22f, -0.96f, d + 0.1f } };
      if (lim_sketch_chance (room->stage, 0.75f))
        {
          float at[2];

          room_quad (room, lamp, room->lamp, room->lamp);
          room_point (room, 0, -0.96f, d + 0.07f, at);
          lim_sketch_glow (room->stage, at[0], at[1], 0.75f * (1.1f - d), room->lamp, 0.32f);
        }
    }
}

static void
pipes (const Room *room)
{
  g_autofree LimSketchBody *body = lim_sketch_body_new ();

  for (int i = 0; i < 4; i++)
    {
      float side = lim_sketch_chance (room->stage, 0.5f) ? 0.96f : -0.96f,
            y = lim_sketch_rand (room->stage, -0.85f, -0.35f);
      float near[2], far[2];

      room_point (room, side, y, 0, near);
      room_point (room, side, y, 1, far);
      lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_IRON,
                                                      i == 0 ? room->stage->plan->palette[0]
                                                             : lim_sketch_scale (room->wall, 0.8f),
                                                      0.6f, 1, 0, 0.5f });
      lim_sketch_limb (body, near[0], near[1], lim_sketch_rand (room->stage, 0.025f, 0.05f), far[0], far[1], 0.008f);
      lim_sketch_body_paint (room->stage, body);
    }
}

static void
crate (const Room *room, LimSketchBody *body, float sx, float depth, float size)
{
  float at[2], scale = size * (1.05f - 0.75f * depth);

  room_point (room, sx, 1, depth, at);
  LimSketchColour colour =
      room->stage->plan->palette[(guint) lim_sketch_choose (room->stage, (int) room->stage->plan->n_palette)];
  lim_sketch_shadow (room->stage, at[0], at[1], scale * 1.3f, scale * 0.3f, 0.7f);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_PANELS, lim_sketch_blend (colour, room->wall, 0.5f),
                                                  0.2f, 0.9f, 0, 0.6f, 2.5f });
  lim_sketch_box (body, at[0], at[1] - scale * 0.6f, scale * 0.75f, scale * 0.6f, 0.015f, 0);
  lim_sketch_body_paint (room->stage, body);
  lim_sketch_body_start (body, (LimSketchMatter){ LIM_SKETCH_IRON, lim_sketch_scale (room->wall, 0.6f), 0.5f, 0.9f, 0,
                                                  0.2f });
  lim_sketch_box (body, at[0], at[1] - scale * 1.12f, scale * 0.78f, scale * 0.06f, 0.01f, 0);
  lim_sketch_box (body, at[0], at[1] - scale * 0.6f, scale * 0.05f, scale * 0.6f, 0.01f, 0);
  lim_sketch_body_paint (room->stage, body);
}

static void
back_wall (const Room *room)
{
  LimSketchStage *stage = room->stage;
  float w = room->bw, h = room->bh, x = room->vx, y = room->vy;
  LimSketchColour dark = lim_sketch_scale (room->wall, 0.45f);

  if (lim_sketch_has (stage->plan, LIM_SKETCH_BIT_WINDOWS) || lim_sketch_chance (stage, 0.45f))
    {
      lim_sketch_quad (stage, x - w * 0.7f, y - h * 0.6f, x + w * 0.7f, y + h * 0.3f, dark, dark);
      lim_sketch_quad (stage, x - w * 0.63f, y - h * 0.5f, x + w * 0.63f, y + h * 0.2f, lim_sketch_rgb (0x141c30),
                       lim_sketch_rgb (0x3a4a6a));
      for (int i = 0; i < 26; i++)
        lim_sketch_glow (stage, x + lim_sketch_rand (stage, -w, w) * 0.6f,
                         y + lim_sketch_rand (stage, -0.5f, 0.2f) * h, 0.012f, lim_sketch_rgb (0xffffff), 0.8f);
      lim_sketch_glow (stage, x + w * 0.3f, y - h * 0.1f, w * 0.5f, lim_sketch_rgb (0xd09a6a), 0.6f);
      for (int i = -1; i <= 1; i += 2)
        lim_sketch_quad (stage, x + w * 0.21f * (float) i - 0.008f, y - h * 0.55f, x + w * 0.21f * (float) i + 0.008f,
                         y + h * 0.25f, dark, dark);
    }
  else
    {
      lim_sketch_quad (stage, x - w * 0.42f, y - h * 0.55f, x + w * 0.42f, y + h, dark,
                       lim_sketch_scale (dark, 0.6f));
      lim_sketch_quad (stage, x - w * 0.33f, y - h * 0.45f, x + w * 0.33f, y + h, lim_sketch_scale (room->lamp, 0.8f),
                       lim_sketch_scale (room->wall, 0.9f));
      lim_sketch_quad (stage, x - 0.006f, y - h * 0.45f, x + 0.006f, y + h, dark, dark);
      lim_sketch_glow (stage, x, y, w * 1.6f, room->lamp, 0.3f);
    }
}

static void
room_paint (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour metal = lim_sketch_blend (lim_sketch_rgb (0x767c80), plan->palette[plan->n_palette - 1], 0.35f);
  Room room = { stage,
                lim_sketch_rand (stage, -0.45f, 0.45f),
                lim_sketch_rand (stage, -0.2f, 0.15f),
                lim_sketch_rand (stage, 0.24f, 0.55f),
                lim_sketch_rand (stage, 0.22f, 0.36f),
                plan->has_colour[LIM_SKETCH_SLOT_CLOTH] ? plan->colours[LIM_SKETCH_SLOT_CLOTH] : metal,
                { 0 },
                { 0 },
                plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? plan->colours[LIM_SKETCH_SLOT_GLOW]
                                                       : lim_sketch_rgb (0xffd090) };

  room.floor = lim_sketch_scale (lim_sketch_blend (room.wall, lim_sketch_rgb (0x4c4238), 0.5f), 0.9f);
  room.ceiling = lim_sketch_scale (room.wall, 0.7f);
  shell (&room);
  back_wall (&room);
  ribs_and_lamps (&room);
  pipes (&room);

  g_autofree LimSketchBody *body = lim_sketch_body_new ();
  int crates = lim_sketch_has (plan, LIM_SKETCH_BIT_FURNITURE) ? 4 : 2;
  for (int i = 0; i < crates; i++)
    crate (&room, body, lim_sketch_rand (stage, 0.5f, 0.85f) * (lim_sketch_chance (stage, 0.5f) ? 1.0f : -1.0f),
           0.65f - 0.5f * (float) i / (float) crates, lim_sketch_rand (stage, 0.16f, 0.26f));
}

void
lim_sketch_scene_interior (LimSketchStage *stage)
{
  LimSketchColour dust = lim_sketch_rgb (0x8a8272);
  static const guint masonry[] = { LIM_SKETCH_BIT_ARCHES, LIM_SKETCH_BIT_LATTICE, LIM_SKETCH_BIT_FIRE,
                                   LIM_SKETCH_BIT_SHELVES };

  for (gsize i = 0; i < G_N_ELEMENTS (masonry); i++)
    if (lim_sketch_has (stage->plan, masonry[i]))
      {
        lim_sketch_hall (stage);
        return;
      }
  room_paint (stage);
  if (lim_sketch_chance (stage, 0.75f))
    {
      float size = lim_sketch_rand (stage, 0.6f, 1.15f);
      lim_sketch_figure (stage, lim_sketch_rand (stage, -0.6f, 0.6f), (0.3f + 0.5f * size) * stage->ay, size);
    }
  if (lim_sketch_chance (stage, 0.4f))
    lim_sketch_figure (stage, lim_sketch_rand (stage, -0.2f, 0.2f), 0.42f * stage->ay, 0.42f);
  lim_sketch_haze (stage, stage->ay * 0.2f, stage->ay * 1.3f, lim_sketch_scale (dust, 0.5f), 0.25f);
}

/* A prism growing from x, y towards @turns, in three facets. */
static void
prism (LimSketchStage *stage, float x, float y, float length, float width, float turns, LimSketchColour colour,
       LimSketchColour glow)
{
  float c = lim_sketch_cos (turns), s = lim_sketch_sin (turns), nx = -s * width, ny = c * width;
  float tip = 0.72f, split = lim_sketch_rand (stage, -0.25f, 0.35f), ex = x + c * length, ey = y + s * length,
        mx = x + c * length * tip, my = y + s * length * tip;
  const float left[][2] = { { x + nx, y + ny },
                            { mx + nx, my + ny },
                            { ex, ey },
                            { mx + nx * split, my + ny * split },
                            { x + nx * split, y + ny * split } };
  const float right[][2] = { { x - nx, y - ny },
                             { mx - nx, my - ny },
                             { ex, ey },
                             { mx + nx * split, my + ny * split },
                             { x + nx * split, y + ny * split } };
  float facing =
      lim_sketch_clamp (0.55f + 0.5f * (s * stage->light[0] - c * stage->light[1])) * (c > 0 ? 1.0f : 0.8f);

  lim_sketch_shadow (stage, mx + 0.03f, my + 0.04f, width * 2.2f, width * 2.2f, 0.35f);
  lim_sketch_fill (stage, left, 5, lim_sketch_scale (colour, 0.35f + 0.5f * facing),
                   lim_sketch_blend (lim_sketch_scale (colour, 0.6f), glow, 0.3f));
  lim_sketch_fill (stage, right, 5,
                   lim_sketch_add (lim_sketch_scale (colour, 1.5f - 0.4f * facing), stage->sun, 0.06f),
                   lim_sketch_scale (lim_sketch_blend (colour, glow, 0.35f), 0.8f));
  for (int i = 0; i < 3; i++)
    {
      float t = lim_sketch_rand (stage, 0.1f, 0.75f), u = lim_sketch_rand (stage, -0.6f, 0.6f);

      lim_sketch_glow (stage, x + c * length * t + nx * u, y + s * length * t + ny * u,
                       width * lim_sketch_rand (stage, 0.3f, 0.8f), glow, 0.55f);
    }
}

void
lim_sketch_scene_crystal (LimSketchStage *stage)
{
  const LimSketchPlan *plan = stage->plan;
  LimSketchColour stone =
      plan->has_colour[LIM_SKETCH_SLOT_SKIN] ? plan->colours[LIM_SKETCH_SLOT_SKIN] : plan->palette[0];
  LimSketchColour glow =
      plan->has_colour[LIM_SKETCH_SLOT_GLOW] ? plan->colours[LIM_SKETCH_SLOT_GLOW] : lim_sketch_rgb (0x9adcf0);

  if (lim_sketch_has (plan, LIM_SKETCH_BIT_PLAIN))
    lim_sketch_backdrop_studio (stage, 0.6f);
  else
    room_paint (stage);
  float x = lim_sketch_rand (stage, -0.2f, 0.2f), y = 0.55f;
  lim_sketch_shadow (stage, x, y, 0.9f, 0.3f, 0.7f);
  lim_sketch_glow (stage, x, y - 0.35f, 1.2f, glow, 0.16f);
  for (int i = 0; i < 22; i++)
    {
      float t = (float) i / 21, spread = lim_sketch_rand (stage, -1, 1),
            reach = (1.1f - 0.75f * t) * lim_sketch_rand (stage, 0.7f, 1.1f);

      prism (stage, x + spread * 0.45f, y + 0.1f * t + lim_sketch_rand (stage, -0.03f, 0.05f),
             reach * (1.0f - 0.4f * spread * spread), lim_sketch_rand (stage, 0.05f, 0.11f) * (1.15f - 0.4f * t),
             0.75f + spread * 0.17f + lim_sketch_rand (stage, -0.03f, 0.03f),
             lim_sketch_scale (stone, 0.7f + 0.4f * t), glow);
    }
  lim_sketch_glow (stage, x, y - 0.05f, 0.55f, glow, 0.2f);
}
