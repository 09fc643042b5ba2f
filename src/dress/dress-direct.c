#include "dress-direct.h"

#include "base-file.h"
#include "base-text.h"
#include "dress-direct-private.h"
#include "dress-words.h"

#include <string.h>

#define MAX_FILE ((gsize) 4 << 20)

LimDirectReport *
lim_direct_report_new (void)
{
  return g_new0 (LimDirectReport, 1);
}

void
lim_direct_report_free (LimDirectReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->changes, g_ptr_array_unref);
  g_free (report->maker);
  g_free (report->cost);
  g_free (report);
}

void
lim_directing_note (const LimDirecting *directing, const char *format, ...)
{
  const LimDirectEvents *events = directing->options->events;
  g_autofree char *text = NULL;
  va_list arguments;

  if (events == NULL || events->note == NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  events->note (text, events->data);
}

static void
directing_clear (LimDirecting *directing)
{
  g_clear_pointer (&directing->talk, lim_talk_free);
  g_clear_pointer (&directing->chat, lim_dress_chat_close);
  g_clear_pointer (&directing->made, lim_made_free);
  g_clear_pointer (&directing->book, lim_dress_book_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimDirecting, directing_clear)

/* -- By hand -- */

static gboolean
fail_problems (const char *name, const GPtrArray *problems, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len && i < 20; i++)
    g_string_append_printf (text, "\n  %s", (const char *) problems->pdata[i]);
  if (problems->len > 20)
    g_string_append_printf (text, "\n  … and %u more", problems->len - 20);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s is no whole art direction, and nothing was written:%s", name,
                   text->str);
}

static LimLook *
read_look (const LimDirecting *directing, GError **error)
{
  const char *path = directing->options->from;
  gsize length;
  g_autofree char *text = lim_file_read (path, MAX_FILE, &length, error);
  g_autoptr (LimLook) look = text != NULL ? lim_look_parse (path, text, length, error) : NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (look == NULL)
    return NULL;
  lim_look_check (look, directing->book->story, problems);
  if (problems->len > 0 && !fail_problems (path, problems, error))
    return NULL;
  return g_steal_pointer (&look);
}

/* -- By talking -- */

static gboolean
open_talk (LimDirecting *directing, LimDirectReport *report, GError **error)
{
  g_autofree char *lacks = lim_dress_lacks_vision (directing->book->story);

  if (lacks != NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s has no %s, which say what the pictures are to feel like. Add them under `vision:`, as in "
                     "vision: { genre: gothic mystery, tone: [wry], themes: [grief] }; or write the look by hand: "
                     "limner dress direct --from FILE",
                     directing->book->story->file, lacks);
  if (directing->book->story->entities->len == 0)
    lim_directing_note (
        directing,
        "The story names no entities, so nobody will look the same from picture to picture. List them in "
        "%s (docs/dress.md), then do this again.",
        directing->book->story->file);
  directing->chat = lim_dress_chat_open (directing->context, directing->project, directing->options->provider, error);
  if (directing->chat == NULL)
    return FALSE;
  report->maker = lim_dress_chat_name (directing->chat);
  report->prepared = lim_dress_chat_is_prepared (directing->chat);
  if (directing->options->again && !directing->options->dry_run)
    {
      g_autofree char *aside = NULL;

      if (!lim_talk_lay_aside (directing->project, &aside, error))
        return FALSE;
      if (aside != NULL)
        lim_directing_note (directing, "The conversation so far is kept as %s.", aside);
    }
  directing->talk = lim_talk_open (directing->project, error);
  return directing->talk != NULL;
}

/* The look that was agreed on; NULL without @error when the talk is not over. */
static LimLook *
talk_over_look (LimDirecting *directing, GError **error)
{
  g_autofree char *summary = NULL;
  gboolean done = FALSE;

  if (!lim_directing_discuss (directing, &done, error) || !done)
    return NULL;
  summary = lim_directing_summarize (directing, error);
  return summary != NULL ? lim_directing_serialize (directing, summary, error) : NULL;
}

static LimLook *
make_look (LimDirecting *directing, LimDirectReport *report, GError **error)
{
  LimLook *look = NULL;

  if (directing->options->from != NULL)
    {
      report->maker = g_strdup (LIM_MADE_HAND);
      return read_look (directing, error);
    }
  if (!open_talk (directing, report, error))
    return NULL;
  if (directing->options->dry_run)
    report->tokens = lim_directing_estimate (directing);
  else
    look = talk_over_look (directing, error);
  report->n_turns = lim_talk_length (directing->talk);
  report->cost = lim_dress_chat_cost (directing->chat);
  return look;
}

static gboolean
write_look (LimDirecting *directing, const LimLook *look, LimDirectReport *report, GError **error)
{
  const LimDirectEvents *events = directing->options->events;

  const LimLookPower power = directing->options->replace        ? LIM_LOOK_REPLACES
                             : directing->options->from != NULL ? LIM_LOOK_BY_HAND
                                                                : LIM_LOOK_BY_MODEL;

  report->changes = lim_look_changes (look, directing->book, directing->made, power, error);
  if (report->changes == NULL)
    return FALSE;
  report->finished = TRUE;
  if (directing->options->dry_run
      || (events != NULL && events->agree != NULL && !events->agree (report->changes, events->data)))
    return TRUE;
  report->written = TRUE;
  return lim_look_write (report->changes, directing->made, report->maker, error);
}

gboolean
lim_dress_direct (const LimContext *context, LimProject *project, const LimDirectOptions *options,
                  LimDirectReport *report, GError **error)
{
  g_auto (LimDirecting) directing = { .context = context, .project = project, .options = options };
  g_autoptr (LimLook) look = NULL;
  g_autoptr (GError) problem = NULL;

  directing.book = lim_dress_book_open (project, error);
  directing.made = directing.book != NULL ? lim_made_open (project, context->clock, error) : NULL;
  if (directing.made == NULL)
    return FALSE;
  report->n_entities = directing.book->story->entities->len;
  look = make_look (&directing, report, &problem);
  if (look == NULL && problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return look == NULL || write_look (&directing, look, report, error);
}
