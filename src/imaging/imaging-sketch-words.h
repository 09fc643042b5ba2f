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

#define LIM_SKETCH_FEATURES(X)                                                                                       \
  X (FEMALE)                                                                                                         \
  X (OLD)                                                                                                            \
  X (CHILD)                                                                                                          \
  X (BROAD)                                                                                                          \
  X (SLIM)                                                                                                           \
  X (BALD)                                                                                                           \
  X (LONG_HAIR)                                                                                                      \
  X (TIED_HAIR)                                                                                                      \
  X (BEARD)                                                                                                          \
  X (GLASSES)                                                                                                        \
  X (TAIL)                                                                                                           \
  X (CREST)                                                                                                          \
  X (HORNS) X (FOUR_ARMS) X (TENTACLES) X (WINGS) X (HELMET) X (HAT) X (HOOD) X (COAT) X (CAPE) X (SASH) X (APRON)   \
      X (VEST) X (ROBE) X (PLATE) X (WEAPON) X (POLE) X (BAG) X (HARNESS) X (SCALES) X (CHITIN) X (FUR) X (REPTILE)  \
          X (BLOB) X (SNOW) X (RAIN) X (FOG) X (TREES) X (WATER) X (PEAKS) X (DESERT) X (RUIN) X (TOWER) X (DOME)    \
              X (NEON) X (CRYSTALS) X (FURNITURE) X (PLAIN) X (ROUND) X (TALL) X (SQUAT) X (SKULL) X (WHEELS)        \
                  X (TRACKS) X (OVERALL) X (WINDOWS)

enum
{
#define X(name) LIM_SKETCH_BIT_##name,
  LIM_SKETCH_FEATURES (X)
#undef X
      LIM_SKETCH_N_BITS
};
G_STATIC_ASSERT (LIM_SKETCH_N_BITS <= 64);

typedef struct
{
  LimSketchScene scene;
  LimSketchItem item;
  LimSketchTime time;
  guint64 features; /* bits LIM_SKETCH_BIT_… */
  guint64 seed;
  guint64 words; /* a hash of the prompt, so that two subjects differ though all known words are equal */

  LimSketchColour colours[LIM_SKETCH_N_SLOTS]; /* always set; from the prompt where has_colour says so */
  gboolean has_colour[LIM_SKETCH_N_SLOTS];
  LimSketchColour palette[8]; /* the prompt's colours in order */
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
  return (plan->features >> bit & 1) != 0;
}

/* Reads @brief. Never fails: what is not understood is left to the seed. */
void lim_sketch_read (const LimSketchBrief *brief, LimSketchPlan *plan);
