#include "base-progress.h"

void
lim_progress_init (LimProgress *progress, const LimProgressMethods *methods)
{
  progress->methods = methods;
  g_mutex_init (&progress->lock);
}

void
lim_progress_clear (LimProgress *progress)
{
  g_mutex_clear (&progress->lock);
}

void
lim_progress_begin (LimProgress *progress, guint64 total, const char *unit, const char *title)
{
  if (progress == NULL || progress->methods->begin == NULL)
    return;
  g_mutex_lock (&progress->lock);
  progress->methods->begin (progress, total, unit, title);
  g_mutex_unlock (&progress->lock);
}

void
lim_progress_step (LimProgress *progress, guint64 n, const char *item)
{
  if (progress == NULL || progress->methods->step == NULL)
    return;
  g_mutex_lock (&progress->lock);
  progress->methods->step (progress, n, item);
  g_mutex_unlock (&progress->lock);
}

void
lim_progress_note (LimProgress *progress, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  if (progress == NULL || progress->methods->note == NULL)
    return;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_mutex_lock (&progress->lock);
  progress->methods->note (progress, message);
  g_mutex_unlock (&progress->lock);
}

void
lim_progress_end (LimProgress *progress)
{
  if (progress == NULL || progress->methods->end == NULL)
    return;
  g_mutex_lock (&progress->lock);
  progress->methods->end (progress);
  g_mutex_unlock (&progress->lock);
}
