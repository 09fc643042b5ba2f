/* Painting another picture of what a picture shows. */
#include "imaging-palette.h"
#include "imaging-sketch-words.h"

#include <string.h>

/* What belongs to where a subject is and what it does there, not to who it is. */
static const guint surroundings[] = {
  LIM_SKETCH_BIT_SNOW,     LIM_SKETCH_BIT_RAIN,      LIM_SKETCH_BIT_FOG,     LIM_SKETCH_BIT_TREES,
  LIM_SKETCH_BIT_WATER,    LIM_SKETCH_BIT_PEAKS,     LIM_SKETCH_BIT_DESERT,  LIM_SKETCH_BIT_NEON,
  LIM_SKETCH_BIT_PLAIN,    LIM_SKETCH_BIT_TABLE,     LIM_SKETCH_BIT_WALK,    LIM_SKETCH_BIT_LEANING,
  LIM_SKETCH_BIT_STRANDED, LIM_SKETCH_BIT_FIRE,      LIM_SKETCH_BIT_POLE,    LIM_SKETCH_BIT_PEEL,
  LIM_SKETCH_BIT_BASKET,   LIM_SKETCH_BIT_FURNITURE, LIM_SKETCH_BIT_GATE,    LIM_SKETCH_BIT_PANS,
  LIM_SKETCH_BIT_WEAPON,   LIM_SKETCH_BIT_SHELVES,   LIM_SKETCH_BIT_VILLAGE, LIM_SKETCH_BIT_LANTERN,
};

static gboolean
is_subjects (LimSketchSlot slot)
{
  return slot != LIM_SKETCH_SLOT_BACK && slot != LIM_SKETCH_SLOT_GLOW;
}

/* What every picture of a subject shows, so that other words for it would make it another one. */
static gboolean
is_shown (LimSketchSlot slot)
{
  return slot != LIM_SKETCH_SLOT_LEGS && slot != LIM_SKETCH_SLOT_BOOTS && slot != LIM_SKETCH_SLOT_WOOD;
}

/* What kind of subject a scene shows. */
typedef enum
{
  PERSON,
  CREATURE,
  CRAFT,
  PLACE,
  THING,
} Kind;

static const Kind kinds[LIM_SKETCH_N_SCENES] = {
  [LIM_SKETCH_FIGURE] = PERSON,   [LIM_SKETCH_PORTRAIT] = PERSON, [LIM_SKETCH_CREATURE] = CREATURE,
  [LIM_SKETCH_SHIP] = CRAFT,      [LIM_SKETCH_BOAT] = CRAFT,      [LIM_SKETCH_VEHICLE] = CRAFT,
  [LIM_SKETCH_MECH] = CRAFT,      [LIM_SKETCH_BUILDING] = PLACE,  [LIM_SKETCH_CITY] = PLACE,
  [LIM_SKETCH_LANDSCAPE] = PLACE, [LIM_SKETCH_INTERIOR] = PLACE,  [LIM_SKETCH_ICON] = THING,
  [LIM_SKETCH_CRYSTAL] = THING,
};

/* A person's other pictures show a person, whatever stands around; craft stay the craft they are, but have an inside. */
static LimSketchScene
keep_kind (const LimSketchPlan *plan, const LimSketchPlan *anchor)
{
  Kind kind = kinds[anchor->scene];
  gboolean has_inside = kind == CRAFT || kind == PLACE;

  if (!plan->names_scene)
    return anchor->scene;
  if (plan->scene == LIM_SKETCH_INTERIOR && has_inside)
    return plan->scene;
  if (kind == PERSON)
    return kinds[plan->scene] == PERSON ? plan->scene : LIM_SKETCH_FIGURE;
  return kind == PLACE && kinds[plan->scene] == PLACE ? plan->scene : anchor->scene;
}

void
lim_sketch_keep_subject (LimSketchPlan *plan, const LimSketchPlan *anchor)
{
  guint64 worn[2] = { anchor->features[0], anchor->features[1] };

  for (gsize i = 0; i < G_N_ELEMENTS (surroundings); i++)
    worn[surroundings[i] >> 6] &= ~(G_GUINT64_CONSTANT (1) << (surroundings[i] & 63));
  for (gsize i = 0; i < G_N_ELEMENTS (worn); i++)
    plan->features[i] |= worn[i];

  for (guint slot = 0; slot < LIM_SKETCH_N_SLOTS; slot++)
    if (is_subjects (slot) && (is_shown (slot) || anchor->has_colour[slot] || !plan->has_colour[slot]))
      {
        plan->colours[slot] = anchor->colours[slot];
        plan->has_colour[slot] = anchor->has_colour[slot];
      }
  memcpy (plan->palette, anchor->palette, sizeof plan->palette);
  plan->n_palette = anchor->n_palette;
  plan->words = anchor->words; /* faces and builds are made from these */
  if (plan->item == LIM_SKETCH_ITEM_ANY)
    plan->item = anchor->item;
  plan->scene = keep_kind (plan, anchor);
}

/* -- Of a picture that somebody else made, only its colours are known -- */

/* Subjects stand in the middle. */
static double
inside (double x, double y)
{
  double dx = (x - 0.5) / 0.3, dy = (y - 0.55) / 0.42;

  return MAX (0, 1 - dx * dx - dy * dy);
}

static double
around (double x, double y)
{
  return x < 0.12 || x > 0.88 || y < 0.1;
}

static LimSketchColour
colour_of (const LimPaletteColour *from)
{
  return (LimSketchColour){ (float) from->r / 255.0f, (float) from->g / 255.0f, (float) from->b / 255.0f };
}

/* How much a colour could be one of skin: red over green over blue, neither grey nor glaring. */
static int
skin_likeness (const LimPaletteColour *colour)
{
  int warm = colour->r - colour->b;

  if (colour->r <= colour->g || colour->g <= colour->b || colour->r < 70 || warm < 25 || warm > 130)
    return 0;
  return 200 - ABS (warm - 70);
}

static void
set_slot (LimSketchPlan *plan, LimSketchSlot slot, LimSketchColour colour)
{
  plan->colours[slot] = colour;
  plan->has_colour[slot] = TRUE;
}

static float
strength (LimSketchColour colour)
{
  float most = MAX (colour.r, MAX (colour.g, colour.b)), least = MIN (colour.r, MIN (colour.g, colour.b));

  return most - least;
}

void
lim_sketch_keep_colours (LimSketchPlan *plan, const guint8 *pixels, guint width, guint height)
{
  LimPaletteColour subject[G_N_ELEMENTS (plan->palette)], back;
  guint n = lim_palette_take (pixels, width, height, inside, 6, subject), skin = 0, darkest = 0, strongest = 0;

  if (lim_palette_take (pixels, width, height, around, 1, &back) == 1)
    set_slot (plan, LIM_SKETCH_SLOT_BACK, colour_of (&back));
  if (n == 0)
    return;
  plan->n_palette = n;
  for (guint i = 0; i < n; i++)
    {
      plan->palette[i] = colour_of (&subject[i]);
      if (skin_likeness (&subject[i]) > skin_likeness (&subject[skin]))
        skin = i;
      if (lim_sketch_luma (plan->palette[i]) < lim_sketch_luma (plan->palette[darkest]))
        darkest = i;
      if (strength (plan->palette[i]) > strength (plan->palette[strongest]))
        strongest = i;
    }
  set_slot (plan, LIM_SKETCH_SLOT_FREE, plan->palette[0]);
  set_slot (plan, LIM_SKETCH_SLOT_CLOTH, plan->palette[skin == 0 && n > 1 ? 1 : 0]);
  set_slot (plan, LIM_SKETCH_SLOT_TRIM, plan->palette[strongest]);
  set_slot (plan, LIM_SKETCH_SLOT_HAIR, plan->palette[darkest]);
  set_slot (plan, LIM_SKETCH_SLOT_LEGS, lim_sketch_scale (plan->palette[n > 2 ? 2 : 0], 0.8f));
  if (skin_likeness (&subject[skin]) > 0)
    set_slot (plan, LIM_SKETCH_SLOT_SKIN, plan->palette[skin]);
}
