#include "cli-curate-screen.h"

#include "base-text.h"
#include "cli-canvas.h"

#include <math.h>
#include <string.h>

#define FOOTER_ROWS 3u
#define MIN_PANEL 38u
#define MAX_PANEL 76u

typedef struct
{
  const LimCurateSession *session;
  const LimCurateFacts *facts;
  const LimCurateEntry *entry; /* NULL: nothing is left */
  LimCanvas *panel;
} View;

LimCurateLayout
lim_curate_layout (const LimTerminalSize *size)
{
  LimCurateLayout layout = { .columns = size->columns, .rows = size->rows };
  guint rows = size->rows > FOOTER_ROWS + 1 ? size->rows - FOOTER_ROWS - 1 : 1;
  guint cell_width = size->cell_width > 0 ? size->cell_width : 1;
  guint cell_height = size->cell_height > 0 ? size->cell_height : 2;
  guint square = rows * cell_height / MAX (cell_width, 1); /* columns a square picture takes */
  guint room = size->columns > MIN_PANEL + 2 ? size->columns - MIN_PANEL - 2 : 1;

  layout.picture_columns =
      MIN (room, MAX (square, size->columns > MAX_PANEL + 2 ? size->columns - MAX_PANEL - 2 : 1));
  layout.picture_rows = rows;
  layout.picture_left = 1;
  layout.picture_top = 2;
  layout.panel_left = layout.picture_columns + 3;
  layout.panel_width = size->columns > layout.panel_left ? size->columns - layout.panel_left + 1 : 1;
  layout.panel_top = 2;
  layout.panel_rows = rows;
  return layout;
}

static LimInk
status_ink (LimStatus status)
{
  static const LimInk tones[LIM_N_STATUSES] = { [LIM_STATUS_CANDIDATE] = LIM_INK_PLAIN,
                                                [LIM_STATUS_APPROVED] = LIM_INK_GOOD,
                                                [LIM_STATUS_REJECTED] = LIM_INK_BAD,
                                                [LIM_STATUS_BORDERLINE] = LIM_INK_WARN };

  return tones[status];
}

/* -- The panel while scoring -- */

static void
draw_title (const View *self)
{
  lim_canvas_text (self->panel, LIM_INK_BOLD, self->entry->id);
  lim_canvas_end_row (self->panel);
  lim_canvas_printf (self->panel, LIM_INK_DIM, "%s · %s", self->facts->lane != NULL ? self->facts->lane : "no lane",
                     self->facts->faction != NULL ? self->facts->faction : "none");
  if (self->facts->record != NULL && self->facts->record->status != LIM_STATUS_CANDIDATE)
    lim_canvas_printf (self->panel, LIM_INK_DIM, " · now %s", lim_status_name (self->facts->record->status));
  lim_canvas_end_row (self->panel);
}

static LimInk
score_ink (const LimThresholds *limits, double score)
{
  if (lim_thresholds_reaches (score, limits->approve_each))
    return LIM_INK_GOOD;
  return lim_thresholds_reaches (score, limits->reject_any) ? LIM_INK_WARN : LIM_INK_BAD;
}

static void
draw_bar (const View *self, double score, guint cells)
{
  guint full = (guint) (score * cells + 0.5);
  g_autoptr (GString) on = g_string_new (NULL), off = g_string_new (NULL);

  for (guint i = 0; i < cells; i++)
    g_string_append (i < full ? on : off, i < full ? "━" : "─");
  lim_canvas_text (self->panel, score_ink (&self->session->canon->thresholds, score), on->str);
  lim_canvas_text (self->panel, LIM_INK_DIM, off->str);
}

static void
draw_dimension (const View *self, guint i, guint name_width)
{
  gboolean selected = i == self->session->dimension && self->session->mode == LIM_CURATE_SCORES;
  g_autofree char *name = g_strdelimit (g_strdup (self->session->canon->dimension_names[i]), "_", ' ');
  g_autofree char *cut = lim_text_cut (name, name_width);
  double score = self->entry->scores[i];

  lim_canvas_text (self->panel, LIM_INK_BOLD, selected ? "▸ " : "  ");
  lim_canvas_text (self->panel, selected ? LIM_INK_BOLD : LIM_INK_PLAIN, cut);
  lim_canvas_to (self->panel, name_width + 3);
  guint cells = self->panel->width > name_width + 9 ? MIN (20, self->panel->width - name_width - 9) : 0;
  if (isnan (score))
    lim_canvas_text (self->panel, LIM_INK_DIM, "·");
  else
    draw_bar (self, score, cells);
  lim_canvas_to (self->panel, name_width + 4 + cells);
  if (!isnan (score))
    lim_canvas_printf (self->panel, LIM_INK_PLAIN, "%.2f", score);
  lim_canvas_end_row (self->panel);
}

static void
draw_dimensions (const View *self)
{
  const LimCanon *canon = self->session->canon;
  guint widest = 0, n = canon->dimensions->len;
  /* More dimensions than rows: a window of them around the chosen one. */
  guint room = MAX (4, lim_canvas_rows_left (self->panel) > 8 ? lim_canvas_rows_left (self->panel) - 8 : 4);
  guint from =
      n > room && self->session->dimension >= room / 2 ? MIN (self->session->dimension - room / 2, n - room) : 0;

  for (guint i = 0; i < n; i++)
    widest = MAX (widest, lim_text_display_width (canon->dimension_names[i]));
  for (guint i = from; i < MIN (n, from + room); i++)
    draw_dimension (self, i, MIN (widest, self->panel->width > 24 ? self->panel->width - 16 : 8));
}

static void
draw_status (const View *self)
{
  guint n_scored;
  double mean = lim_curate_entry_mean (self->session, self->entry, &n_scored);
  LimStatus called;
  gboolean known = lim_curate_session_call (self->session, self->entry, &called, NULL);

  if (known)
    lim_canvas_printf (self->panel, LIM_INK_PLAIN, "mean %.2f → ", mean);
  else
    lim_canvas_printf (self->panel, LIM_INK_DIM, "%u of %u scored", n_scored, self->session->canon->dimensions->len);
  if (known)
    lim_canvas_text (self->panel, status_ink (called), lim_status_name (called));
  if (self->entry->has_status)
    {
      lim_canvas_text (self->panel, LIM_INK_PLAIN,
                       known && called != self->entry->status ? ", you: " : ", your verdict ");
      lim_canvas_text (self->panel, status_ink (self->entry->status), lim_status_name (self->entry->status));
    }
  if (self->entry->confidence >= 0)
    lim_canvas_printf (self->panel, LIM_INK_DIM, " · sure %.1f", self->entry->confidence);
  lim_canvas_end_row (self->panel);
}

static void
draw_failures_line (const View *self)
{
  const LimCanon *canon = self->session->canon;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < canon->failure_modes->len; i++)
    if (self->entry->failures[i])
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", canon->failure_mode_names[i]);
  lim_canvas_text (self->panel, LIM_INK_DIM, "f fails ");
  lim_canvas_wrap (self->panel, names->len > 0 ? LIM_INK_BAD : LIM_INK_DIM, names->len > 0 ? names->str : "–", 8, 2);
}

static const struct
{
  const char *label; /* in front of the text, 8 columns */
  const char *asks;  /* above it while it is written */
  gboolean always;   /* shown while it is empty, too */
} texts[LIM_N_CURATE_TEXTS] = {
  [LIM_CURATE_WHY] = { "e why   ", "Why: what is in this image that decides it", TRUE },
  [LIM_CURATE_NOTES] = { "n notes ", "Notes: what would make it better", FALSE },
  [LIM_CURATE_OVERRIDE] = { "o over  ", "Override: why the verdict may contradict the scores", FALSE },
};

static void
draw_texts (const View *self)
{
  for (guint i = 0; i < LIM_N_CURATE_TEXTS; i++)
    if (texts[i].always || *self->entry->texts[i] != '\0')
      {
        lim_canvas_text (self->panel, LIM_INK_DIM, texts[i].label);
        lim_canvas_wrap (self->panel, LIM_INK_PLAIN, *self->entry->texts[i] != '\0' ? self->entry->texts[i] : "–", 8,
                         lim_canvas_rows_left (self->panel) > 14 ? 5 : 2);
      }
}

/* -- The rules beside the picture -- */

static gboolean
is_broken (const View *self, const LimRule *rule)
{
  const LimCanon *canon = self->session->canon;

  for (guint i = 0; i < canon->failure_modes->len; i++)
    if (self->entry->failures[i])
      {
        const LimFailureMode *failure = canon->failure_modes->pdata[i];

        if (g_strv_contains ((const char *const *) failure->rules, rule->id)
            || g_strv_contains ((const char *const *) rule->failure_modes, failure->name))
          return TRUE;
      }
  return FALSE;
}

static void
draw_rule (const View *self, const LimRule *rule, gboolean broken, gboolean with_text)
{
  if (lim_canvas_rows_left (self->panel) == 0)
    return;
  lim_canvas_printf (self->panel, broken ? LIM_INK_BAD : LIM_INK_BOLD, "%s %s ", broken ? "✕" : "·", rule->id);
  lim_canvas_wrap (self->panel, broken ? LIM_INK_BAD : LIM_INK_PLAIN, rule->title, 2, 2);
  if (!with_text || rule->text == NULL || lim_canvas_rows_left (self->panel) == 0)
    return;
  lim_canvas_to (self->panel, 2);
  lim_canvas_wrap (self->panel, LIM_INK_DIM, rule->text, 2, 6);
}

/* The other rules that the failure modes break, and then those that the chosen dimension scores. */
static void
draw_rules (const View *self)
{
  const LimCanon *canon = self->session->canon;
  const LimDimension *dimension =
      self->session->dimension < canon->dimensions->len ? canon->dimensions->pdata[self->session->dimension] : NULL;
  gboolean roomy = lim_canvas_rows_left (self->panel) > 12;

  if (lim_canvas_rows_left (self->panel) > 5)
    lim_canvas_end_row (self->panel);
  if (dimension != NULL && dimension->help != NULL)
    lim_canvas_wrap (self->panel, LIM_INK_WARN, dimension->help, 0, roomy ? 3 : 2);
  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = canon->rules->pdata[i];

      if (is_broken (self, rule) && dimension != NULL
          && !g_strv_contains ((const char *const *) rule->dimensions, dimension->name))
        draw_rule (self, rule, TRUE, FALSE);
    }
  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = canon->rules->pdata[i];

      if (lim_rule_applies (rule, self->facts->lane, self->facts->faction) && dimension != NULL
          && g_strv_contains ((const char *const *) rule->dimensions, dimension->name))
        draw_rule (self, rule, is_broken (self, rule), roomy);
    }
}

static void
draw_scores (const View *self)
{
  draw_title (self);
  if (self->panel->height > 21)
    lim_canvas_end_row (self->panel);
  draw_dimensions (self);
  draw_status (self);
  draw_failures_line (self);
  draw_texts (self);
  draw_rules (self);
}

/* -- Other panels -- */

static void
draw_failures (const View *self)
{
  const LimCanon *canon = self->session->canon;
  guint from = self->session->failures_page * LIM_CURATE_PAGE, n = canon->failure_modes->len;

  lim_canvas_text (self->panel, LIM_INK_BOLD, "What fails");
  if (n > LIM_CURATE_PAGE)
    lim_canvas_printf (self->panel, LIM_INK_DIM, "  page %u of %u, → for the next", self->session->failures_page + 1,
                       (n + LIM_CURATE_PAGE - 1) / LIM_CURATE_PAGE);
  lim_canvas_end_row (self->panel);
  for (guint i = from; i < MIN (n, from + LIM_CURATE_PAGE); i++)
    {
      const LimFailureMode *failure = canon->failure_modes->pdata[i];

      lim_canvas_printf (self->panel, LIM_INK_BOLD, "%c ", 'a' + (int) (i - from));
      lim_canvas_text (self->panel, self->entry->failures[i] ? LIM_INK_BAD : LIM_INK_PLAIN,
                       self->entry->failures[i] ? "[✕] " : "[ ] ");
      lim_canvas_text (self->panel, self->entry->failures[i] ? LIM_INK_BAD : LIM_INK_PLAIN, failure->name);
      lim_canvas_text (self->panel, LIM_INK_DIM, "  ");
      lim_canvas_text (self->panel, LIM_INK_DIM, failure->help);
      lim_canvas_end_row (self->panel);
    }
}

/* The text being written with the cursor in reverse, and of a long one the part around it. */
static void
draw_editor (const View *self)
{
  g_autofree char *before = lim_line_before (&self->session->line), *after = lim_line_after (&self->session->line);
  guint width = self->panel->width, rows = MAX (2, lim_canvas_rows_left (self->panel) - 3);
  const char *from = before;
  const char *rest = *after != '\0' ? g_utf8_next_char (after) : after;
  g_autofree char *under = *after != '\0' ? g_strndup (after, (gsize) (rest - after)) : g_strdup (" ");

  lim_canvas_wrap (self->panel, LIM_INK_BOLD, texts[self->session->text].asks, 0, 2);
  while (*from != '\0' && lim_text_display_width (from) > width * (rows - 1))
    from = g_utf8_next_char (from);
  /* Wrapped by letters, not words, so that the cursor never jumps while a word grows. */
  for (const char *at = from; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autofree char *letter = g_strndup (at, (gsize) (g_utf8_next_char (at) - at));

      if (self->panel->used + lim_text_display_width (letter) > width)
        lim_canvas_end_row (self->panel);
      lim_canvas_text (self->panel, LIM_INK_PLAIN, letter);
    }
  if (self->panel->used + lim_text_display_width (under) > width)
    lim_canvas_end_row (self->panel);
  lim_canvas_text (self->panel, LIM_INK_REVERSE, under);
  for (const char *at = rest; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autofree char *letter = g_strndup (at, (gsize) (g_utf8_next_char (at) - at));

      if (self->panel->used + lim_text_display_width (letter) > width)
        lim_canvas_end_row (self->panel);
      lim_canvas_text (self->panel, LIM_INK_PLAIN, letter);
    }
  lim_canvas_end_row (self->panel);
}

static void
draw_text (const View *self)
{
  draw_title (self);
  if (self->panel->height > 24)
    draw_dimensions (self);
  draw_status (self);
  draw_failures_line (self);
  lim_canvas_end_row (self->panel);
  draw_editor (self);
}

static void
draw_fact (const View *self, const char *name, const LimJson *value)
{
  gsize length;
  const char *number = lim_json_number_text (value, &length);
  g_autofree char *text = number != NULL ? g_strndup (number, length) : g_strdup (lim_json_string (value));

  if (text == NULL || *text == '\0')
    return;
  lim_canvas_printf (self->panel, LIM_INK_DIM, "%-9s", name);
  lim_canvas_wrap (self->panel, LIM_INK_PLAIN, text, 9, 0);
}

static void
draw_prompt (const View *self)
{
  static const struct
  {
    const char *key, *name;
  } facts[] = { { "prompt", "prompt" },     { "seed", "seed" },       { "checkpoint", "model" },
                { "sampler", "sampler" },   { "steps", "steps" },     { "cfg", "cfg" },
                { "provider", "provider" }, { "quality", "quality" }, { "negative_prompt", "negative" } };
  const LimRecord *record = self->facts->record;

  draw_title (self);
  for (guint i = 0; record != NULL && i < G_N_ELEMENTS (facts); i++)
    draw_fact (self, facts[i].name, lim_json_path (record->root, "provenance", facts[i].key, NULL));
}

static void
draw_help (const View *self)
{
  static const char *const keys[][2] = {
    { "1…9, 0", "score 0.1…0.9, 1.0 and go on" },
    { ".", "0.05 more: 8. is 0.85" },
    { "+ -", "0.05 more, less" },
    { "↑ ↓ j k", "choose a dimension" },
    { "Bksp x", "take the score back" },
    { "a r b", "approve, reject, borderline; again:" },
    { "", "let the scores decide" },
    { "f", "failure modes by letter" },
    { "e E", "write why; in $EDITOR" },
    { "n o", "notes; reason to override" },
    { "c", "how sure you are" },
    { "Enter", "save and go on" },
    { "s →", "later" },
    { "←", "back" },
    { "u", "take the last judgment back" },
    { "p", "prompt and provenance" },
    { "q", "quit; everything saved stays" },
  };

  lim_canvas_text (self->panel, LIM_INK_BOLD, "Keys act on the image shown");
  lim_canvas_end_row (self->panel);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      lim_canvas_text (self->panel, LIM_INK_BOLD, keys[i][0]);
      lim_canvas_to (self->panel, 9);
      lim_canvas_text (self->panel, LIM_INK_PLAIN, keys[i][1]);
      lim_canvas_end_row (self->panel);
    }
}

static void
draw_nothing_left (const View *self)
{
  g_autofree char *judged = lim_text_count (self->session->n_judged, "image", NULL);

  lim_canvas_end_row (self->panel);
  lim_canvas_text (self->panel, LIM_INK_BOLD, "Nothing is left to judge.");
  lim_canvas_end_row (self->panel);
  lim_canvas_printf (self->panel, LIM_INK_PLAIN, "%s judged in this sitting.", judged);
  lim_canvas_end_row (self->panel);
  lim_canvas_end_row (self->panel);
  lim_canvas_text (self->panel, LIM_INK_DIM, "u takes the last back, q leaves.");
  lim_canvas_end_row (self->panel);
}

static void (*const by_mode[]) (const View *self) = {
  [LIM_CURATE_SCORES] = draw_scores, [LIM_CURATE_FAILURES] = draw_failures, [LIM_CURATE_TEXT] = draw_text,
  [LIM_CURATE_PROMPT] = draw_prompt, [LIM_CURATE_HELP] = draw_help,
};

static const char *const hints[] = {
  [LIM_CURATE_SCORES] = "1-9 0 score · a r b verdict · f fails · e why · Enter save · s later · ? keys",
  [LIM_CURATE_FAILURES] = "letters toggle · Enter goes back",
  [LIM_CURATE_TEXT] = "Enter takes it · Esc leaves it as it was · Ctrl-U empties",
  [LIM_CURATE_PROMPT] = "any key goes back",
  [LIM_CURATE_HELP] = "any key goes back",
};

/* -- Around the panel -- */

static void
draw_header (const View *self, GString *out, const LimCurateLayout *layout)
{
  LimCanvas row = {
    .out = out, .left = 1, .top = 1, .width = layout->columns, .height = 1, .color = self->facts->color
  };
  guint n = self->session->entries->len;
  g_autofree char *left = g_strdup_printf (" limner curate · %s%s", self->facts->project,
                                           self->facts->dry_run ? " · dry run, nothing is written" : "");
  g_autofree char *right = self->entry != NULL ? g_strdup_printf ("%u of %u · %u judged ", self->session->at + 1, n,
                                                                  self->session->n_judged)
                                               : g_strdup_printf ("%u judged ", self->session->n_judged);
  guint width = lim_text_display_width (right);
  g_autofree char *harmless = lim_text_harmless (left);
  g_autofree char *cut = lim_text_cut (harmless, layout->columns > width ? layout->columns - width : 0);
  guint gap = layout->columns - MIN (layout->columns, width + lim_text_display_width (cut));
  g_autofree char *line = g_strdup_printf ("%s%*s%s", cut, (int) gap, "", right);

  lim_canvas_text (&row, LIM_INK_REVERSE, line);
  lim_canvas_finish (&row);
}

static void
draw_footer (const View *self, GString *out, const LimCurateLayout *layout)
{
  LimCanvas rows = { .out = out,
                     .left = 1,
                     .top = layout->rows - FOOTER_ROWS + 1,
                     .width = layout->columns,
                     .height = FOOTER_ROWS,
                     .color = self->facts->color };

  if (self->session->message != NULL)
    lim_canvas_wrap (&rows, self->session->refused ? LIM_INK_BAD : LIM_INK_GOOD, self->session->message, 0,
                     FOOTER_ROWS - 1);
  while (lim_canvas_rows_left (&rows) > 1)
    lim_canvas_end_row (&rows);
  lim_canvas_text (&rows, LIM_INK_DIM, self->entry != NULL ? hints[self->session->mode] : "u undo · q quit");
  lim_canvas_finish (&rows);
}

static void
draw_no_picture (const View *self, GString *out, const LimCurateLayout *layout)
{
  LimCanvas area = { .out = out,
                     .left = layout->picture_left,
                     .top = layout->picture_top,
                     .width = layout->picture_columns,
                     .height = layout->picture_rows,
                     .color = self->facts->color };

  if (self->facts->picture_says == NULL)
    return;
  while (area.row < layout->picture_rows / 2)
    lim_canvas_end_row (&area);
  lim_canvas_to (&area, 2);
  lim_canvas_wrap (&area, LIM_INK_DIM, self->facts->picture_says, 2, 6);
  lim_canvas_finish (&area);
}

static void
draw_too_small (GString *out, const LimCurateLayout *layout)
{
  LimCanvas all = { .out = out, .left = 1, .top = 1, .width = layout->columns, .height = layout->rows };
  g_autofree char *text =
      g_strdup_printf ("This window has %u columns and %u rows; judging needs %u by %u. Make it larger, "
                       "or q to quit.",
                       layout->columns, layout->rows, LIM_CURATE_MIN_COLUMNS, LIM_CURATE_MIN_ROWS);

  lim_canvas_wrap (&all, LIM_INK_PLAIN, text, 0, 0);
  lim_canvas_finish (&all);
}

void
lim_curate_draw (GString *out, const LimCurateSession *session, const LimCurateFacts *facts,
                 const LimCurateLayout *layout)
{
  LimCanvas panel = { .out = out,
                      .left = layout->panel_left,
                      .top = layout->panel_top,
                      .width = layout->panel_width,
                      .height = layout->panel_rows,
                      .color = facts->color };
  View view = { .session = session, .facts = facts, .entry = lim_curate_session_shown (session), .panel = &panel };

  if (layout->columns < LIM_CURATE_MIN_COLUMNS || layout->rows < LIM_CURATE_MIN_ROWS)
    {
      draw_too_small (out, layout);
      return;
    }
  draw_header (&view, out, layout);
  draw_no_picture (&view, out, layout);
  if (view.entry != NULL || session->mode == LIM_CURATE_HELP)
    by_mode[session->mode](&view);
  else
    draw_nothing_left (&view);
  lim_canvas_finish (&panel);
  draw_footer (&view, out, layout);
}
