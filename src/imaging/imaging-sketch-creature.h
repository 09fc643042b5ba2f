/* imaging-sketch-creature.h: what the body plans of creatures share. */
#pragma once

#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  LimSketchBody *body;
  LimSketchMatter hide;
  float side; /* -1 looks left, 1 right */
  float x, y; /* the middle of the back */
} LimSketchCreature;

/* Begins a body of the creature's hide, @darker times as bright. */
void lim_sketch_creature_start (LimSketchCreature *creature, float darker);
void lim_sketch_creature_eye (LimSketchCreature *creature, float x, float y, float size);

/* Body plans. */
void lim_sketch_creature_husk (LimSketchCreature *creature);
void lim_sketch_creature_beads (LimSketchCreature *creature);
void lim_sketch_creature_fan (LimSketchCreature *creature);
void lim_sketch_creature_slab (LimSketchCreature *creature);
