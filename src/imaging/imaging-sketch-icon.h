/* imaging-sketch-icon.h: one thing in the light, drawn upright in its own measure (-1..1, y down) and then placed. */
#pragma once

#include "imaging-sketch-scene.h"

typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchBody *body;
  float x, y, size, turns;
  LimSketchColour metal, wood, leather, trim, glow, main;
} LimSketchIcon;

/* Begins and paints a body at the icon's place. */
void lim_sketch_icon_start (LimSketchIcon *icon, LimSketchStuff stuff, LimSketchColour colour, float shine);
void lim_sketch_icon_end (LimSketchIcon *icon);
/* As lim_sketch_glow(), in the icon's measure. */
void lim_sketch_icon_glow (LimSketchIcon *icon, float x, float y, float radius, LimSketchColour colour,
                           float strength);
/* A leather wrapping of @turns turns on an upright grip of radius @r. */
void lim_sketch_icon_wrap (LimSketchIcon *icon, float y0, float y1, float r, int turns);
/* A cut stone in the icon's glow colour. */
void lim_sketch_icon_gem (LimSketchIcon *icon, float y, float rx, float ry);

/* The things. */
void lim_sketch_draw_sword (LimSketchIcon *icon);
void lim_sketch_draw_dagger (LimSketchIcon *icon);
void lim_sketch_draw_axe (LimSketchIcon *icon);
void lim_sketch_draw_staff (LimSketchIcon *icon);
void lim_sketch_draw_bow (LimSketchIcon *icon);
void lim_sketch_draw_gauntlet (LimSketchIcon *icon);
void lim_sketch_draw_gun (LimSketchIcon *icon);
void lim_sketch_draw_shield (LimSketchIcon *icon);
void lim_sketch_draw_helmet (LimSketchIcon *icon);
void lim_sketch_draw_horn (LimSketchIcon *icon);
void lim_sketch_draw_bottle (LimSketchIcon *icon);
void lim_sketch_draw_scroll (LimSketchIcon *icon);
void lim_sketch_draw_pendant (LimSketchIcon *icon);
void lim_sketch_draw_ring (LimSketchIcon *icon);
void lim_sketch_draw_belt (LimSketchIcon *icon);
void lim_sketch_draw_crate (LimSketchIcon *icon);
void lim_sketch_draw_tool (LimSketchIcon *icon);
void lim_sketch_draw_book (LimSketchIcon *icon);
void lim_sketch_draw_key (LimSketchIcon *icon);
void lim_sketch_draw_device (LimSketchIcon *icon);
void lim_sketch_draw_cup (LimSketchIcon *icon);
void lim_sketch_draw_badge (LimSketchIcon *icon);
void lim_sketch_draw_saw (LimSketchIcon *icon);
void lim_sketch_draw_lamp (LimSketchIcon *icon);
void lim_sketch_draw_wheelkey (LimSketchIcon *icon);
