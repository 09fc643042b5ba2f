#include "cli-area.h"

#include "base-text.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct _LimArea
{
  GArray *widths; /* (element-type guint) of the lines that are drawn; the cursor stands at the last */
};

LimArea *
lim_area_new (void)
{
  LimArea *area = g_new0 (LimArea, 1);

  area->widths = g_array_new (FALSE, FALSE, sizeof (guint));
  return area;
}

void
lim_area_free (LimArea *area)
{
  if (area == NULL)
    return;
  g_array_unref (area->widths);
  g_free (area);
}

void
lim_area_size (guint *columns, guint *rows)
{
  struct winsize size;
  gboolean told = ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;

  *columns = told ? size.ws_col : 80;
  *rows = told ? size.ws_row : 24;
}

char *
lim_area_bar (double share, guint width)
{
  static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
  GString *bar = g_string_new (NULL);
  guint steps = (guint) lround (CLAMP (share, 0, 1) * width * 8);

  for (guint i = 0; i < steps / 8; i++)
    g_string_append (bar, "█");
  g_string_append (bar, eighths[steps % 8]);
  for (guint used = (steps + 7) / 8; used < width; used++)
    g_string_append (bar, "·");
  return g_string_free (bar, FALSE);
}

/* Without the colours. */
static guint
visible_width (const char *line)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (*line != '\0')
    if (*line == '\033')
      line += strcspn (line, "m") + (strchr (line, 'm') != NULL);
    else
      g_string_append_c (text, *line++);
  return lim_text_display_width (text->str);
}

/* To the beginning of the first line, from that of the last. */
static void
go_up (const LimArea *area, guint columns, GString *out)
{
  guint rows = 0;

  for (guint i = 0; i + 1 < area->widths->len; i++)
    rows += MAX (1, (g_array_index (area->widths, guint, i) + columns - 1) / MAX (columns, 1));
  g_string_append_c (out, '\r');
  if (rows > 0)
    g_string_append_printf (out, "\033[%uA", rows);
}

char *
lim_area_draw (LimArea *area, const char *const *lines, guint columns)
{
  GString *out = g_string_new (NULL);

  go_up (area, columns, out);
  g_array_set_size (area->widths, 0);
  for (; *lines != NULL; lines++)
    {
      guint width = visible_width (*lines);

      /* The rest of a line is wiped after it, not before: so nothing blinks. */
      g_string_append_printf (out, "%s%s\033[K", area->widths->len > 0 ? "\n" : "", *lines);
      g_array_append_val (area->widths, width);
    }
  /* What is typed meanwhile (^C) is echoed there, and must not begin a new line. */
  g_string_append (out, "\033[J\r");
  return g_string_free (out, FALSE);
}

char *
lim_area_clear (LimArea *area, guint columns)
{
  GString *out = g_string_new (NULL);

  if (area->widths->len > 0)
    {
      go_up (area, columns, out);
      g_string_append (out, "\033[J");
    }
  g_array_set_size (area->widths, 0);
  return g_string_free (out, FALSE);
}

char *
lim_area_print (LimArea *area, const char *text, guint columns)
{
  g_autofree char *clear = lim_area_clear (area, columns);

  return g_strconcat (clear, text, "\n", NULL);
}
