/* imaging-sketch-scene.h: the scenes of the sketch painter, one builder each, and what they share. */
#pragma once

#include "imaging-sketch-stage.h"

/* Builds one scene on a fresh stage. */
typedef void (*LimSketchBuilder) (LimSketchStage *stage);

void lim_sketch_scene_figure (LimSketchStage *stage);
void lim_sketch_scene_portrait (LimSketchStage *stage);
void lim_sketch_scene_creature (LimSketchStage *stage);
void lim_sketch_scene_ship (LimSketchStage *stage);
void lim_sketch_scene_boat (LimSketchStage *stage);
void lim_sketch_scene_vehicle (LimSketchStage *stage);
void lim_sketch_scene_mech (LimSketchStage *stage);
void lim_sketch_scene_building (LimSketchStage *stage);
void lim_sketch_scene_city (LimSketchStage *stage);
void lim_sketch_scene_landscape (LimSketchStage *stage);
void lim_sketch_scene_interior (LimSketchStage *stage);
void lim_sketch_scene_icon (LimSketchStage *stage);
void lim_sketch_scene_crystal (LimSketchStage *stage);

/* A built shore and a room of masonry: landscapes and interiors of the kind that the words ask for. */
void lim_sketch_shore (LimSketchStage *stage);
void lim_sketch_hall (LimSketchStage *stage);
/* A machine on four or six legs. */
void lim_sketch_walker (LimSketchStage *stage);

/* Backdrops: each covers the whole stage. */
void lim_sketch_backdrop_studio (LimSketchStage *stage, float floor_y);
void lim_sketch_backdrop_sky (LimSketchStage *stage, float horizon);
void lim_sketch_backdrop_space (LimSketchStage *stage);
/* Sky, far ridges and ground up to the bottom: a place to stand for whatever is the subject. */
void lim_sketch_backdrop_outdoors (LimSketchStage *stage, float horizon);

/* The ground from @horizon down, with colour @near at the bottom and @far at the horizon. */
void lim_sketch_ground (LimSketchStage *stage, float horizon, LimSketchColour near, LimSketchColour far);
/* A ridge of hills filled down to the bottom; @rough is its height in units. */
void lim_sketch_ridge (LimSketchStage *stage, float y, float rough, float size, guint32 seed, LimSketchColour top,
                       LimSketchColour bottom);
/* What stands above @line, mirrored in @water from there down and broken by ripples. */
void lim_sketch_reflect (LimSketchStage *stage, float line, float strength, LimSketchColour water);
void lim_sketch_tree (LimSketchStage *stage, float x, float y, float height, LimSketchColour colour);

/* A person of the plan, feet at @x, @y, @height units tall. */
void lim_sketch_figure (LimSketchStage *stage, float x, float y, float height);
/* A head of the plan, placed and turned. */
typedef struct
{
  LimSketchStage *stage;
  float x, y, size;              /* the middle between the ears; size is half the height */
  float yaw[2], nod[2], tilt[2]; /* cosine and sine */
  float turn;                    /* -1 looks left .. 1 looks right */
  float gaze;                    /* of the eyes, against the head */
  LimSketchRandom who;           /* the subject's own numbers: the same at every seed */
} LimSketchHead;

/* @turn -1..1 is where it looks, @nod 1 fully down, @tilt 1 fully to its shoulder. */
LimSketchHead lim_sketch_head_new (LimSketchStage *stage, float x, float y, float size, float turn, float nod,
                                   float tilt);
/* Where a point of the head, in its own measure (x right, y down, z towards the viewer), lies; depth into @point[2]. */
void lim_sketch_head_point (const LimSketchHead *head, float x, float y, float z, float *point);
/* What hangs behind the shoulders, to be painted before them: long hair or a hood. */
void lim_sketch_head_back (const LimSketchHead *head);
void lim_sketch_head_paint (const LimSketchHead *head);
/* Parts of it. */
void lim_sketch_face (const LimSketchHead *head);
void lim_sketch_head_reptile (const LimSketchHead *head);
void lim_sketch_hair (const LimSketchHead *head);
void lim_sketch_headgear (const LimSketchHead *head);

/* Bodies are large; a scene makes one with this and reuses it. Free with g_free(). */
LimSketchBody *lim_sketch_body_new (void);
