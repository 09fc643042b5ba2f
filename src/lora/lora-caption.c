#include "lora-caption.h"

#include "base-file.h"
#include "base-hash.h"
#include "lora-caption-edit.h"
#include "lora-flip.h"
#include "store-document.h"

#include <string.h>

#define LARGEST_CAPTION (64u << 10)

static const char *const state_names[] = {
  [LIM_LORA_CAPTION_CURRENT] = "current",
  [LIM_LORA_CAPTION_NEW] = "new",
  [LIM_LORA_CAPTION_CHANGED] = "changed",
  [LIM_LORA_CAPTION_REPAIRED] = "repaired",
  [LIM_LORA_CAPTION_TAKEN] = "taken",
  [LIM_LORA_CAPTION_REPLACED] = "replaced",
  [LIM_LORA_CAPTION_BY_HAND] = "changed by hand",
};

const char *
lim_lora_caption_state_name (LimLoraCaptionState state)
{
  return state_names[state];
}

static void
item_free (gpointer data)
{
  LimLoraCaptionItem *item = data;

  g_free (item->name);
  g_free (item->path);
  g_free (item->before);
  g_free (item->after);
  g_free (item);
}

LimLoraCaptionReport *
lim_lora_caption_report_new (void)
{
  LimLoraCaptionReport *report = g_new0 (LimLoraCaptionReport, 1);

  report->items = g_ptr_array_new_with_free_func (item_free);
  report->problems = lim_problems_new ();
  return report;
}

void
lim_lora_caption_report_free (LimLoraCaptionReport *report)
{
  if (report == NULL)
    return;
  g_free (report->folder);
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

char *
lim_lora_caption_read (const char *bytes, gsize length, LimLoraText *how)
{
  const char *at = bytes, *end = bytes + length;

  if (!g_utf8_validate_len (bytes, length, NULL))
    return NULL;
  if (length >= 3 && memcmp (at, "\xef\xbb\xbf", 3) == 0)
    at += 3;
  const char *line_end = memchr (at, '\n', (gsize) (end - at));
  const char *rest = line_end != NULL ? line_end : end;
  char *line = g_strstrip (g_strndup (at, (gsize) (rest - at)));
  gsize n = strlen (line);

  while (rest < end && g_ascii_isspace (*rest))
    rest++;
  if (rest < end)
    *how = LIM_LORA_TEXT_MORE;
  else
    *how = memcmp (bytes, line, MIN (n, length)) == 0 && (length == n || (length == n + 1 && bytes[n] == '\n'))
               ? LIM_LORA_TEXT_CLEAN
               : LIM_LORA_TEXT_UNTIDY;
  return line;
}

/* -- One caption -- */

/* How the file of @item stands to what limner wrote and what the plan says. *@before: its caption; NULL: no file. FALSE when
 * it cannot be read or is not UTF-8, which only replacing mends. */
static gboolean
compare (const LimLoraMade *made, LimLoraCaptionItem *item, GError **error)
{
  g_autoptr (GError) problem = NULL;
  LimLoraText how = LIM_LORA_TEXT_CLEAN;
  gsize length = 0;
  g_autofree char *bytes = lim_file_read (item->path, LARGEST_CAPTION, &length, &problem);

  item->state = LIM_LORA_CAPTION_NEW;
  if (bytes == NULL)
    {
      if (!g_file_test (item->path, G_FILE_TEST_EXISTS))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  item->before = lim_lora_caption_read (bytes, length, &how);
  if (item->before == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s is not UTF-8, at which trainers stop; save it again as UTF-8, or "
                     "pass --replace-edited",
                     item->name);
  item->more = how == LIM_LORA_TEXT_MORE;
  if (strcmp (item->before, item->after) == 0 && !item->more)
    {
      item->state = how == LIM_LORA_TEXT_CLEAN ? LIM_LORA_CAPTION_CURRENT : LIM_LORA_CAPTION_REPAIRED;
      return TRUE;
    }
  g_autofree char *hash = lim_sha256_hex (bytes, (gssize) length);
  item->state = lim_lora_made_is_own (made, item->id, item->flip, LIM_LORA_TXT, hash) ? LIM_LORA_CAPTION_CHANGED
                                                                                      : LIM_LORA_CAPTION_BY_HAND;
  return TRUE;
}

/* What becomes of a caption that was changed by hand. FALSE: it is left, which is a problem. */
static gboolean
decide (const LimLoraSet *set, LimLoraCaptionItem *item, LimLoraHand hand, GError **error)
{
  if (hand == LIM_LORA_HAND_REPLACE)
    {
      item->state = LIM_LORA_CAPTION_REPLACED;
      return TRUE;
    }
  if (item->more)
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "%s was changed by hand and is left: it has several lines, of which trainers read only the first. Make "
        "one line of it, or pass --replace-edited",
        item->name);
  if (hand == LIM_LORA_HAND_TAKE && !item->flip && item->before[0] != '\0')
    {
      g_free (item->after);
      item->after = g_strdup (item->before);
      item->state = LIM_LORA_CAPTION_TAKEN;
      return TRUE;
    }
  if (item->flip)
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "%s was changed by hand, but a mirrored copy says what its original says, with the sides exchanged. "
        "Change the caption of “%s”, or pass --replace-edited",
        item->name, item->id);
  return lim_fail (
      error, LIM_ERROR_CONFLICT,
      "%s was changed by hand and is left: it says “%s”, the plan “%s”. `limner lora caption %s --take` puts it "
      "into the plan, --replace-edited writes the plan's",
      item->name, item->before, item->after, set->subject);
}

static void
fail (LimLoraCaptionItem *item, const GError *problem, LimLoraCaptionReport *report)
{
  item->state = LIM_LORA_CAPTION_BY_HAND;
  lim_problems_add (report->problems, item->id, problem->message);
}

/* Decides what becomes of a caption, and announces that. NULL when it is left. */
static LimLoraCaptionItem *
prepare (const LimLoraSet *set, LimLoraMade *made, const LimPlanImage *image, gboolean flip, LimLoraHand hand,
         LimLoraCaptionReport *report)
{
  g_autofree char *stem = lim_lora_made_stem (made, image->id, flip);
  g_autofree char *caption = lim_plan_caption (set->plan, image);
  LimLoraCaptionItem *item = g_new0 (LimLoraCaptionItem, 1);
  g_autoptr (GError) problem = NULL;

  item->id = image->id;
  item->flip = flip;
  item->name = g_strconcat (stem, ".txt", NULL);
  item->after = flip ? lim_plan_mirror_caption (set->plan, caption) : g_steal_pointer (&caption);
  g_ptr_array_add (report->items, item);

  g_autofree char *relative = lim_lora_train_path (set, item->name);
  item->path = lim_store_resolve (set->project, relative, &problem);
  gboolean well = item->path != NULL && compare (made, item, &problem);
  if (!well && item->path != NULL && hand == LIM_LORA_HAND_REPLACE)
    {
      item->state = LIM_LORA_CAPTION_REPLACED;
      well = TRUE;
    }
  else if (well && item->state == LIM_LORA_CAPTION_BY_HAND)
    well = decide (set, item, hand, &problem);
  if (!well)
    {
      fail (item, problem, report);
      return NULL;
    }
  g_autofree char *text = g_strconcat (item->after, "\n", NULL), *hash = lim_sha256_hex (text, -1);
  if (item->state != LIM_LORA_CAPTION_CURRENT)
    lim_lora_made_announce (made, item->id, item->flip, LIM_LORA_TXT, hash);
  return item;
}

static void
finish (LimLoraMade *made, LimLoraCaptionItem *item, gboolean dry_run, LimLoraCaptionReport *report)
{
  g_autofree char *text = g_strconcat (item->after, "\n", NULL), *hash = lim_sha256_hex (text, -1);
  g_autoptr (GError) problem = NULL;

  if (!dry_run && item->state != LIM_LORA_CAPTION_CURRENT
      && !lim_file_write (item->path, text, strlen (text), &problem))
    {
      fail (item, problem, report);
      return;
    }
  if (!dry_run)
    lim_lora_made_set_hash (made, item->id, item->flip, LIM_LORA_TXT, hash);
  report->n_current += item->state == LIM_LORA_CAPTION_CURRENT ? 1 : 0;
  report->n_taken += item->state == LIM_LORA_CAPTION_TAKEN ? 1 : 0;
  report->n_written += item->state != LIM_LORA_CAPTION_CURRENT && item->state != LIM_LORA_CAPTION_TAKEN ? 1 : 0;
}

void
lim_lora_caption_write_one (const LimLoraSet *set, LimLoraMade *made, const LimPlanImage *image, gboolean flip,
                            LimLoraHand hand, gboolean dry_run, LimLoraCaptionReport *report)
{
  LimLoraCaptionItem *item = prepare (set, made, image, flip, hand, report);
  g_autoptr (GError) problem = NULL;

  if (item == NULL)
    return;
  if (dry_run || item->state == LIM_LORA_CAPTION_CURRENT || lim_lora_made_save (made, NULL, &problem))
    finish (made, item, dry_run, report);
  else
    fail (item, problem, report);
}

/* -- All -- */

/* Those that were taken, as edits of the plan. */
static gboolean
put_into_plan (const LimLoraSet *set, const LimLoraCaptionReport *report, GError **error)
{
  g_autoptr (GPtrArray) edits = lim_lora_edits_new ();

  for (guint i = 0; i < report->items->len; i++)
    {
      const LimLoraCaptionItem *item = report->items->pdata[i];

      if (item->state == LIM_LORA_CAPTION_TAKEN)
        lim_lora_edits_add (edits, item->id, NULL, item->after);
    }
  return lim_lora_edits_apply (set, edits, "--take", error);
}

static void
add_prepared (GPtrArray *prepared, LimLoraCaptionItem *item)
{
  if (item != NULL)
    g_ptr_array_add (prepared, item);
}

gboolean
lim_lora_caption (const LimContext *context, const LimLoraSet *set, LimLoraHand hand, gboolean dry_run,
                  LimLoraCaptionReport *report, GError **error)
{
  g_autoptr (LimLock) running = dry_run ? NULL : lim_lock_take (set->project, LIM_LOCK_RUN, 0, error);
  g_autoptr (LimLoraMade) made = dry_run || running != NULL ? lim_lora_made_open (set, error) : NULL;
  g_autoptr (GPtrArray) images = lim_plan_images (set->plan), prepared = g_ptr_array_new ();

  if (made == NULL)
    return FALSE;
  report->folder = lim_lora_train_path (set, NULL);
  lim_lora_made_number_all (made);
  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];

      add_prepared (prepared, prepare (set, made, image, FALSE, hand, report));
      if (lim_lora_made_hash (made, image->id, TRUE, LIM_LORA_PNG) != NULL
          && lim_lora_flip_is_wanted (set->plan, image))
        add_prepared (prepared, prepare (set, made, image, TRUE, hand, report));
    }
  if (!dry_run && !lim_lora_made_save (made, NULL, error))
    return FALSE;
  for (guint i = 0; i < prepared->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (context->cancellable, NULL))
        return lim_fail (error, LIM_ERROR_CANCELLED, "stopped; run it again to write the other captions");
      finish (made, prepared->pdata[i], dry_run, report);
    }
  if (dry_run)
    return TRUE;
  if (report->n_taken > 0 && !put_into_plan (set, report, error))
    return FALSE;
  return lim_lora_made_save (made, NULL, error) && lim_lora_ensure_gitignore (set->project, error);
}
