/* imaging-sketch-lexicon.h: the words that the sketch painter knows. Each table ends in a row whose first word is NULL. */
#pragma once

#include "imaging-sketch-words.h"

typedef struct
{
  const char *word;
  guint32 hex;
} LimSketchColourWord;
extern const LimSketchColourWord lim_sketch_colour_words[];

/* Words before a colour: darker, lighter, greyer. */
typedef struct
{
  const char *word;
  float light, saturation;
} LimSketchShadeWord;
extern const LimSketchShadeWord lim_sketch_shades[];

typedef struct
{
  const char *word;
  LimSketchSlot slot;
} LimSketchSlotWord;
extern const LimSketchSlotWord lim_sketch_slot_words[];

/* Votes for a scene; the most votes win, the first of equals. */
typedef struct
{
  const char *word;
  LimSketchScene scene;
  int votes;
} LimSketchSceneWord;
extern const LimSketchSceneWord lim_sketch_scene_words[];

typedef struct
{
  const char *word;
  LimSketchItem item;
} LimSketchItemWord;
extern const LimSketchItemWord lim_sketch_item_words[];

typedef struct
{
  const char *word;
  guint bit;
} LimSketchFeatureWord;
extern const LimSketchFeatureWord lim_sketch_feature_words[];

typedef struct
{
  const char *word;
  float saturation, brightness, warmth; /* added */
  int time;                             /* -1: says nothing */
} LimSketchMoodWord;
extern const LimSketchMoodWord lim_sketch_mood_words[];

/* Two words that mean one thing to the tables. */
typedef struct
{
  const char *first, *second, *joined;
} LimSketchPairWord;
extern const LimSketchPairWord lim_sketch_pairs[];
