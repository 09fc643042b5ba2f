/* A sitting of judging is a list of keys: which calls they lead to, what is shown, what is said. */
#include "style-curate-session.h"

#include "base-error.h"

#include <math.h>
#include <string.h>

static const char constitution[] =
    "# Rules\n\n### MAT-001: Of the right stuff\n\nScores: clarity, finish\nFails on: too_clean, muddy\n\n"
    "## Scoring Dimensions\n\n| Dimension | What |\n|---|---|\n| clarity | outline |\n| finish | paint |\n";

/* -- A project that is a piece of text: every call is written down -- */

typedef struct
{
  GString *log;
  const char *refuse;  /* what judge() says no with */
  const char *earlier; /* what was judged before this sitting */
} Fake;

static gboolean
fake_judge (gpointer data, const char *id, const LimJudgment *judgment, GError **error)
{
  Fake *fake = data;
  g_autofree char *failures = g_strjoinv (",", judgment->failure_modes);

  if (fake->refuse != NULL)
    return lim_fail (error, LIM_ERROR_CONFLICT, "%s", fake->refuse);
  if (strcmp (id, "gated") == 0 && judgment->override_reason == NULL)
    return lim_fail (error, LIM_ERROR_REFUSED, "its gates are open");
  g_string_append_printf (fake->log, "judge %s %s", id, lim_status_name (judgment->status));
  for (guint i = 0; i < lim_scores_length (judgment->scores); i++)
    g_string_append_printf (fake->log, " %s=%g", lim_scores_at (judgment->scores, i)->dimension,
                            lim_scores_at (judgment->scores, i)->value);
  if (*failures != '\0')
    g_string_append_printf (fake->log, " fails=%s", failures);
  if (judgment->improvement_notes != NULL)
    g_string_append_printf (fake->log, " notes=%s", judgment->improvement_notes);
  if (judgment->override_reason != NULL)
    g_string_append_printf (fake->log, " override=%s", judgment->override_reason);
  if (judgment->confidence >= 0)
    g_string_append_printf (fake->log, " sure=%g", judgment->confidence);
  g_string_append_printf (fake->log, " “%s”; ", judgment->explanation);
  return TRUE;
}

static gboolean
fake_undo (gpointer data, const char *id, char **undone_id, GError **error)
{
  Fake *fake = data;

  if (id == NULL && fake->earlier == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "nothing to take back");
  *undone_id = g_strdup (id != NULL ? id : fake->earlier);
  if (id == NULL)
    fake->earlier = NULL;
  g_string_append_printf (fake->log, "undo %s; ", *undone_id);
  return TRUE;
}

static LimJudgment *
fake_recall (gpointer data G_GNUC_UNUSED, const char *id, gboolean undone)
{
  LimJudgment *judgment;

  if (!undone && strcmp (id, "again") != 0)
    return NULL;
  judgment = lim_judgment_new (LIM_STATUS_BORDERLINE, "as before");
  lim_scores_set (judgment->scores, "clarity", 0.7);
  lim_scores_set (judgment->scores, "finish", 0.6);
  return judgment;
}

static const LimCurateMethods methods = { fake_judge, fake_undo, fake_recall };

/* Types @keys: < and > enclose the name of a key that is no letter. */
static LimCurateWish
type (LimCurateSession *session, const char *keys)
{
  static const struct
  {
    const char *name;
    LimKey key;
  } names[] = {
    { "<enter>", LIM_KEY_ENTER },       { "<esc>", LIM_KEY_ESCAPE },
    { "<bs>", LIM_KEY_BACKSPACE },      { "<up>", LIM_KEY_UP },
    { "<down>", LIM_KEY_DOWN },         { "<left>", LIM_KEY_LEFT },
    { "<right>", LIM_KEY_RIGHT },       { "<home>", LIM_KEY_HOME },
    { "<del>", LIM_KEY_DELETE },        { "<^u>", LIM_KEY_CTRL ('u') },
    { "<^w>", LIM_KEY_CTRL ('w') },     { "<^c>", LIM_KEY_CTRL ('c') },
    { "<paste>", LIM_KEY_PASTE_BEGIN }, { "</paste>", LIM_KEY_PASTE_END },
  };
  LimCurateWish wish = LIM_CURATE_SHOW;

  while (*keys != '\0' && wish != LIM_CURATE_QUIT)
    {
      LimKey key = g_utf8_get_char (keys);
      gsize length = (gsize) (g_utf8_next_char (keys) - keys);

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_str_has_prefix (keys, names[i].name))
          {
            key = names[i].key;
            length = strlen (names[i].name);
          }
      wish = lim_curate_session_key (session, key);
      keys += length;
    }
  return wish;
}

static LimCanon *
make_canon (void)
{
  LimCanonSources sources = { 0 };
  g_autoptr (GError) error = NULL;

  sources.files[LIM_CANON_CONSTITUTION_MD].text = constitution;
  sources.files[LIM_CANON_CONSTITUTION_MD].length = -1;
  LimCanon *canon = lim_canon_new (&sources, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (canon->dimensions->len, ==, 2);
  g_assert_cmpuint (canon->failure_modes->len, ==, 2);
  return canon;
}

static LimCurateSession *
make_session (const LimCanon *canon, const char *queue, Fake *fake)
{
  g_auto (GStrv) names = g_strsplit (queue, " ", -1);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL && *names[i] != '\0'; i++)
    g_ptr_array_add (ids, names[i]);
  return lim_curate_session_new (canon, ids, &methods, fake);
}

static const struct
{
  const char *holds;
  const char *queue, *keys;
  const char *log;   /* the calls */
  const char *shown; /* id; NULL: nothing is left */
  const char *says;  /* part of the message; NULL: none */
} rows[] = {
  { "digits score one dimension after the other, Enter asks why, and the answer saves and goes on", "one two",
    "89<enter>good<enter>", "judge one approved clarity=0.8 finish=0.9 “good”; ", "two", "one: approved" },
  { "0 is a full score", "one", "00ewhy<enter><enter>", "judge one approved clarity=1 finish=1 “why”; ", NULL,
    "one" },
  { "a point after a digit adds 0.05 to what it scored", "one", "8.7.ey<enter><enter>",
    "judge one approved clarity=0.85 finish=0.75 “y”; ", NULL, "one" },
  { "plus and minus step by 0.05 within 0 and 1", "one", "10<up>-----<down>++--ey<enter><enter>",
    "judge one rejected clarity=0 finish=0.9 “y”; ", NULL, "one" },
  { "the scores decide where no verdict was chosen", "one", "35ey<enter><enter>",
    "judge one rejected clarity=0.3 finish=0.5 “y”; ", NULL, "one" },
  { "Enter with a score missing saves nothing and names it", "one", "8<enter>", "", "one", "finish has no score" },
  { "Backspace takes a score back", "one", "88<bs>ey<enter><enter>", "", "one", "finish has no score" },
  { "a verdict the scores contradict is refused inline", "one", "33aey<enter><enter>", "", "one",
    "clarity 0.3 is below 0.4, so the scores call for rejected, not approved" },
  { "with a reason it is kept, and the reason recorded", "one", "33aey<enter>othe pose is what we need<enter><enter>",
    "judge one approved clarity=0.3 finish=0.3 override=the pose is what we need “y”; ", NULL, "one" },
  { "a reason for overriding is left out where nothing contradicts", "one", "88aey<enter>ofor nothing<enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 “y”; ", NULL, "one" },
  { "a refusal of the project is said", "gated", "88ey<enter><enter>", "", "gated", "its gates are open" },
  { "and a reason for overriding goes along after it", "gated", "88ey<enter>oit is her<enter><enter>",
    "judge gated approved clarity=0.8 finish=0.8 override=it is her “y”; ", NULL, "gated" },
  { "the same verdict key again lets the scores decide", "one", "33aaey<enter><enter>",
    "judge one rejected clarity=0.3 finish=0.3 “y”; ", NULL, "one" },
  { "failure modes toggle by letter on their own page", "one", "33fab<enter>faa<esc>ey<enter><enter>",
    "judge one rejected clarity=0.3 finish=0.3 fails=too_clean,muddy “y”; ", NULL, "one" },
  { "letters written are no commands", "one two", "88equit as I judged<enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 “quit as I judged”; ", "two", "one" },
  { "Escape leaves a text as it was", "one", "88ey<enter>e and more<esc><enter>",
    "judge one approved clarity=0.8 finish=0.8 “y”; ", NULL, "one" },
  { "notes and confidence come along", "one", "88ncrop tighter<enter>cccey<enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 notes=crop tighter sure=0.8 “y”; ", NULL, "one" },
  { "an empty reason is asked for again", "one", "88<enter>  <enter><enter>", "", "one", "Why?" },
  { "the line editor knows words, ends and letters beyond ASCII", "one",
    "88eüber alles<^w>Maß<home><del>Ü<left><right><enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 “Über Maß”; ", NULL, "one" },
  { "Ctrl-U empties up to the cursor", "one", "88enonsense<^u>sense<enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 “sense”; ", NULL, "one" },
  { "what is skipped comes again, with what was entered", "one two", "8s88ey<enter><enter>8ez<enter><enter>",
    "judge two approved clarity=0.8 finish=0.8 “y”; judge one approved clarity=0.8 finish=0.8 “z”; ", NULL, "one" },
  { "going back and forth judges nothing", "one two three", "ss<left>", "", "two", NULL },
  { "undo takes the last judgment back and shows it as it was entered", "one two",
    "88ey<enter><enter>u<down>9<enter>",
    "judge one approved clarity=0.8 finish=0.8 “y”; undo one; judge one approved clarity=0.8 finish=0.9 “y”; ", "two",
    "one: approved" },
  { "undo goes back as far as the sitting, and then beyond it", "one two", "88ey<enter><enter>88ez<enter><enter>uuu",
    "judge one approved clarity=0.8 finish=0.8 “y”; judge two approved clarity=0.8 finish=0.8 “z”; undo two; undo "
    "one; "
    "undo old; ",
    "old", "old: its judgment is taken back" },
  { "what an earlier sitting judged comes with its scores", "one", "u<enter>",
    "undo old; judge old borderline clarity=0.7 finish=0.6 “as before”; ", "one", "old: borderline" },
  { "nothing more to take back is said, not a crash", "one", "uu", "undo old; ", "old", "nothing to take back" },
  { "a picture judged before starts from that judgment", "again", "9<enter>",
    "judge again approved clarity=0.9 finish=0.6 “as before”; ", NULL, "again" },
  { "when nothing is left keys do nothing but undo", "one", "88ey<enter><enter>88a<enter>sfepo<bs>u",
    "judge one approved clarity=0.8 finish=0.8 “y”; undo one; ", "one", "taken back" },
  { "an empty queue shows that nothing is left", "", "8<enter>as", "", NULL, "? lists the keys" },
  { "a paste in the middle of commands does nothing", "one", "<paste>88aq<enter>u</paste>8", "", "one", NULL },
  { "a pasted text is one line", "one", "88e<paste>two<enter>lines</paste><enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 “two lines”; ", NULL, "one" },
  { "reading pages close with any key, which then does nothing else", "one", "pa?r88ey<enter><enter>",
    "judge one approved clarity=0.8 finish=0.8 “y”; ", NULL, "one" },
};

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fake fake = { .log = g_string_new (NULL), .earlier = "old" };
  g_autoptr (LimCanon) canon = make_canon ();
  g_autoptr (LimCurateSession) session = make_session (canon, rows[i].queue, &fake);
  const LimCurateEntry *shown;

  g_test_message ("%s", rows[i].holds);
  type (session, rows[i].keys);
  g_assert_cmpstr (fake.log->str, ==, rows[i].log);
  shown = lim_curate_session_shown (session);
  g_assert_cmpstr (shown != NULL ? shown->id : NULL, ==, rows[i].shown);
  if (rows[i].says == NULL)
    g_assert_null (session->message);
  else
    g_assert_nonnull (strstr (session->message != NULL ? session->message : "", rows[i].says));
  g_string_free (fake.log, TRUE);
}

static void
test_refusal (void)
{
  Fake fake = { .log = g_string_new (NULL), .refuse = "somebody else changed it" };
  g_autoptr (LimCanon) canon = make_canon ();
  g_autoptr (LimCurateSession) session = make_session (canon, "one two", &fake);

  type (session, "88ey<enter><enter>");
  g_assert_cmpstr (lim_curate_session_shown (session)->id, ==, "one");
  g_assert_cmpstr (session->message, ==, "somebody else changed it");
  g_assert_true (session->refused);
  g_assert_cmpuint (session->n_judged, ==, 0);
  fake.refuse = NULL;
  type (session, "<enter>");
  g_assert_cmpstr (fake.log->str, ==, "judge one approved clarity=0.8 finish=0.8 “y”; ");
  g_string_free (fake.log, TRUE);
}

static void
test_wishes (void)
{
  Fake fake = { .log = g_string_new (NULL) };
  g_autoptr (LimCanon) canon = make_canon ();
  g_autoptr (LimCurateSession) session = make_session (canon, "one", &fake);

  g_assert_cmpint (type (session, "E"), ==, LIM_CURATE_EDITOR);
  lim_curate_session_set_text (session, LIM_CURATE_WHY, "  of two\nlines\n");
  g_assert_cmpstr (lim_curate_session_shown (session)->texts[LIM_CURATE_WHY], ==, "of two lines");
  g_assert_cmpint (type (session, "eq"), ==, LIM_CURATE_SHOW);
  g_assert_cmpint (type (session, "<^c>"), ==, LIM_CURATE_SHOW);
  g_assert_cmpint (type (session, "f<^c>"), ==, LIM_CURATE_QUIT);
  g_assert_cmpint (type (session, "<esc>q"), ==, LIM_CURATE_QUIT);
  g_string_free (fake.log, TRUE);
}

/* Any keys whatever: nothing crashes, and nothing is saved that the rubric would refuse. */
static void
test_any_keys (void)
{
  static const LimKey alphabet[] = { '1',
                                     '5',
                                     '8',
                                     '9',
                                     '0',
                                     '.',
                                     '+',
                                     '-',
                                     'a',
                                     'r',
                                     'b',
                                     'e',
                                     'n',
                                     'o',
                                     'f',
                                     'p',
                                     'c',
                                     's',
                                     'u',
                                     'x',
                                     'j',
                                     'k',
                                     '?',
                                     'z',
                                     0xe9,
                                     0x301,
                                     0x1f600,
                                     LIM_KEY_ENTER,
                                     LIM_KEY_ENTER,
                                     LIM_KEY_ESCAPE,
                                     LIM_KEY_ESCAPE,
                                     LIM_KEY_BACKSPACE,
                                     LIM_KEY_LEFT,
                                     LIM_KEY_RIGHT,
                                     LIM_KEY_UP,
                                     LIM_KEY_DOWN,
                                     LIM_KEY_HOME,
                                     LIM_KEY_END,
                                     LIM_KEY_DELETE,
                                     LIM_KEY_PAGE_UP,
                                     LIM_KEY_PASTE_BEGIN,
                                     LIM_KEY_PASTE_END,
                                     0,
                                     0x110fff,
                                     1,
                                     3,
                                     21,
                                     23 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (LimCanon) canon = make_canon ();

  for (guint round = 0; round < 300; round++)
    {
      Fake fake = { .log = g_string_new (NULL), .earlier = round % 2 ? "old" : NULL };
      g_autoptr (LimCurateSession) session = make_session (canon, round % 3 ? "one two three again" : "", &fake);

      for (guint i = 0; i < 200; i++)
        lim_curate_session_key (session, alphabet[g_rand_int_range (rand, 0, G_N_ELEMENTS (alphabet))]);
      g_assert_cmpuint (session->n_judged, ==, session->done->len);
      g_assert_cmpuint (session->n_judged + lim_curate_session_n_left (session), ==, session->entries->len);
      g_string_free (fake.log, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/curate-session/%s", rows[i].holds);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/curate-session/a refusal stays on the picture and can be tried again", test_refusal);
  g_test_add_func ("/curate-session/what the face has to do", test_wishes);
  g_test_add_func ("/curate-session/any keys whatever", test_any_keys);
  return g_test_run ();
}
