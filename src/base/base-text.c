#include "base-text.h"

#include <string.h>

/* Levenshtein distance over bytes, letters compared without case; more than @limit for very long names. */
static guint
edit_distance (const char *a, const char *b, guint limit)
{
  gsize length_a = strlen (a), length_b = strlen (b);
  guint row[65];

  if (length_a > 64 || length_b > 64)
    return limit + 1;
  for (gsize j = 0; j <= length_b; j++)
    row[j] = (guint) j;
  for (gsize i = 1; i <= length_a; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i;
      for (gsize j = 1; j <= length_b; j++)
        {
          guint above = row[j];
          guint change = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]) ? 0 : 1;

          row[j] = MIN (MIN (row[j] + 1, row[j - 1] + 1), diagonal + change);
          diagonal = above;
        }
    }
  return row[length_b];
}

const char *
lim_text_nearest (const char *name, const char *const *known)
{
  const char *nearest = NULL;
  guint length = (guint) MIN (strlen (name), 64);
  guint best = (length <= 2 ? 1 : MAX (2, length / 3)) + 1;

  for (gsize i = 0; known != NULL && known[i] != NULL; i++)
    {
      guint distance = edit_distance (name, known[i], best);

      if (distance < best)
        {
          best = distance;
          nearest = known[i];
        }
    }
  return nearest;
}

char *
lim_text_did_you_mean (const char *name, const char *const *known)
{
  const char *nearest = lim_text_nearest (name, known);

  return nearest != NULL ? g_strdup_printf (" Did you mean “%s”?", nearest) : g_strdup ("");
}

static gboolean
has_control_character (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

gboolean
lim_text_is_safe_name (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length >= 1 && length <= 200 && text[0] != '.' && text[0] != '-' && strchr (text, '/') == NULL
         && g_utf8_validate (text, -1, NULL) && !has_control_character (text);
}

gboolean
lim_text_is_safe_relative_path (const char *path)
{
  g_auto (GStrv) parts = NULL;

  if (path == NULL || *path == '\0' || *path == '/' || strlen (path) > 1024 || !g_utf8_validate (path, -1, NULL)
      || has_control_character (path))
    return FALSE;
  parts = g_strsplit (path, "/", -1);
  for (gsize i = 0; parts[i] != NULL; i++)
    if (strcmp (parts[i], "..") == 0)
      return FALSE;
  return TRUE;
}

/* 1182 as “1,182”, whatever the locale. */
static char *
group_digits (guint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  gsize length = strlen (digits);
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
  return g_string_free (out, FALSE);
}

char *
lim_text_count (guint64 count, const char *singular, const char *plural)
{
  g_autofree char *number = group_digits (count);

  if (count == 1)
    return g_strdup_printf ("1 %s", singular);
  return plural != NULL ? g_strdup_printf ("%s %s", number, plural) : g_strdup_printf ("%s %ss", number, singular);
}

char *
lim_text_list (const char *const *strings)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; strings[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (list, strings[i + 1] == NULL ? " and " : ", ");
      g_string_append (list, strings[i]);
    }
  return g_string_free (list, FALSE);
}

char *
lim_text_bytes (guint64 bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB" };
  double value = (double) bytes;
  gsize unit = 0;

  if (bytes < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " B", bytes);
  for (value /= 1000; value >= 999.95 && unit + 1 < G_N_ELEMENTS (units); unit++)
    value /= 1000;
  return g_strdup_printf ("%.1f %s", value, units[unit]);
}

char *
lim_text_duration (double seconds)
{
  if (!(seconds >= 0.5))
    return g_strdup ("0 s");
  if (seconds < 90)
    return g_strdup_printf ("%.0f s", seconds);
  if (seconds < 5400)
    return g_strdup_printf ("%.0f min", seconds / 60);
  return seconds < 48 * 3600 ? g_strdup_printf ("%.1f h", seconds / 3600)
                             : g_strdup_printf ("%.1f d", seconds / 86400);
}

/* -- On a screen -- */

static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

guint
lim_text_display_width (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    width += char_width (g_utf8_get_char (at));
  return width;
}

static gboolean
steers_terminal (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

static char *
without_steering (const char *text, gunichar kept)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (out, c != kept && steers_terminal (c) ? ' ' : c);
    }
  return g_string_free (out, FALSE);
}

char *
lim_text_harmless (const char *text)
{
  return without_steering (text, 0);
}

char *
lim_text_harmless_lines (const char *text)
{
  return without_steering (text, '\n');
}

char *
lim_text_cut (const char *text, guint width)
{
  const char *at = text;

  if (lim_text_display_width (text) <= width)
    return g_strdup (text);
  if (width == 0)
    return g_strdup ("");
  for (guint used = 1; used + char_width (g_utf8_get_char (at)) <= width; at = g_utf8_next_char (at))
    used += char_width (g_utf8_get_char (at));
  return g_strdup_printf ("%.*s…", (int) (at - text), text);
}

int
lim_text_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
lim_text_add (GStrvBuilder *sentences, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_strv_builder_add (sentences, text);
}

void
lim_text_append_xml (GString *out, const char *text)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar sign = g_utf8_get_char (at);

      if ((sign >= 0x20 && sign != 0xfffe && sign != 0xffff && sign != 0x7f) || sign == '\n' || sign == '\t')
        g_string_append_unichar (known, sign);
    }
  g_autofree char *escaped = g_markup_escape_text (known->str, (gssize) known->len);
  g_string_append (out, escaped);
}
