/* record-plan-words.h: the fixed words of a plan: how much of the subject is in the picture, from where it is seen, how it
 * holds itself, and its left and right. Each has a name, as the plan and the reports spell it, and a phrase, as captions
 * say it. */
#pragma once

#include <glib.h>

/* Of the subject, not of the picture: the hand it would call its right one is right. */
typedef enum
{
  LIM_SIDE_NONE, /* on both, or in the middle */
  LIM_SIDE_LEFT,
  LIM_SIDE_RIGHT,
} LimSide;

typedef enum
{
  LIM_FRAMING_UNKNOWN,
  LIM_FRAMING_FULL_BODY,
  LIM_FRAMING_BUST, /* waist-up too */
  LIM_FRAMING_CLOSEUP,
  LIM_N_FRAMINGS,
} LimFraming;

/* Left and right name the side of the subject that is shown (more of). */
typedef enum
{
  LIM_VIEW_UNKNOWN,
  LIM_VIEW_FRONT,
  LIM_VIEW_THREE_QUARTER,
  LIM_VIEW_THREE_QUARTER_LEFT,
  LIM_VIEW_THREE_QUARTER_RIGHT,
  LIM_VIEW_SIDE,
  LIM_VIEW_SIDE_LEFT,
  LIM_VIEW_SIDE_RIGHT,
  LIM_VIEW_THREE_QUARTER_BACK,
  LIM_VIEW_THREE_QUARTER_BACK_LEFT,
  LIM_VIEW_THREE_QUARTER_BACK_RIGHT,
  LIM_VIEW_BACK,
  LIM_N_VIEWS,
} LimView;

typedef enum
{
  LIM_POSE_UNKNOWN,
  LIM_POSE_NEUTRAL,
  LIM_POSE_ACTION, /* combat too */
  LIM_N_POSES,
} LimPose;

/* What a source sheet is, which says how its crops may be used. */
typedef enum
{
  LIM_SHEET_CLEAN,     /* figures on a plain ground, no text */
  LIM_SHEET_ANNOTATED, /* arrows and labels beside the figures */
  LIM_SHEET_SCENE,     /* a picture with a background */
  LIM_N_SHEETS,
} LimSheetKind;

/* “right”, “full body”, “three quarter left”, “action”, “annotated”; “unknown” (a side: “none”) for the first of each. */
const char *lim_side_name (LimSide side);
const char *lim_framing_name (LimFraming framing);
const char *lim_view_name (LimView view);
const char *lim_pose_name (LimPose pose);
const char *lim_sheet_kind_name (LimSheetKind kind);

/* As captions say it: “bust shot”, “three quarter angle”, “left side view”; NULL for the unknown ones. */
const char *lim_framing_phrase (LimFraming framing);
const char *lim_view_phrase (LimView view);
const char *lim_pose_phrase (LimPose pose);

/* Capitals, “-” and “_” do not matter, and common other spellings are taken: waist-up, close-up, 3/4, profile, combat.
 * FALSE, and @value unset, for an unknown word. */
gboolean lim_side_parse (const char *text, LimSide *side);
gboolean lim_framing_parse (const char *text, LimFraming *framing);
gboolean lim_view_parse (const char *text, LimView *view);
gboolean lim_pose_parse (const char *text, LimPose *pose);
gboolean lim_sheet_kind_parse (const char *text, LimSheetKind *kind);

/* The names without “unknown”, for messages and completion. NULL-terminated, borrowed. */
const char *const *lim_side_names (void);
const char *const *lim_framing_names (void);
const char *const *lim_view_names (void);
const char *const *lim_pose_names (void);
const char *const *lim_sheet_kind_names (void);

/* What the view is called once the picture is mirrored. */
LimView lim_view_mirrored (LimView view);

/* Whether a picture seen as @view may show what can be seen as @seen. A view without a side is taken to be any of
 * both sides, and the unknown view to be any: what may show, counts as shown. */
gboolean lim_view_may_show (LimView view, LimView seen);
