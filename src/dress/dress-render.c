#include "dress-render.h"

#include "base-error.h"
#include "dress-adopt.h"
#include "dress-review.h"
#include "dress-stale.h"
#include "store-asset.h"
#include "store-judge.h"

#include <string.h>

#define SLACK 1e-9             /* dollars */
#define ADOPT_PATIENCE_MS 2000 /* then it goes on all the same */

static void
picture_free (gpointer data)
{
  lim_dress_picture_free (data);
}

LimDressRendering *
lim_dress_rendering_new (void)
{
  LimDressRendering *rendering = g_new0 (LimDressRendering, 1);

  rendering->made = lim_produce_report_new ();
  rendering->pictures = g_ptr_array_new_with_free_func (picture_free);
  rendering->problems = lim_problems_new ();
  return rendering;
}

void
lim_dress_rendering_free (LimDressRendering *rendering)
{
  if (rendering == NULL)
    return;
  g_ptr_array_unref (rendering->pictures);
  g_ptr_array_unref (rendering->problems);
  lim_produce_report_free (rendering->made);
  lim_dress_maker_free (rendering->maker);
  lim_dress_book_free (rendering->book);
  g_free (rendering);
}

/* -- The engine, and what it was paid for -- */

typedef struct
{
  const LimContext *context;
  LimProject *project;
  const LimDressRenderOptions *options;
  LimDressRendering *rendering;
  LimBudget *budget; /* of the book */
  GHashTable *sent;  /* ids of records whose jobs left this machine in this run */
  const LimProduceEvents *listener;
  GError *trouble; /* what was sent could not be noted */
} Run;

static void
hear_servers (const LimServerState *servers, guint n, gpointer data)
{
  const LimProduceEvents *listener = ((Run *) data)->listener;

  if (listener != NULL && listener->servers != NULL)
    listener->servers (servers, n, listener->data);
}

/* The engine tells it before it sends: so a crash cannot make the budget forget what may have cost something. An image that
 * is sent again after a “not now” was not charged for the first time. */
static void
note_sent (Run *self, const char *record)
{
  const LimDressPicture *picture = NULL;

  for (guint i = 0; i < self->rendering->pictures->len && picture == NULL; i++)
    if (strcmp (((const LimDressPicture *) self->rendering->pictures->pdata[i])->record, record) == 0)
      picture = self->rendering->pictures->pdata[i];
  if (picture == NULL || !g_hash_table_add (self->sent, g_strdup (record)))
    return;
  self->rendering->dollars += picture->dollars;
  lim_budget_add_sent (self->budget, picture->brief->id, record, picture->dollars);
  if (self->trouble == NULL)
    lim_dress_budget_save (self->project, self->budget, &self->trouble);
}

static void
hear_stage (const LimProduceJob *job, LimProduceStage stage, const char *server, const char *message, gpointer data)
{
  Run *self = data;

  if (stage == LIM_STAGE_SENT)
    note_sent (self, job->id);
  if (self->listener != NULL && self->listener->stage != NULL)
    self->listener->stage (job, stage, server, message, self->listener->data);
}

static void
hear_progress (const LimProduceJob *job, const char *server, double share, gpointer data)
{
  const LimProduceEvents *listener = ((Run *) data)->listener;

  if (listener != NULL && listener->progress != NULL)
    listener->progress (job, server, share, listener->data);
}

static void
hear_preview (const LimProduceJob *job, GBytes *image, gpointer data)
{
  const LimProduceEvents *listener = ((Run *) data)->listener;

  if (listener != NULL && listener->preview != NULL)
    listener->preview (job, image, listener->data);
}

static void
hear_paused (gboolean paused, gpointer data)
{
  const LimProduceEvents *listener = ((Run *) data)->listener;

  if (listener != NULL && listener->paused != NULL)
    listener->paused (paused, listener->data);
}

/* What the maker refused to show is marked in the budget too, where it can be seen without asking the engine. */
static void
note_blocked (Run *self, const GPtrArray *jobs)
{
  g_autoptr (GArray) fates = lim_produce_plan (self->project, jobs, NULL);
  gboolean changed = FALSE;

  for (guint i = 0; fates != NULL && i < fates->len; i++)
    for (guint j = 0; g_array_index (fates, LimProduceFate, i) == LIM_FATE_BLOCKED && j < self->budget->sent->len;
         j++)
      {
        LimBudgetSent *sent = self->budget->sent->pdata[j];

        if (strcmp (sent->record, ((const LimProduceJob *) jobs->pdata[i])->id) == 0)
          changed = sent->blocked = TRUE;
      }
  if (changed && self->trouble == NULL)
    lim_dress_budget_save (self->project, self->budget, &self->trouble);
}

/* The pictures that have to be made, as far as limit and cap go. Borrowed from the rendering. */
static GPtrArray *
choose_to_make (Run *self)
{
  GPtrArray *to_make = g_ptr_array_new ();
  const LimBudget *budget = self->budget;
  double dollars = lim_budget_spent (budget);

  for (guint i = 0; i < self->rendering->pictures->len; i++)
    {
      LimDressPicture *picture = self->rendering->pictures->pdata[i];

      if (picture->state != LIM_DRESS_PICTURE_NEW && picture->state != LIM_DRESS_PICTURE_LOST)
        continue;
      if (self->options->limit > 0 && to_make->len >= self->options->limit)
        break;
      if (budget->max_cost >= 0 && (!picture->price_known || dollars + picture->dollars > budget->max_cost + SLACK))
        {
          self->rendering->n_capped++;
          continue;
        }
      dollars += picture->dollars;
      self->rendering->n_unknown += picture->price_known ? 0 : 1;
      g_ptr_array_add (to_make, picture);
    }
  return to_make;
}

static GPtrArray *
new_jobs (Run *self, GPtrArray *to_make)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);

  for (guint i = 0; i < to_make->len;)
    {
      g_autoptr (GError) problem = NULL;
      const LimDressPicture *picture = to_make->pdata[i];
      LimProduceJob *job = lim_dress_picture_job (self->project, picture, &problem);

      if (job != NULL)
        {
          g_ptr_array_add (jobs, job);
          i++;
          continue;
        }
      lim_problems_add (self->rendering->problems, picture->brief->id, problem->message);
      g_ptr_array_remove_index (to_make, i);
    }
  return jobs;
}

static gboolean
run_engine (Run *self, GError **error)
{
  const LimProduceEvents events = { hear_servers, hear_stage, hear_progress, hear_preview, hear_paused, self };
  g_autoptr (GPtrArray) to_make = choose_to_make (self);
  g_autoptr (GPtrArray) jobs = new_jobs (self, to_make);
  const LimDressMaker *maker = self->rendering->maker;
  gboolean well;

  if (self->options->dry_run)
    {
      for (guint i = 0; i < to_make->len; i++)
        self->rendering->dollars += ((const LimDressPicture *) to_make->pdata[i])->dollars;
      return TRUE;
    }
  if (jobs->len == 0)
    return TRUE;
  well = lim_produce_run (self->context, self->project, maker->provider, maker->settings, jobs, &events,
                          self->rendering->made, error);
  note_blocked (self, jobs);
  self->rendering->spent = lim_budget_spent (self->budget);
  if (self->trouble == NULL || !well)
    {
      g_clear_error (&self->trouble);
      return well;
    }
  g_propagate_error (error, g_steal_pointer (&self->trouble));
  return FALSE;
}

/* -- What both begin with -- */

/* Whoever is not told who is to make the pictures takes whom the person had in mind before: the sample's maker for the rest, the
 * budget's for the sample. */
static LimDressMaker *
choose_maker (Run *self, gboolean for_sample, GError **error)
{
  const LimDressBook *book = self->rendering->book;
  const LimDressReview *sample = book->sample_review;
  const char *provider = self->options->provider, *checkpoint = self->options->checkpoint;

  if (provider == NULL && checkpoint == NULL && !for_sample && sample != NULL
      && sample->verdict == LIM_VERDICT_APPROVED)
    {
      provider = sample->provider;
      checkpoint = sample->checkpoint;
    }
  else if (provider == NULL && book->budget != NULL)
    provider = book->budget->provider;
  return lim_dress_maker_new (self->project, provider, checkpoint, error);
}

static gboolean
begin (Run *self, gboolean for_sample, GError **error)
{
  LimDressRendering *rendering = self->rendering;

  if (!self->options->dry_run && !lim_dress_mend (self->project, TRUE, NULL, error))
    return FALSE;
  rendering->book = lim_dress_book_open (self->project, error);
  if (rendering->book == NULL)
    return FALSE;
  self->budget = rendering->book->budget;
  rendering->maker = choose_maker (self, for_sample, error);
  return rendering->maker != NULL;
}

/* Adds the picture of @brief to those that are asked for. */
static gboolean
ask_for (Run *self, const LimBrief *brief, GError **error)
{
  LimDressPicture *picture =
      lim_dress_picture_new (self->project, self->rendering->book, brief, self->rendering->maker, error);

  if (picture == NULL)
    return FALSE;
  g_ptr_array_add (self->rendering->pictures, picture);
  if (picture->state == LIM_DRESS_PICTURE_REJECTED)
    lim_problems_add (self->rendering->problems, brief->id, "each of its seeds was rejected: change its words");
  return TRUE;
}

/* -- The sample -- */

/* The first brief without a picture; where all have one, the first whose picture is stale. */
static const LimBrief *
sample_brief (const LimProject *project, const LimDressBook *book)
{
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (book);
  const LimBrief *stale = NULL;

  for (guint i = 0; i < chosen->len; i++)
    {
      const LimBrief *brief = chosen->pdata[i];

      if (!lim_dress_is_illustrated (project, book, brief))
        return brief;
      if (stale == NULL && lim_dress_is_stale (book, lim_dress_book_illustration_of_brief (book, brief->id)))
        stale = brief;
    }
  return stale != NULL ? stale : chosen->len > 0 ? chosen->pdata[0] : NULL;
}

/* The record of a picture, relative path of it; NULL: there is none. Transfer full. */
static char *
made_picture (const LimProject *project, const char *id)
{
  g_autoptr (LimRecord) record =
      lim_store_has_record (project, id) ? lim_store_load_record (project, id, NULL) : NULL;

  return record != NULL ? lim_store_find_image (project, record, NULL) : NULL;
}

static gboolean
note_sample (Run *self, const LimDressPicture *picture, GError **error)
{
  const LimDressBook *book = self->rendering->book;
  const char *maker = self->rendering->maker->name;
  g_autoptr (LimDressReview) review = lim_dress_review_new (LIM_VERDICT_PENDING, picture->brief->id, NULL);

  review->picture = made_picture (self->project, picture->record);
  if (review->picture == NULL)
    {
      const LimProblem *problem =
          self->rendering->made->problems->len > 0 ? self->rendering->made->problems->pdata[0] : NULL;

      return lim_fail (error, LIM_ERROR_SOME_FAILED, "the sample of “%s” could not be made%s%s", picture->brief->id,
                       problem != NULL ? ": " : "", problem != NULL ? problem->reason : "");
    }
  review->content = lim_dress_gate_sample_content (book, picture->brief, maker);
  review->style = lim_dress_hash_style (book->direction);
  review->maker = g_strdup (maker);
  review->provider = g_strdup (self->rendering->maker->provider->name);
  review->checkpoint = g_strdup (self->rendering->maker->checkpoint);
  review->record = g_strdup (picture->record);
  review->at = lim_clock_now_iso (self->context->clock);
  return lim_dress_save_review (self->project, "sample.json", review, error);
}

gboolean
lim_dress_sample (const LimContext *context, LimProject *project, const LimDressRenderOptions *options,
                  LimDressRendering *rendering, GError **error)
{
  g_autoptr (GHashTable) sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Run self = { context, project, options, rendering, NULL, sent, options->events, NULL };
  const LimBrief *brief;
  const LimDressPicture *picture;

  if (!begin (&self, TRUE, error)
      || !lim_gates_allow (rendering->book, LIM_DRESS_MAY_SAMPLE, rendering->maker->name, error))
    return FALSE;
  brief = sample_brief (project, rendering->book);
  rendering->n_chosen = 1;
  if (!ask_for (&self, brief, error))
    return FALSE;
  picture = rendering->pictures->pdata[0];
  if (picture->state == LIM_DRESS_PICTURE_REJECTED)
    return lim_fail (error, LIM_ERROR_REFUSED, "%s: each of its seeds was rejected: change its words", brief->id);
  if (!run_engine (&self, error))
    return FALSE;
  if (rendering->n_capped > 0)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "%.2f dollars of the budget's %.2f may be spent already; another picture would go beyond",
                     lim_budget_spent (self.budget), self.budget->max_cost);
  return options->dry_run || note_sample (&self, picture, error);
}

static gboolean
reject_record (const LimProject *project, const char *id, const char *who, const char *reason, const LimClock *clock,
               GError **error)
{
  g_autoptr (LimRecord) record = NULL;
  g_autoptr (LimJudgment) judgment = lim_judgment_new (LIM_STATUS_REJECTED, reason);

  if (id == NULL || !lim_store_has_record (project, id))
    return TRUE;
  record = lim_store_load_record (project, id, error);
  judgment->reviewer = g_strdup (who);
  judgment->reviewed_at = lim_clock_now_iso (clock);
  return record != NULL && lim_store_judge (project, record, judgment, NULL, error);
}

gboolean
lim_dress_judge_sample (const LimProject *project, LimDressVerdict verdict, const char *who, const char *reason,
                        const LimClock *clock, GError **error)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (project, error);
  LimDressReview *review;

  if (book == NULL || !lim_gates_allow (book, LIM_DRESS_MAY_APPROVE_SAMPLE, NULL, error))
    return FALSE;
  if (verdict == LIM_VERDICT_REJECTED && (reason == NULL || *reason == '\0'))
    return lim_fail (error, LIM_ERROR_USAGE, "a rejection needs its reason: it says what to change");
  review = book->sample_review;
  review->verdict = verdict;
  g_free (review->by);
  g_free (review->at);
  g_free (review->reason);
  review->by = g_strdup (who);
  review->at = lim_clock_now_iso (clock);
  review->reason = g_strdup (reason);
  if (!lim_dress_save_review (project, "sample.json", review, error))
    return FALSE;
  if (verdict == LIM_VERDICT_REJECTED)
    return reject_record (project, review->record, who, reason, clock, error);
  return lim_dress_adopt (project, book, lim_dress_book_brief_by_id (book, review->of), review->record, TRUE, error)
         && lim_dress_mend (project, FALSE, NULL, error);
}

gboolean
lim_dress_reject_picture (const LimProject *project, const LimDressBook *book, const LimBrief *brief, const char *who,
                          const char *reason, const LimClock *clock, GError **error)
{
  const LimIllustration *made = lim_dress_book_illustration_of_brief (book, brief->id);

  if (reason == NULL || *reason == '\0')
    return lim_fail (error, LIM_ERROR_USAGE, "a rejection needs its reason: it says what is wrong");
  if (made == NULL || made->record == NULL || !lim_store_has_record (project, made->record))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no picture%s", brief->id,
                     made != NULL ? " whose record is there; remove its file in story/illustrations" : "");
  return reject_record (project, made->record, who, reason, clock, error);
}

/* -- The rest -- */

static gboolean
ask_for_missing (Run *self, GError **error)
{
  LimDressRendering *rendering = self->rendering;
  g_autoptr (GPtrArray) chosen = lim_gates_chosen (rendering->book);

  rendering->n_chosen = chosen->len;
  for (guint i = 0; i < chosen->len; i++)
    {
      const LimBrief *brief = chosen->pdata[i];
      gboolean there = lim_dress_is_illustrated (self->project, rendering->book, brief);
      gboolean stale =
          there
          && lim_dress_is_stale (rendering->book, lim_dress_book_illustration_of_brief (rendering->book, brief->id));

      rendering->n_illustrated += there ? 1 : 0;
      rendering->n_stale += stale && !self->options->stale ? 1 : 0;
      if ((!there || (stale && self->options->stale)) && !ask_for (self, brief, error))
        return FALSE;
    }
  return TRUE;
}

/* Every picture that is there becomes an illustration, also one that an earlier run made. */
static void
adopt_all (Run *self)
{
  LimDressRendering *rendering = self->rendering;
  const LimDressReview *sample = rendering->book->sample_review;
  /* So that nobody who opens the project meanwhile mends what is under way. */
  g_autoptr (LimLock) lock = lim_lock_take (self->project, LIM_LOCK_RUN, ADOPT_PATIENCE_MS, NULL);

  for (guint i = 0; i < rendering->pictures->len; i++)
    {
      const LimDressPicture *picture = rendering->pictures->pdata[i];
      g_autofree char *image = made_picture (self->project, picture->record);
      g_autoptr (GError) problem = NULL;

      if (image == NULL || picture->state == LIM_DRESS_PICTURE_REJECTED)
        continue;
      if (lim_dress_adopt (self->project, rendering->book, picture->brief, picture->record,
                           sample != NULL && g_strcmp0 (sample->record, picture->record) == 0, &problem))
        rendering->n_adopted++;
      else
        lim_problems_add (rendering->problems, picture->brief->id, problem->message);
    }
  lim_dress_mend (self->project, FALSE, NULL, NULL);
}

gboolean
lim_dress_render (const LimContext *context, LimProject *project, const LimDressRenderOptions *options,
                  LimDressRendering *rendering, GError **error)
{
  g_autoptr (GHashTable) sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Run self = { context, project, options, rendering, NULL, sent, options->events, NULL };
  gboolean well;

  if (!begin (&self, FALSE, error)
      || !lim_gates_allow (rendering->book, LIM_DRESS_MAY_RENDER, rendering->maker->name, error)
      || !ask_for_missing (&self, error))
    return FALSE;
  well = run_engine (&self, error);
  rendering->spent = lim_budget_spent (self.budget);
  if (options->dry_run)
    return well;
  adopt_all (&self);
  return lim_dress_follow_captions (project, rendering->book, NULL, well ? error : NULL) && well;
}
