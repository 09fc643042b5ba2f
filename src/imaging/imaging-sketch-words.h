/* imaging-sketch-words.h: what the sketch painter understands of a prompt, as a plan. Pure. */
#pragma once

#include "imaging-sketch-math.h"
#include "imaging-sketch.h"

typedef enum
{
  LIM_SKETCH_FIGURE,
  LIM_SKETCH_PORTRAIT,
  LIM_SKETCH_CREATURE,
  LIM_SKETCH_SHIP,
  LIM_SKETCH_BOAT,
  LIM_SKETCH_VEHICLE,
  LIM_SKETCH_MECH,
  LIM_SKETCH_BUILDING,
  LIM_SKETCH_CITY,
  LIM_SKETCH_LANDSCAPE,
  LIM_SKETCH_INTERIOR,
  LIM_SKETCH_ICON,
  LIM_SKETCH_CRYSTAL,
  LIM_SKETCH_N_SCENES
} LimSketchScene;

typedef enum
{
  LIM_SKETCH_ITEM_ANY,
  LIM_SKETCH_ITEM_SWORD,
  LIM_SKETCH_ITEM_DAGGER,
  LIM_SKETCH_ITEM_AXE,
  LIM_SKETCH_ITEM_STAFF,
  LIM_SKETCH_ITEM_BOW,
  LIM_SKETCH_ITEM_BOTTLE,
  LIM_SKETCH_ITEM_SCROLL,
  LIM_SKETCH_ITEM_PENDANT,
  LIM_SKETCH_ITEM_RING,
  LIM_SKETCH_ITEM_BELT,
  LIM_SKETCH_ITEM_GAUNTLET,
  LIM_SKETCH_ITEM_HORN,
  LIM_SKETCH_ITEM_CRATE,
  LIM_SKETCH_ITEM_TOOL,
  LIM_SKETCH_ITEM_GUN,
  LIM_SKETCH_ITEM_BOOK,
  LIM_SKETCH_ITEM_SHIELD,
  LIM_SKETCH_ITEM_HELMET,
  LIM_SKETCH_ITEM_KEY,
  LIM_SKETCH_ITEM_DEVICE,
  LIM_SKETCH_ITEM_CUP,
  LIM_SKETCH_ITEM_BADGE,
  LIM_SKETCH_ITEM_SAW,
  LIM_SKETCH_ITEM_LAMP,
  LIM_SKETCH_ITEM_WHEELKEY,
} LimSketchItem;

/* What a colour word belongs to: the next noun that has a place. */
typedef enum
{
  LIM_SKETCH_SLOT_FREE,
  LIM_SKETCH_SLOT_BACK,
  LIM_SKETCH_SLOT_SKIN,
  LIM_SKETCH_SLOT_HAIR,
  LIM_SKETCH_SLOT_EYES,
  LIM_SKETCH_SLOT_CLOTH,
  LIM_SKETCH_SLOT_UNDER,
  LIM_SKETCH_SLOT_LEGS,
  LIM_SKETCH_SLOT_BOOTS,
  LIM_SKETCH_SLOT_ARMOUR,
  LIM_SKETCH_SLOT_TRIM,
  LIM_SKETCH_SLOT_GLOW,
  LIM_SKETCH_SLOT_METAL,
  LIM_SKETCH_SLOT_WOOD,
  LIM_SKETCH_N_SLOTS
} LimSketchSlot;

typedef enum
{
  LIM_SKETCH_STUDIO,
  LIM_SKETCH_DAY,
  LIM_SKETCH_DUSK,
  LIM_SKETCH_NIGHT,
  LIM_SKETCH_SPACE,
} LimSketchTime;

/* Details that words ask for. */
enum
{
  LIM_SKETCH_BIT_FEMALE,
  LIM_SKETCH_BIT_OLD,
  LIM_SKETCH_BIT_CHILD,
  LIM_SKETCH_BIT_BROAD,
  LIM_SKETCH_BIT_SLIM,
  LIM_SKETCH_BIT_BALD,
  LIM_SKETCH_BIT_LONG_HAIR,
  LIM_SKETCH_BIT_TIED_HAIR,
  LIM_SKETCH_BIT_BEARD,
  LIM_SKETCH_BIT_GLASSES,
  LIM_SKETCH_BIT_TAIL,
  LIM_SKETCH_BIT_CREST,
  LIM_SKETCH_BIT_HORNS,
  LIM_SKETCH_BIT_FOUR_ARMS,
  LIM_SKETCH_BIT_TENTACLES,
  LIM_SKETCH_BIT_WINGS,
  LIM_SKETCH_BIT_HELMET,
  LIM_SKETCH_BIT_HAT,
  LIM_SKETCH_BIT_HOOD,
  LIM_SKETCH_BIT_COAT,
  LIM_SKETCH_BIT_CAPE,
  LIM_SKETCH_BIT_SASH,
  LIM_SKETCH_BIT_APRON,
  LIM_SKETCH_BIT_VEST,
  LIM_SKETCH_BIT_ROBE,
  LIM_SKETCH_BIT_PLATE,
  LIM_SKETCH_BIT_WEAPON,
  LIM_SKETCH_BIT_POLE,
  LIM_SKETCH_BIT_BAG,
  LIM_SKETCH_BIT_HARNESS,
  LIM_SKETCH_BIT_SCALES,
  LIM_SKETCH_BIT_CHITIN,
  LIM_SKETCH_BIT_FUR,
  LIM_SKETCH_BIT_REPTILE,
  LIM_SKETCH_BIT_BLOB,
  LIM_SKETCH_BIT_SNOW,
  LIM_SKETCH_BIT_RAIN,
  LIM_SKETCH_BIT_FOG,
  LIM_SKETCH_BIT_TREES,
  LIM_SKETCH_BIT_WATER,
  LIM_SKETCH_BIT_PEAKS,
  LIM_SKETCH_BIT_DESERT,
  LIM_SKETCH_BIT_RUIN,
  LIM_SKETCH_BIT_TOWER,
  LIM_SKETCH_BIT_DOME,
  LIM_SKETCH_BIT_NEON,
  LIM_SKETCH_BIT_CRYSTALS,
  LIM_SKETCH_BIT_FURNITURE,
  LIM_SKETCH_BIT_PLAIN,
  LIM_SKETCH_BIT_ROUND,
  LIM_SKETCH_BIT_TALL,
  LIM_SKETCH_BIT_SQUAT,
  LIM_SKETCH_BIT_SKULL,
  LIM_SKETCH_BIT_WHEELS,
  LIM_SKETCH_BIT_TRACKS,
  LIM_SKETCH_BIT_OVERALL,
  LIM_SKETCH_BIT_WINDOWS,
  LIM_SKETCH_BIT_TABLE,
  LIM_SKETCH_BIT_LANTERN,
  LIM_SKETCH_BIT_BASKET,
  LIM_SKETCH_BIT_PEEL,
  LIM_SKETCH_BIT_SCARF,
  LIM_SKETCH_BIT_KERCHIEF,
  LIM_SKETCH_BIT_GOGGLES_UP,
  LIM_SKETCH_BIT_SAIL,
  LIM_SKETCH_BIT_REED,
  LIM_SKETCH_BIT_CABIN,
  LIM_SKETCH_BIT_STRANDED,
  LIM_SKETCH_BIT_FIRE,
  LIM_SKETCH_BIT_ARCHES,
  LIM_SKETCH_BIT_SHELVES,
  LIM_SKETCH_BIT_VILLAGE,
  LIM_SKETCH_BIT_GATE,
  LIM_SKETCH_BIT_PANS,
  LIM_SKETCH_BIT_WALK,
  LIM_SKETCH_BIT_LEANING,
  LIM_SKETCH_BIT_STOUT,
  LIM_SKETCH_BIT_LATTICE,
  LIM_SKETCH_BIT_QUILT,
  LIM_SKETCH_BIT_YOUNG,
  LIM_SKETCH_BIT_PAULDRON,
  LIM_SKETCH_BIT_HUSK,
  LIM_SKETCH_BIT_BEADS,
  LIM_SKETCH_BIT_FAN,
  LIM_SKETCH_BIT_SLAB,
  LIM_SKETCH_BIT_LEGS,
  LIM_SKETCH_N_BITS
};
G_STATIC_ASSERT (LIM_SKETCH_N_BITS <= 128);

typedef struct
{
  LimSketchScene scene;
  gboolean names_scene; /* a word says what is shown */
  LimSketchItem item;
  LimSketchTime time;
  guint64 features[2]; /* bits LIM_SKETCH_BIT_… */
  guint64 seed;
  guint64 words; /* a hash of the prompt, so that two subjects differ though all known words are equal */

  LimSketchColour colours[LIM_SKETCH_N_SLOTS]; /* always set; from the prompt where has_colour says so */
  gboolean has_colour[LIM_SKETCH_N_SLOTS];
  LimSketchColour palette[8]; /* the prompt's colours, the most telling first */
  guint n_palette;

  float saturation; /* 1 as the words say */
  float brightness; /* 1 is neutral */
  float warmth;     /* -1 cold .. 1 warm */
  float looseness;  /* size of brush strokes; 1 is neutral */
  float light_x;    /* -1 from the left .. 1 from the right */
} LimSketchPlan;

static inline gboolean
lim_sketch_has (const LimSketchPlan *plan, guint bit)
{
  return (plan->features[bit >> 6] >> (bit & 63) & 1) != 0;
}

/* Makes @plan, read from a brief, one that shows the subject of @anchor. */
void lim_sketch_keep_subject (LimSketchPlan *plan, const LimSketchPlan *anchor);

/* Makes @plan one in the colours of a picture of @width * @height pixels, R G B. */
void lim_sketch_keep_colours (LimSketchPlan *plan, const guint8 *pixels, guint width, guint height);

/* Reads @brief. Never fails: what is not understood is left to the seed. */
void lim_sketch_read (const LimSketchBrief *brief, LimSketchPlan *plan);
