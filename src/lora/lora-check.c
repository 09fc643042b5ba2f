#include "lora-check-private.h"

#include <string.h>

static const struct
{
  const char *name, *thing;
  gboolean (*run) (LimLoraChecking *self, GError **error);
} parts[] = {
  { "layout", "file", lim_lora_check_layout },       { "captions", "caption", lim_lora_check_captions },
  { "pictures", "image", lim_lora_check_pictures },  { "flips", "image", lim_lora_check_flips },
  { "duplicates", "image", lim_lora_check_doubles }, { "caches", "cache", lim_lora_check_caches },
  { "coverage", "aim", lim_lora_check_coverage },    { "steps", "sample", lim_lora_check_steps },
};

static void
image_free (gpointer data)
{
  LimLoraCheckImage *image = data;

  g_free (image->path);
  g_free (image->unreadable);
  g_free (image);
}

void
lim_lora_check_free (LimLoraCheck *check)
{
  if (check == NULL)
    return;
  lim_trainer_reading_free (check->reading);
  g_ptr_array_unref (check->entries);
  g_ptr_array_unref (check->others);
  g_ptr_array_unref (check->images);
  g_ptr_array_unref (check->shares);
  g_ptr_array_unref (check->findings);
  g_array_unref (check->results);
  g_free (check);
}

static LimLoraCheck *
check_new (const LimLoraSet *set)
{
  LimLoraCheck *check = g_new0 (LimLoraCheck, 1);

  check->set = set;
  check->entries = lim_trainer_entries_new ();
  check->others = g_ptr_array_new_with_free_func (g_free);
  check->images = g_ptr_array_new_with_free_func (image_free);
  check->shares = g_ptr_array_new ();
  check->findings = lim_findings_new ();
  check->results = g_array_new (FALSE, FALSE, sizeof (LimLoraCheckResult));
  return check;
}

static void
add (LimLoraChecking *self, LimFindingSeverity severity, const char *file, const char *field, const char *expected,
     const char *fix, const char *format, va_list arguments)
{
  g_autofree char *found = g_strdup_vprintf (format, arguments);

  g_ptr_array_add (self->check->findings, lim_finding_new (severity, file, 0, field, found, expected, fix));
}

void
lim_lora_check_add (LimLoraChecking *self, LimFindingSeverity severity, const char *file, const char *field,
                    const char *expected, const char *fix, const char *found, ...)
{
  va_list arguments;

  va_start (arguments, found);
  add (self, severity, file, field, expected, fix, found, arguments);
  va_end (arguments);
}

void
lim_lora_check_forbid (LimLoraChecking *self, const char *file, const char *field, const char *expected,
                       const char *fix, const char *found, ...)
{
  va_list arguments;

  va_start (arguments, found);
  add (self, LIM_FINDING_ERROR, file, field, expected, fix, found, arguments);
  va_end (arguments);
  self->check->n_broken_rules++;
}

gboolean
lim_lora_check_has_error (const LimLoraChecking *self, const char *file)
{
  for (guint i = 0; i < self->check->findings->len; i++)
    {
      const LimFinding *finding = self->check->findings->pdata[i];

      if (finding->severity == LIM_FINDING_ERROR && g_strcmp0 (finding->file, file) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
run_part (LimLoraChecking *self, gsize index, GError **error)
{
  LimLoraCheck *check = self->check;
  LimLoraCheckResult result = { .name = parts[index].name, .thing = parts[index].thing };
  guint first = check->findings->len;

  self->n_checked = 0;
  if (!parts[index].run (self, error))
    return FALSE;
  result.n_checked = self->n_checked;
  for (guint i = first; i < check->findings->len; i++)
    result.n_findings[((LimFinding *) check->findings->pdata[i])->severity]++;
  check->n_errors += result.n_findings[LIM_FINDING_ERROR];
  check->n_warnings += result.n_findings[LIM_FINDING_WARNING];
  g_array_append_val (check->results, result);
  return TRUE;
}

LimLoraCheck *
lim_lora_check (const LimContext *context, const LimLoraSet *set, GError **error)
{
  g_autoptr (LimLoraCheck) check = check_new (set);
  g_autoptr (LimLoraMade) made = lim_lora_made_open (set, error);
  LimLoraChecking self = { .context = context, .set = set, .made = made, .check = check };

  if (made == NULL)
    return NULL;
  lim_lora_made_number_all (made);
  if (!lim_lora_check_scan (&self, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!run_part (&self, i, error))
      return NULL;
  return g_steal_pointer (&check);
}
