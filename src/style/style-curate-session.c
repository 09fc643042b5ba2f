#include "style-curate-private.h"

#include "canon-rubric.h"

#include <math.h>
#include <string.h>

/* -- Entries -- */

static LimCurateEntry *
entry_new (const LimCanon *canon, const char *id)
{
  LimCurateEntry *entry = g_new0 (LimCurateEntry, 1);

  entry->id = g_strdup (id);
  entry->scores = g_new (double, canon->dimensions->len + 1);
  for (guint i = 0; i < canon->dimensions->len; i++)
    entry->scores[i] = NAN;
  entry->failures = g_new0 (gboolean, canon->failure_modes->len + 1);
  for (guint i = 0; i < LIM_N_CURATE_TEXTS; i++)
    entry->texts[i] = g_strdup ("");
  entry->confidence = -1;
  return entry;
}

static void
entry_free (gpointer data)
{
  LimCurateEntry *entry = data;

  g_free (entry->id);
  g_free (entry->scores);
  g_free (entry->failures);
  for (guint i = 0; i < LIM_N_CURATE_TEXTS; i++)
    g_free (entry->texts[i]);
  g_free (entry);
}

void
curate_set_text (LimCurateEntry *entry, LimCurateText which, const char *text)
{
  g_free (entry->texts[which]);
  entry->texts[which] = g_strdup (text != NULL ? text : "");
}

/* Starts from an earlier judgment. What the rubric no longer has is left out. The verdict follows from the scores, or is
 * an override and then stated. */
static void
fill_in (const LimCanon *canon, LimCurateEntry *entry, const LimJudgment *judgment)
{
  for (guint i = 0; i < canon->dimensions->len; i++)
    lim_scores_get (judgment->scores, canon->dimension_names[i], &entry->scores[i]);
  for (guint i = 0; i < canon->failure_modes->len; i++)
    entry->failures[i] =
        g_strv_contains ((const char *const *) judgment->failure_modes, canon->failure_mode_names[i]);
  curate_set_text (entry, LIM_CURATE_WHY, judgment->explanation);
  curate_set_text (entry, LIM_CURATE_NOTES, judgment->improvement_notes);
  curate_set_text (entry, LIM_CURATE_OVERRIDE, judgment->override_reason);
  entry->confidence = judgment->confidence;
  entry->has_status = judgment->override_reason != NULL;
  entry->status = judgment->status;
}

/* -- The sitting -- */

void
curate_say (LimCurateSession *self, gboolean refused, const char *format, ...)
{
  va_list arguments;

  g_free (self->message);
  va_start (arguments, format);
  self->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->refused = refused;
}

void
lim_curate_session_tell (LimCurateSession *self, const char *message)
{
  curate_say (self, TRUE, "%s", message);
}

LimCurateEntry *
lim_curate_session_shown (const LimCurateSession *self)
{
  return self->at < self->entries->len ? self->entries->pdata[self->at] : NULL;
}

/* The first picture not judged, from @from on and around; entries->len when there is none. */
guint
curate_find_open (const LimCurateSession *self, guint from)
{
  guint n = self->entries->len;

  for (guint i = 0; i < n; i++)
    if (!((LimCurateEntry *) self->entries->pdata[(from + i) % n])->judged)
      return (from + i) % n;
  return n;
}

/* Likewise before @from. */
guint
curate_find_open_before (const LimCurateSession *self, guint from)
{
  guint n = self->entries->len;

  for (guint i = 1; i <= n; i++)
    if (!((LimCurateEntry *) self->entries->pdata[(from + n - i) % n])->judged)
      return (from + n - i) % n;
  return n;
}

const LimCurateEntry *
lim_curate_session_next (const LimCurateSession *self)
{
  guint next = self->at < self->entries->len ? curate_find_open (self, self->at + 1) : self->entries->len;

  return next != self->at && next < self->entries->len ? self->entries->pdata[next] : NULL;
}

guint
lim_curate_session_n_left (const LimCurateSession *self)
{
  guint left = 0;

  for (guint i = 0; i < self->entries->len; i++)
    left += !((LimCurateEntry *) self->entries->pdata[i])->judged;
  return left;
}

static guint
first_unscored (const LimCurateSession *self, const LimCurateEntry *entry)
{
  guint i = 0;

  while (i < self->canon->dimensions->len && !isnan (entry->scores[i]))
    i++;
  return i;
}

void
curate_show (LimCurateSession *self, guint index)
{
  LimCurateEntry *entry;
  guint unscored;

  self->at = index;
  self->mode = LIM_CURATE_SCORES;
  self->dimension = 0;
  self->touched = G_MAXUINT;
  entry = lim_curate_session_shown (self);
  if (entry == NULL)
    return;
  if (!entry->opened && self->methods->recall != NULL)
    {
      g_autoptr (LimJudgment) before = self->methods->recall (self->data, entry->id, FALSE);

      if (before != NULL)
        fill_in (self->canon, entry, before);
    }
  entry->opened = TRUE;
  unscored = first_unscored (self, entry);
  self->dimension = unscored < self->canon->dimensions->len ? unscored : 0;
}

LimCurateSession *
lim_curate_session_new (const LimCanon *canon, const GPtrArray *ids, const LimCurateMethods *methods, gpointer data)
{
  LimCurateSession *self = g_new0 (LimCurateSession, 1);

  self->canon = canon;
  self->methods = methods;
  self->data = data;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->done = g_ptr_array_new ();
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (self->entries, entry_new (canon, ids->pdata[i]));
  lim_line_init (&self->line);
  curate_show (self, 0);
  return self;
}

void
lim_curate_session_free (LimCurateSession *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->done);
  lim_line_clear (&self->line);
  g_free (self->message);
  g_free (self);
}

/* -- What was entered, as a judgment -- */

static LimScores *
scores_of (const LimCurateSession *self, const LimCurateEntry *entry)
{
  LimScores *scores = lim_scores_new ();

  for (guint i = 0; i < self->canon->dimensions->len; i++)
    if (!isnan (entry->scores[i]))
      lim_scores_set (scores, self->canon->dimension_names[i], entry->scores[i]);
  return scores;
}

gboolean
lim_curate_session_call (const LimCurateSession *self, const LimCurateEntry *entry, LimStatus *status, char **reason)
{
  g_autoptr (LimScores) scores = scores_of (self, entry);

  return lim_thresholds_judge (&self->canon->thresholds, (const char *const *) self->canon->dimension_names, scores,
                               status, reason, NULL);
}

double
lim_curate_entry_mean (const LimCurateSession *self, const LimCurateEntry *entry, guint *n_scored)
{
  double sum = 0;

  *n_scored = 0;
  for (guint i = 0; i < self->canon->dimensions->len; i++)
    if (!isnan (entry->scores[i]))
      {
        sum += entry->scores[i];
        (*n_scored)++;
      }
  return *n_scored > 0 ? sum / *n_scored : NAN;
}

static LimJudgment *
judgment_of (const LimCurateSession *self, const LimCurateEntry *entry, LimStatus status)
{
  LimJudgment *judgment = lim_judgment_new (status, entry->texts[LIM_CURATE_WHY]);
  g_autoptr (GStrvBuilder) failures = g_strv_builder_new ();

  lim_scores_free (judgment->scores);
  judgment->scores = scores_of (self, entry);
  for (guint i = 0; i < self->canon->failure_modes->len; i++)
    if (entry->failures[i])
      g_strv_builder_add (failures, self->canon->failure_mode_names[i]);
  g_strfreev (judgment->failure_modes);
  judgment->failure_modes = g_strv_builder_end (failures);
  judgment->confidence = entry->confidence;
  if (*entry->texts[LIM_CURATE_NOTES] != '\0')
    judgment->improvement_notes = g_strdup (entry->texts[LIM_CURATE_NOTES]);
  if (*entry->texts[LIM_CURATE_OVERRIDE] != '\0')
    judgment->override_reason = g_strdup (entry->texts[LIM_CURATE_OVERRIDE]);
  return judgment;
}

/* -- Writing texts -- */

void
curate_begin_text (LimCurateSession *self, LimCurateText which)
{
  self->mode = LIM_CURATE_TEXT;
  self->text = which;
  self->save_next = FALSE;
  lim_line_set (&self->line, lim_curate_session_shown (self)->texts[which]);
}

void
lim_curate_session_set_text (LimCurateSession *self, LimCurateText which, const char *text)
{
  LimLine line;

  if (lim_curate_session_shown (self) == NULL)
    return;
  lim_line_init (&line);
  lim_line_set (&line, text);
  g_autofree char *clean = lim_line_get (&line);
  lim_line_clear (&line);
  curate_set_text (lim_curate_session_shown (self), which, clean);
}

/* -- Saving -- */

/* FALSE, and the place where something is missing or contradicts, when the judgment cannot be saved yet. */
static gboolean
is_complete (LimCurateSession *self, LimCurateEntry *entry, LimStatus *status)
{
  guint unscored = first_unscored (self, entry);
  LimStatus called;
  g_autofree char *reason = NULL;

  if (unscored < self->canon->dimensions->len)
    {
      self->dimension = unscored;
      curate_say (self, TRUE, "%s has no score yet", self->canon->dimension_names[unscored]);
      return FALSE;
    }
  if (lim_curate_session_call (self, entry, &called, &reason) && entry->has_status && entry->status != called
      && *entry->texts[LIM_CURATE_OVERRIDE] == '\0')
    {
      curate_say (self, TRUE,
                  "%s, so the scores call for %s, not %s: score again, take the verdict back, or say why with o",
                  reason, lim_status_name (called), lim_status_name (entry->status));
      return FALSE;
    }
  if (*entry->texts[LIM_CURATE_WHY] == '\0')
    {
      curate_begin_text (self, LIM_CURATE_WHY);
      self->save_next = TRUE;
      curate_say (self, FALSE, "Why? What is in this image that decides it. Enter saves the judgment");
      return FALSE;
    }
  *status = entry->has_status ? entry->status : called;
  return TRUE;
}

/* A reason to override what nothing speaks against would be noise in the data, so it goes along only after a refusal. */
static gboolean
save_judgment (LimCurateSession *self, const LimCurateEntry *entry, LimJudgment *judgment, GError **error)
{
  g_autofree char *override = g_steal_pointer (&judgment->override_reason);
  g_autoptr (GError) refusal = NULL;

  if (lim_canon_check_judgment (self->canon, judgment, &refusal)
      && self->methods->judge (self->data, entry->id, judgment, &refusal))
    return TRUE;
  if (override == NULL || !g_error_matches (refusal, LIM_ERROR, LIM_ERROR_REFUSED))
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  judgment->override_reason = g_steal_pointer (&override);
  return lim_canon_check_judgment (self->canon, judgment, error)
         && self->methods->judge (self->data, entry->id, judgment, error);
}

void
curate_save (LimCurateSession *self)
{
  LimCurateEntry *entry = lim_curate_session_shown (self);
  LimStatus status = LIM_STATUS_CANDIDATE;
  g_autoptr (GError) error = NULL;

  if (!is_complete (self, entry, &status))
    return;
  g_autoptr (LimJudgment) judgment = judgment_of (self, entry, status);
  if (!save_judgment (self, entry, judgment, &error))
    {
      curate_say (self, TRUE, "%s", error->message);
      return;
    }
  entry->judged = TRUE;
  self->n_judged++;
  g_ptr_array_add (self->done, entry);
  curate_say (self, FALSE, "%s: %s", entry->id, lim_status_name (judgment->status));
  curate_show (self, curate_find_open (self, self->at + 1));
}

/* -- Undo -- */

static guint
find_entry (const LimCurateSession *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (strcmp (((LimCurateEntry *) self->entries->pdata[i])->id, id) == 0)
      return i;
  return self->entries->len;
}

/* A judgment of an earlier sitting: its picture joins the queue here, with what was taken back filled in. */
static void
bring_back (LimCurateSession *self, const char *id)
{
  guint index = find_entry (self, id);
  LimCurateEntry *entry;

  if (index == self->entries->len)
    {
      index = MIN (self->at, self->entries->len);
      g_ptr_array_insert (self->entries, (int) index, entry_new (self->canon, id));
    }
  entry = self->entries->pdata[index];
  if (!entry->opened && self->methods->recall != NULL)
    {
      g_autoptr (LimJudgment) before = self->methods->recall (self->data, id, TRUE);

      if (before != NULL)
        fill_in (self->canon, entry, before);
      entry->opened = TRUE;
    }
  curate_show (self, index);
}

void
curate_undo (LimCurateSession *self)
{
  LimCurateEntry *last = self->done->len > 0 ? self->done->pdata[self->done->len - 1] : NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->methods->undo (self->data, last != NULL ? last->id : NULL, &id, &error))
    {
      curate_say (self, TRUE, "%s", error->message);
      return;
    }
  if (last != NULL)
    {
      g_ptr_array_set_size (self->done, (int) self->done->len - 1);
      last->judged = FALSE;
      self->n_judged--;
    }
  bring_back (self, last != NULL ? last->id : id);
  curate_say (self, FALSE, "%s: its judgment is taken back", last != NULL ? last->id : id);
}
