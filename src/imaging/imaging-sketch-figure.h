/* imaging-sketch-figure.h: what the files that paint a person share. */
#pragma once

#include "imaging-sketch-scene.h"

/* A person in its own measure: feet at 0,0, y down, 1 unit tall. */
typedef struct
{
  LimSketchStage *stage;
  const LimSketchPlan *plan;
  LimSketchBody *body;
  float x, y, height; /* of the feet, on the stage */
  float shoulder, hip, lean, turn;
  float elbow[2][2], hand[2][2], foot[2], rise[2]; /* rise: how far a foot is off the ground */
  float girth;                                     /* of the waist; 1 is usual */
  LimSketchColour skin, cloth, under, legs, boots, armour, trim, metal, hair;
  LimSketchStuff skin_stuff;
} LimSketchFigure;

/* Heights of the joints. */
#define LIM_SKETCH_SHOULDER_Y (-0.815f)
#define LIM_SKETCH_WAIST_Y (-0.60f)
#define LIM_SKETCH_HIP_Y (-0.50f)

/* Begins a body in the figure's measure; paints it. */
void lim_sketch_figure_begin (LimSketchFigure *figure, LimSketchStuff stuff, LimSketchColour colour, float shine,
                              float blend);
void lim_sketch_figure_end (LimSketchFigure *figure);
/* Where its arms and legs are, by the words and the seed. */
void lim_sketch_figure_pose (LimSketchFigure *figure);
/* What it holds in its hand or wears at its side. */
void lim_sketch_figure_held (LimSketchFigure *figure);
