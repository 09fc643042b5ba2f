/* cli-production-draw.c: the lines that a run that makes images shows. */

#include "cli-production-private.h"

#include "base-text.h"
#include "cli-area.h"

#include <string.h>

/* -- A line that ends at its width -- */

typedef struct
{
  GString *text;
  guint left; /* columns */
  gboolean color;
} Line;

static Line
line_new (guint width, gboolean color)
{
  return (Line){ .text = g_string_new (NULL), .left = width, .color = color };
}

/* @code: an ANSI colour, or NULL. */
static void
add (Line *line, const char *code, const char *text)
{
  g_autofree char *cut = lim_text_cut (text, line->left);

  if (*cut == '\0')
    return;
  line->left -= MIN (line->left, lim_text_display_width (cut));
  if (line->color && code != NULL)
    g_string_append_printf (line->text, "\033[%sm%s\033[0m", code, cut);
  else
    g_string_append (line->text, cut);
}

/* @text in a column of @width. */
static void
add_column (Line *line, const char *code, const char *text, guint width, gboolean right)
{
  g_autofree char *cut = lim_text_cut (text, width);
  g_autofree char *blanks = g_strnfill (width - MIN (width, lim_text_display_width (cut)), ' ');

  add (line, NULL, right ? blanks : "");
  add (line, code, cut);
  add (line, NULL, right ? "" : blanks);
}

static void
add_bar (Line *line, double share, guint width)
{
  g_autofree char *bar = lim_area_bar (share, width);

  add (line, NULL, bar);
}

/* -- The whole run -- */

static char *
say_rate (double rate)
{
  double per_minute = rate * 60;

  return per_minute >= 100 ? g_strdup_printf ("%.0f/min", per_minute) : g_strdup_printf ("%.1f/min", per_minute);
}

/* What the head says behind its bar, each with its colour. */
typedef struct
{
  const char *code;
  char *text;
} Part;

static void
add_part (GArray *parts, const char *code, char *text)
{
  Part part = { code, text };

  g_array_append_val (parts, part);
}

static void
clear_part (gpointer part)
{
  g_free (((Part *) part)->text);
}

static GArray *
head_parts (const LimProduction *self, gint64 now, gboolean stopping)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));
  double rate = lim_production_rate (self, now);

  g_array_set_clear_func (parts, clear_part);
  add_part (parts, "1", g_strdup_printf ("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, self->done, self->total));
  if (stopping)
    add_part (parts, "33", g_strdup ("stopping"));
  else if (self->paused)
    add_part (parts, "33", g_strdup ("paused"));
  else if (rate > 0)
    add_part (parts, NULL, say_rate (rate));
  if (!stopping && !self->paused && rate > 0 && self->total > self->done)
    {
      g_autofree char *left = lim_text_duration ((double) (self->total - self->done) / rate);

      add_part (parts, NULL, g_strconcat (left, " left", NULL));
    }
  if (self->failed > 0)
    add_part (parts, "31", g_strdup_printf ("%u failed", self->failed));
  return parts;
}

char *
lim_production_summary (const LimProduction *self, gint64 now)
{
  g_autoptr (GArray) parts = head_parts (self, now, FALSE);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " done", self->done, self->total);
  for (guint i = 1; i < parts->len; i++)
    g_string_append_printf (text, ", %s", g_array_index (parts, Part, i).text);
  return g_string_free (text, FALSE);
}

/* The bar takes what is left; where that is little, the title goes, and then the bar. */
static char *
draw_head (const LimProduction *self, gint64 now, guint width, gboolean color, gboolean stopping)
{
  g_autoptr (GArray) parts = head_parts (self, now, stopping);
  Line line = line_new (width, color);
  guint needed = 0, title = lim_text_display_width (self->title) + 1;

  for (guint i = 0; i < parts->len; i++)
    needed += 2 + lim_text_display_width (g_array_index (parts, Part, i).text);
  if (title + 8 + needed <= width)
    {
      add (&line, NULL, self->title);
      add (&line, NULL, " ");
    }
  else
    title = 0;
  if (title + 8 + needed <= width && self->total > 0)
    add_bar (&line, (double) self->done / (double) self->total, MIN (width - title - needed, 30));
  for (guint i = 0; i < parts->len; i++)
    {
      add (&line, NULL, line.left == width ? "" : "  ");
      add (&line, g_array_index (parts, Part, i).code, g_array_index (parts, Part, i).text);
    }
  return g_string_free (line.text, FALSE);
}

/* -- One server -- */

static const struct
{
  const char *name, *code;
} healths[] = {
  [LIM_SERVER_READY] = { "ready", "32" },
  [LIM_SERVER_RESTING] = { "resting", "33" },
  [LIM_SERVER_GONE] = { "gone", "31" },
};

typedef struct
{
  guint name, busy, made;
} Widths;

static char *
say_busy (const LimProductionServer *server)
{
  return g_strdup_printf ("%u/%u", server->busy, server->slots);
}

static char *
say_made (const LimProductionServer *server)
{
  return g_strdup_printf ("%u made", server->made);
}

static Widths
measure (const LimProduction *self, guint width)
{
  Widths widths = { 0 };

  for (guint i = 0; i < self->servers->len; i++)
    {
      const LimProductionServer *server = self->servers->pdata[i];
      g_autofree char *busy = say_busy (server), *made = say_made (server);

      widths.name = MAX (widths.name, lim_text_display_width (server->shown));
      widths.busy = MAX (widths.busy, strlen (busy));
      widths.made = MAX (widths.made, strlen (made));
    }
  widths.name = MIN (widths.name, MAX (width * 3 / 10, 8));
  return widths;
}

/* The image it is furthest with; of several just begun, the one that came first. */
static const LimProductionJob *
current_job (const LimProductionServer *server)
{
  const LimProductionJob *best = NULL;

  for (guint i = 0; i < server->jobs->len; i++)
    {
      const LimProductionJob *job = server->jobs->pdata[i];

      if (best == NULL || job->share > best->share)
        best = job;
    }
  return best;
}

static void
add_job (Line *line, const LimProductionJob *job, guint width)
{
  g_autofree char *percent = g_strdup_printf ("%3.0f %%  ", job->share * 100);
  g_autofree char *id = lim_text_harmless (job->id);

  if (job->share > 0 && width >= 72)
    {
      add_bar (line, job->share, 8);
      add (line, NULL, " ");
    }
  if (job->share > 0)
    add (line, NULL, percent);
  add (line, "2", id);
}

static char *
draw_server (const LimProductionServer *server, const Widths *widths, guint width, gboolean color)
{
  Line line = line_new (width, color);
  const LimProductionJob *job = current_job (server);
  g_autofree char *busy = say_busy (server), *made = say_made (server);

  add (&line, NULL, "  ");
  add_column (&line, NULL, server->shown, widths->name, FALSE);
  add (&line, NULL, "  ");
  add_column (&line, healths[server->health].code, healths[server->health].name, strlen ("resting"), FALSE);
  add (&line, NULL, "  ");
  add_column (&line, NULL, busy, widths->busy, TRUE);
  add (&line, NULL, "  ");
  add_column (&line, NULL, made, widths->made, TRUE);
  add (&line, NULL, "  ");
  if (server->health != LIM_SERVER_READY && server->message != NULL)
    add (&line, NULL, server->message);
  else if (job != NULL)
    add_job (&line, job, width);
  g_strchomp (line.text->str);
  return g_string_free (line.text, FALSE);
}

/* “  … and 5 more servers: 3 ready, 2 gone” */
static char *
draw_rest (const LimProduction *self, guint from, guint width, gboolean color)
{
  guint counts[G_N_ELEMENTS (healths)] = { 0 };
  g_autofree char *servers = lim_text_count (self->servers->len - from, "more server", NULL);
  g_autofree char *start = g_strdup_printf ("  … and %s", servers);
  Line line = line_new (width, color);
  const char *separator = ": ";

  for (guint i = from; i < self->servers->len; i++)
    counts[((LimProductionServer *) self->servers->pdata[i])->health]++;
  add (&line, NULL, start);
  for (guint i = 0; i < G_N_ELEMENTS (healths); i++)
    if (counts[i] > 0)
      {
        g_autofree char *text = g_strdup_printf ("%u %s", counts[i], healths[i].name);

        add (&line, NULL, separator);
        add (&line, healths[i].code, text);
        separator = ", ";
      }
  return g_string_free (line.text, FALSE);
}

/* How many of the servers get a line. One without a name has nothing to tell that the head does not. */
static guint
n_shown (const LimProduction *self, guint rows)
{
  guint n = self->servers->len, room = rows > 3 ? rows - 3 : 0;

  if (n == 1 && *((LimProductionServer *) self->servers->pdata[0])->name == '\0')
    return 0;
  return n <= room ? n : MAX (room, 1) - 1;
}

char **
lim_production_draw (const LimProduction *self, gint64 now, guint columns, guint rows, gboolean color,
                     gboolean stopping)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  guint width = MAX (columns, 2) - 1, n = n_shown (self, rows);
  Widths widths = measure (self, width);
  g_autofree char *head = draw_head (self, now, width, color, stopping);

  g_strv_builder_add (lines, head);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line = draw_server (self->servers->pdata[i], &widths, width, color);

      g_strv_builder_add (lines, line);
    }
  if (n < self->servers->len && self->servers->len > 1 && rows > 3)
    {
      g_autofree char *rest = draw_rest (self, n, width, color);

      g_strv_builder_add (lines, rest);
    }
  return g_strv_builder_end (lines);
}
