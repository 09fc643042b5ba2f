/* style-curate-session.h: a sitting of judging: which picture is shown, what was entered for it, what each key does.
 *
 * It has no face and touches no file: the terminal draws what stands here and hands on keys, and a method table writes
 * judgments. So a test is a list of keys. A key always acts on the picture shown. */
#pragma once

#include "canon.h"
#include "record-judgment.h"
#include "style-line.h"

/* How judgments reach the project. Each returns FALSE with @error when it did not happen; the session then shows the
 * message and stays where it was. */
typedef struct
{
  /* Writes @judgment (without reviewer and time) for picture @id. */
  gboolean (*judge) (gpointer data, const char *id, const LimJudgment *judgment, GError **error);

  /* Takes the judgment of @id back; NULL: the last one anybody gave, and *@undone_id (transfer full) says which. */
  gboolean (*undo) (gpointer data, const char *id, char **undone_id, GError **error);

  /* What @id was judged like before, to start from; with @undone, the judgment just taken back. NULL: start from nothing.
   * Transfer full. */
  LimJudgment *(*recall) (gpointer data, const char *id, gboolean undone);
} LimCurateMethods;

typedef enum
{
  LIM_CURATE_SCORES,   /* keys score and command */
  LIM_CURATE_FAILURES, /* letters toggle failure modes */
  LIM_CURATE_TEXT,     /* keys write a text */
  LIM_CURATE_PROMPT,   /* reading the prompt; any key goes back */
  LIM_CURATE_HELP,     /* reading what the keys do; likewise */
} LimCurateMode;

typedef enum
{
  LIM_CURATE_WHY, /* the explanation; must not be empty */
  LIM_CURATE_NOTES,
  LIM_CURATE_OVERRIDE,
  LIM_N_CURATE_TEXTS,
} LimCurateText;

/* One picture of the queue and what was entered for it, kept until the sitting ends. */
typedef struct
{
  char *id;
  double *scores;                  /* per dimension of the canon; NAN: not scored */
  gboolean *failures;              /* per failure mode of the canon */
  char *texts[LIM_N_CURATE_TEXTS]; /* never NULL */
  double confidence;               /* negative: not given */
  gboolean has_status;             /* the person chose one; else the scores decide */
  LimStatus status;
  gboolean judged; /* in this sitting */
  gboolean opened; /* it was shown, so what was known is filled in */
} LimCurateEntry;

/* To be read; changed by the functions below. */
typedef struct
{
  const LimCanon *canon;
  const LimCurateMethods *methods;
  gpointer data;
  GPtrArray *entries; /* (element-type LimCurateEntry) */
  guint at;           /* the one shown; entries->len: nothing is left */
  guint dimension;    /* the one a digit scores */
  guint touched;      /* the one a digit scored last, for the point after it; G_MAXUINT: none */
  LimCurateMode mode;
  LimCurateText text; /* that is written in LIM_CURATE_TEXT */
  LimLine line;
  guint failures_page; /* in LIM_CURATE_FAILURES */
  gboolean save_next;  /* the text is the last thing missing: saving it saves the judgment */
  gboolean pasting;
  char *message;    /* what the last key led to; may be NULL */
  gboolean refused; /* the message says no */
  guint n_judged;   /* and not taken back */
  GPtrArray *done;  /* (element-type LimCurateEntry), in the order judged */
} LimCurateSession;

/* What the face has to do after a key. */
typedef enum
{
  LIM_CURATE_SHOW,   /* draw again */
  LIM_CURATE_QUIT,   /* the person is done */
  LIM_CURATE_EDITOR, /* write session->text elsewhere and hand it to lim_curate_session_set_text() */
} LimCurateWish;

/* A sitting over the pictures @ids (element-type char*), shown in that order. Everything but @ids is borrowed. Transfer
 * full. */
LimCurateSession *lim_curate_session_new (const LimCanon *canon, const GPtrArray *ids,
                                          const LimCurateMethods *methods, gpointer data);
void lim_curate_session_free (LimCurateSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimCurateSession, lim_curate_session_free)

/* Takes one key and does what it stands for here; returns what the session asks of its face in turn. */
LimCurateWish lim_curate_session_key (LimCurateSession *session, LimKey key);

/* The picture shown, NULL when nothing is left; and the one that comes after it, NULL when there is none. Borrowed. */
LimCurateEntry *lim_curate_session_shown (const LimCurateSession *session);
const LimCurateEntry *lim_curate_session_next (const LimCurateSession *session);

/* How many pictures of the queue are not judged yet. */
guint lim_curate_session_n_left (const LimCurateSession *session);

/* The status the scores of @entry call for and why (@reason may be NULL; transfer full). FALSE while scores are missing. */
gboolean lim_curate_session_call (const LimCurateSession *session, const LimCurateEntry *entry, LimStatus *status,
                                  char **reason);

/* Mean of what was scored so far and how many that are; NAN for none. */
double lim_curate_entry_mean (const LimCurateSession *session, const LimCurateEntry *entry, guint *n_scored);

/* Takes @text, made harmless, as that text of the picture shown; nothing happens when none is. */
void lim_curate_session_set_text (LimCurateSession *session, LimCurateText which, const char *text);

/* Shows that something outside the session went wrong. */
void lim_curate_session_tell (LimCurateSession *session, const char *message);

/* Failure modes stand on pages of LIM_CURATE_PAGE, each with a letter from “a”. */
#define LIM_CURATE_PAGE 16u
