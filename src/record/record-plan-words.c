#include "record-plan-words.h"

#include <string.h>

/* Another spelling of @name. */
typedef struct
{
  const char *other, *name;
} Synonym;

typedef struct
{
  const char *const *names; /* by value, NULL-terminated */
  const Synonym *synonyms;  /* ending in { NULL }; NULL: none */
} Vocabulary;

static const char *const sides[] = { "none", "left", "right", NULL };
static const char *const framings[] = { "unknown", "full body", "bust", "closeup", NULL };
static const char *const views[] = {
  "unknown",   "front",      "three quarter",      "three quarter left",      "three quarter right",      "side",
  "left side", "right side", "three quarter back", "three quarter back left", "three quarter back right", "back",
  NULL
};
static const char *const poses[] = { "unknown", "neutral", "action", NULL };
static const char *const sheet_kinds[] = { "clean", "annotated", "scene", NULL };

static const char *const framing_phrases[] = { NULL, "full body", "bust shot", "closeup" };
static const char *const view_phrases[] = { NULL,
                                            "front view",
                                            "three quarter angle",
                                            "three quarter angle from the left",
                                            "three quarter angle from the right",
                                            "side view",
                                            "left side view",
                                            "right side view",
                                            "three quarter back angle",
                                            "three quarter back angle from the left",
                                            "three quarter back angle from the right",
                                            "back view" };
static const char *const pose_phrases[] = { NULL, "neutral pose", "action pose" };

G_STATIC_ASSERT (G_N_ELEMENTS (framings) == LIM_N_FRAMINGS + 1 && G_N_ELEMENTS (framing_phrases) == LIM_N_FRAMINGS);
G_STATIC_ASSERT (G_N_ELEMENTS (views) == LIM_N_VIEWS + 1 && G_N_ELEMENTS (view_phrases) == LIM_N_VIEWS);
G_STATIC_ASSERT (G_N_ELEMENTS (poses) == LIM_N_POSES + 1 && G_N_ELEMENTS (pose_phrases) == LIM_N_POSES);
G_STATIC_ASSERT (G_N_ELEMENTS (sheet_kinds) == LIM_N_SHEETS + 1);

static const Synonym side_synonyms[] = { { "both", "none" }, { "centre", "none" }, { "center", "none" }, { NULL } };

static const Synonym framing_synonyms[] = {
  { "full", "full body" }, { "fullbody", "full body" }, { "waist up", "bust" }, { "bust shot", "bust" },
  { "portrait", "bust" },  { "close up", "closeup" },   { "face", "closeup" },  { NULL },
};

static const Synonym view_synonyms[] = {
  { "front view", "front" },
  { "3/4", "three quarter" },
  { "three quarter angle", "three quarter" },
  { "three quarter view", "three quarter" },
  { "three quarter front", "three quarter" },
  { "3/4 left", "three quarter left" },
  { "3/4 right", "three quarter right" },
  { "profile", "side" },
  { "side view", "side" },
  { "side profile", "side" },
  { "side left", "left side" },
  { "left profile", "left side" },
  { "left", "left side" },
  { "side right", "right side" },
  { "right profile", "right side" },
  { "right", "right side" },
  { "3/4 back", "three quarter back" },
  { "back view", "back" },
  { "rear", "back" },
  { NULL },
};

static const Synonym pose_synonyms[] = {
  { "standing", "neutral" }, { "combat", "action" }, { "combat/action", "action" }, { "fight", "action" }, { NULL }
};

static const Vocabulary side_words = { sides, side_synonyms };
static const Vocabulary framing_words = { framings, framing_synonyms };
static const Vocabulary view_words = { views, view_synonyms };
static const Vocabulary pose_words = { poses, pose_synonyms };
static const Vocabulary sheet_kind_words = { sheet_kinds, NULL };

/* The place of @text among the names from @from on, or -1. */
static int
find_word (const Vocabulary *words, int from, const char *text)
{
  g_autofree char *plain = g_strstrip (g_ascii_strdown (text, -1));

  g_strdelimit (plain, "-_", ' ');
  for (const Synonym *at = words->synonyms; at != NULL && at->other != NULL; at++)
    if (strcmp (at->other, plain) == 0)
      {
        g_free (plain);
        plain = g_strdup (at->name);
        break;
      }
  for (int i = from; words->names[i] != NULL; i++)
    if (strcmp (words->names[i], plain) == 0)
      return i;
  return -1;
}

#define WORDS(Type, prefix, vocabulary, from)                                                                        \
  const char *lim_##prefix##_name (Type value)                                                                       \
  {                                                                                                                  \
    return (vocabulary).names[value];                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  const char *const *lim_##prefix##_names (void)                                                                     \
  {                                                                                                                  \
    return (vocabulary).names + (from);                                                                              \
  }                                                                                                                  \
                                                                                                                     \
  gboolean lim_##prefix##_parse (const char *text, Type *value)                                                      \
  {                                                                                                                  \
    int found = find_word (&(vocabulary), (from), text);                                                             \
                                                                                                                     \
    if (found >= 0)                                                                                                  \
      *value = (Type) found;                                                                                         \
    return found >= 0;                                                                                               \
  }

WORDS (LimSide, side, side_words, 0)
WORDS (LimFraming, framing, framing_words, 1)
WORDS (LimView, view, view_words, 1)
WORDS (LimPose, pose, pose_words, 1)
WORDS (LimSheetKind, sheet_kind, sheet_kind_words, 0)

const char *
lim_framing_phrase (LimFraming framing)
{
  return framing_phrases[framing];
}

const char *
lim_view_phrase (LimView view)
{
  return view_phrases[view];
}

const char *
lim_pose_phrase (LimPose pose)
{
  return pose_phrases[pose];
}

/* -- What a view shows -- */

/* The view without its side, and its side. */
static const struct
{
  LimView plain;
  LimSide side;
} view_parts[LIM_N_VIEWS] = {
  [LIM_VIEW_UNKNOWN] = { LIM_VIEW_UNKNOWN, LIM_SIDE_NONE },
  [LIM_VIEW_FRONT] = { LIM_VIEW_FRONT, LIM_SIDE_NONE },
  [LIM_VIEW_THREE_QUARTER] = { LIM_VIEW_THREE_QUARTER, LIM_SIDE_NONE },
  [LIM_VIEW_THREE_QUARTER_LEFT] = { LIM_VIEW_THREE_QUARTER, LIM_SIDE_LEFT },
  [LIM_VIEW_THREE_QUARTER_RIGHT] = { LIM_VIEW_THREE_QUARTER, LIM_SIDE_RIGHT },
  [LIM_VIEW_SIDE] = { LIM_VIEW_SIDE, LIM_SIDE_NONE },
  [LIM_VIEW_SIDE_LEFT] = { LIM_VIEW_SIDE, LIM_SIDE_LEFT },
  [LIM_VIEW_SIDE_RIGHT] = { LIM_VIEW_SIDE, LIM_SIDE_RIGHT },
  [LIM_VIEW_THREE_QUARTER_BACK] = { LIM_VIEW_THREE_QUARTER_BACK, LIM_SIDE_NONE },
  [LIM_VIEW_THREE_QUARTER_BACK_LEFT] = { LIM_VIEW_THREE_QUARTER_BACK, LIM_SIDE_LEFT },
  [LIM_VIEW_THREE_QUARTER_BACK_RIGHT] = { LIM_VIEW_THREE_QUARTER_BACK, LIM_SIDE_RIGHT },
  [LIM_VIEW_BACK] = { LIM_VIEW_BACK, LIM_SIDE_NONE },
};

LimView
lim_view_mirrored (LimView view)
{
  static const LimSide other[] = { LIM_SIDE_NONE, LIM_SIDE_RIGHT, LIM_SIDE_LEFT };

  for (LimView to = LIM_VIEW_UNKNOWN; to < LIM_N_VIEWS; to++)
    if (view_parts[to].plain == view_parts[view].plain && view_parts[to].side == other[view_parts[view].side])
      return to;
  g_assert_not_reached ();
}

gboolean
lim_view_may_show (LimView view, LimView seen)
{
  if (view == LIM_VIEW_UNKNOWN || seen == LIM_VIEW_UNKNOWN)
    return TRUE;
  if (view_parts[view].plain != view_parts[seen].plain)
    return FALSE;
  return view_parts[view].side == LIM_SIDE_NONE || view_parts[seen].side == LIM_SIDE_NONE
         || view_parts[view].side == view_parts[seen].side;
}
