#include "cli-repeat.h"

#include "base-text.h"

#include <string.h>

#define MOST_REASONS 64u   /* whoever gives more gives each its own, and then nothing is to be counted */
#define REASON_COLUMNS 60u /* of a reason that is told again: it was told whole before */

typedef struct
{
  char *reason;
  char *last_id; /* of those that were counted */
  guint n_counted;
} Reason;

struct _LimRepeat
{
  GPtrArray *reasons; /* (element-type Reason), the first one first */
};

static void
reason_free (gpointer data)
{
  Reason *reason = data;

  g_free (reason->reason);
  g_free (reason->last_id);
  g_free (reason);
}

LimRepeat *
lim_repeat_new (void)
{
  LimRepeat *self = g_new0 (LimRepeat, 1);

  self->reasons = g_ptr_array_new_with_free_func (reason_free);
  return self;
}

void
lim_repeat_free (LimRepeat *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

static Reason *
find (const LimRepeat *self, const char *text)
{
  for (guint i = 0; i < self->reasons->len; i++)
    {
      Reason *reason = self->reasons->pdata[i];

      if (strcmp (reason->reason, text) == 0)
        return reason;
    }
  return NULL;
}

char *
lim_repeat_hear (LimRepeat *self, const char *id, const char *text)
{
  Reason *reason = find (self, text);

  if (reason != NULL)
    {
      reason->n_counted++;
      g_free (reason->last_id);
      reason->last_id = g_strdup (id);
      return NULL;
    }
  if (self->reasons->len < MOST_REASONS)
    {
      reason = g_new0 (Reason, 1);
      reason->reason = g_strdup (text);
      g_ptr_array_add (self->reasons, reason);
    }
  return g_strdup_printf ("%s: %s", id, text);
}

/* One alone is named: that is no longer than counting it. */
static void
append (GString *lines, const Reason *reason)
{
  if (lines->len > 0)
    g_string_append_c (lines, '\n');

  g_autofree char *harmless = lim_text_harmless (reason->reason);
  g_autofree char *text = lim_text_cut (harmless, REASON_COLUMNS);
  if (reason->n_counted == 1)
    g_string_append_printf (lines, "%s: %s", reason->last_id, text);
  else
    g_string_append_printf (lines, "… and %u more: %s", reason->n_counted, text);
}

char *
lim_repeat_sum (LimRepeat *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < self->reasons->len; i++)
    if (((Reason *) self->reasons->pdata[i])->n_counted > 0)
      append (lines, self->reasons->pdata[i]);
  g_ptr_array_set_size (self->reasons, 0);
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}
