#include "base-sse.h"

#include <string.h>

struct _LimSse
{
  LimSseTake take;
  gpointer user;
  gsize max_event;
  GString *line, *data, *name;
  gboolean has_data;
  gboolean after_cr; /* a line feed now belongs to the line end before */
  gboolean begun;    /* the first line is behind us: no byte order mark any more */
};

LimSse *
lim_sse_new (gsize max_event, LimSseTake take, gpointer user)
{
  LimSse *sse = g_new0 (LimSse, 1);

  *sse = (LimSse){ .take = take,
                   .user = user,
                   .max_event = max_event,
                   .line = g_string_new (NULL),
                   .data = g_string_new (NULL),
                   .name = g_string_new (NULL) };
  return sse;
}

void
lim_sse_free (LimSse *sse)
{
  if (sse == NULL)
    return;
  g_string_free (sse->line, TRUE);
  g_string_free (sse->data, TRUE);
  g_string_free (sse->name, TRUE);
  g_free (sse);
}

static gboolean
dispatch (LimSse *sse)
{
  gboolean go_on = !sse->has_data || sse->take (sse->name->str, sse->data->str, sse->data->len, sse->user);

  g_string_truncate (sse->data, 0);
  g_string_truncate (sse->name, 0);
  sse->has_data = FALSE;
  return go_on;
}

static gboolean
is_field (const char *line, gsize length, const char *name)
{
  return length == strlen (name) && memcmp (line, name, length) == 0;
}

static void
take_field (LimSse *sse, const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);
  gsize named = colon != NULL ? (gsize) (colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;
  gsize left = length - (gsize) (value - line);

  if (left > 0 && *value == ' ')
    {
      value++;
      left--;
    }
  if (is_field (line, named, "data"))
    {
      if (sse->has_data)
        g_string_append_c (sse->data, '\n');
      g_string_append_len (sse->data, value, (gssize) left);
      sse->has_data = TRUE;
    }
  else if (is_field (line, named, "event"))
    {
      g_string_truncate (sse->name, 0);
      g_string_append_len (sse->name, value, (gssize) left);
    }
}

static gboolean
end_line (LimSse *sse)
{
  const char *line = sse->line->str;
  gsize length = sse->line->len;
  gboolean go_on = TRUE;

  if (!sse->begun && length >= 3 && memcmp (line, "\xef\xbb\xbf", 3) == 0)
    {
      line += 3;
      length -= 3;
    }
  sse->begun = TRUE;
  if (length == 0)
    go_on = dispatch (sse);
  else
    take_field (sse, line, length);
  g_string_truncate (sse->line, 0);
  return go_on;
}

gboolean
lim_sse_feed (LimSse *sse, const char *bytes, gsize length, GError **error)
{
  for (gsize i = 0; i < length;)
    {
      const char *at = bytes + i;
      gsize run = 0;

      if (sse->after_cr && *at == '\n')
        {
          sse->after_cr = FALSE;
          i++;
          continue;
        }
      sse->after_cr = FALSE;
      while (i + run < length && at[run] != '\n' && at[run] != '\r')
        run++;
      if (sse->line->len + sse->data->len + run > sse->max_event)
        return lim_fail (error, LIM_ERROR_PROVIDER, "an event of the stream has more than %" G_GSIZE_FORMAT " bytes",
                         sse->max_event);
      g_string_append_len (sse->line, at, (gssize) run);
      i += run;
      if (i == length)
        break;
      sse->after_cr = bytes[i++] == '\r';
      if (!end_line (sse))
        return FALSE;
    }
  return TRUE;
}

gboolean
lim_sse_end (LimSse *sse)
{
  return (sse->line->len == 0 || end_line (sse)) && dispatch (sse);
}
