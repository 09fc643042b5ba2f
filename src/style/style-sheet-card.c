/* style-sheet-card.c: one picture of a contact sheet. */
#include "style-sheet-page.h"

#include "base-json.h"
#include "canon-bind.h"

#include <math.h>
#include <string.h>

typedef struct
{
  GString *out;
  const LimSheetCard *card;
  const LimCanon *canon;
  const LimRecord *record;
  LimJudgment *judgment; /* NULL: none */
  double mean;           /* NAN: no scores */
} Writer;

/* Two decimals with a point, whatever the locale. */
static const char *
decimal (double value, char *buffer)
{
  return g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.2f", value);
}

static double
mean_of (const LimJudgment *judgment)
{
  guint n = 0;
  double sum = 0;

  for (guint i = 0; judgment != NULL && i < lim_scores_length (judgment->scores); i++)
    {
      double value = lim_scores_at (judgment->scores, i)->value;

      if (isfinite (value))
        {
          sum += value;
          n++;
        }
    }
  return n > 0 ? sum / n : NAN;
}

/* -- For the script -- */

static void
append_data (Writer *self, const char *const *dimensions)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  GString *out = self->out;
  const char *created = lim_json_get_string (self->record->root, "created_at");

  lim_sheet_append_attribute (out, "data-status", lim_status_name (self->record->status));
  lim_sheet_append_attribute (out, "data-lane", self->card->lane);
  lim_sheet_append_attribute (out, "data-faction", self->card->faction);
  lim_sheet_append_attribute (out, "data-date",
                              self->judgment != NULL && self->judgment->reviewed_at != NULL
                                  ? self->judgment->reviewed_at
                                  : created);
  if (self->judgment == NULL)
    return;
  if (!isnan (self->mean))
    lim_sheet_append_attribute (out, "data-mean", g_ascii_formatd (buffer, sizeof buffer, "%.4f", self->mean));
  g_string_append (out, " data-scores=\"");
  for (guint i = 0; dimensions[i] != NULL; i++)
    {
      double value = NAN;

      g_string_append (out, i > 0 ? " " : "");
      if (lim_scores_get (self->judgment->scores, dimensions[i], &value) && isfinite (value))
        g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.4f", value));
    }
  g_string_append (out, "\" data-failures=\"");
  for (guint i = 0; self->judgment->failure_modes[i] != NULL; i++)
    lim_sheet_append_element (out, i > 0 ? "&#10;" : "", self->judgment->failure_modes[i], "");
  g_string_append (out, "\"");
}

/* -- For the eye -- */

static const char *const badges[LIM_N_STATUSES] = {
  [LIM_STATUS_CANDIDATE] = "○ candidate",
  [LIM_STATUS_APPROVED] = "✓ approved",
  [LIM_STATUS_REJECTED] = "✕ rejected",
  [LIM_STATUS_BORDERLINE] = "≈ borderline",
};

static void
append_picture (Writer *self)
{
  const char *prompt = lim_record_prompt (self->record);
  gsize length;
  const guint8 *data;

  if (self->card->thumbnail == NULL)
    {
      lim_sheet_append_element (self->out, "<p class=\"gone\">", self->card->missing, "</p>");
      return;
    }
  data = g_bytes_get_data (self->card->thumbnail, &length);
  g_autofree char *base64 = g_base64_encode (data, length);
  g_string_append_printf (self->out, "<img loading=\"lazy\" decoding=\"async\" src=\"data:image/jpeg;base64,%s\"",
                          base64);
  lim_sheet_append_attribute (self->out, "alt", prompt != NULL ? prompt : self->record->id);
  if (self->card->path != NULL)
    {
      g_autofree char *uri = g_uri_escape_string (self->card->path, "/", FALSE);

      lim_sheet_append_attribute (self->out, "data-full", uri);
    }
  g_string_append (self->out, ">");
}

static void
append_frame (Writer *self)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (self->out, "<div class=\"frame\">");
  append_picture (self);
  g_string_append_printf (self->out, "<span class=\"badge\">%s</span>", badges[self->record->status]);
  if (!isnan (self->mean))
    g_string_append_printf (self->out, "<span class=\"mean\" title=\"mean score\">%s</span>",
                            decimal (self->mean, buffer));
  g_string_append (self->out, "</div>\n");
}

static void
append_where (Writer *self)
{
  g_string_append (self->out, "<p class=\"where\">");
  lim_sheet_append_text (self->out, self->card->lane != NULL ? self->card->lane : "no lane");
  lim_sheet_append_element (self->out, " · ", self->card->faction != NULL ? self->card->faction : "none", "</p>\n");
}

static const char *
tone (const LimThresholds *limits, double value)
{
  if (lim_thresholds_reaches (value, limits->approve_each))
    return "hi";
  return lim_thresholds_reaches (value, limits->reject_any) ? "mid" : "lo";
}

static void
append_scores (Writer *self)
{
  GString *out = self->out;

  if (isnan (self->mean))
    return;
  g_string_append (out, "<dl class=\"scores\">");
  for (guint i = 0; i < lim_scores_length (self->judgment->scores); i++)
    {
      const LimScore *score = lim_scores_at (self->judgment->scores, i);
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *name = g_strdelimit (g_strdup (score->dimension), "_", ' ');

      if (!isfinite (score->value))
        continue;
      lim_sheet_append_element (out, "<div><dt>", name,
                                "</dt><dd><svg viewBox=\"0 0 100 5\" preserveAspectRatio=\"none\" ");
      g_string_append_printf (out, "aria-hidden=\"true\"><rect class=\"%s\" width=\"%u\" height=\"5\"/></svg>",
                              tone (&self->canon->thresholds, score->value),
                              (guint) (CLAMP (score->value, 0, 1) * 100 + 0.5));
      g_string_append_printf (out, "<span>%s</span></dd></div>", decimal (score->value, buffer));
    }
  g_string_append (out, "</dl>\n");
}

static void
append_failures (Writer *self)
{
  if (self->judgment->failure_modes[0] == NULL)
    return;
  g_string_append (self->out, "<ul class=\"tags\" aria-label=\"Failure modes\">");
  for (guint i = 0; self->judgment->failure_modes[i] != NULL; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (self->judgment->failure_modes[i]), "_", ' ');

      lim_sheet_append_element (self->out, "<li>", name, "</li>");
    }
  g_string_append (self->out, "</ul>\n");
}

/* “5 pass, 1 partial, 2 fail: MAT-001, CLO-002”. */
static void
append_rules (Writer *self)
{
  const LimJson *assertions = lim_json_path (self->record->root, "canon", "assertions", NULL);
  guint counts[LIM_N_VERDICTS] = { 0 };
  g_autoptr (GString) failed = g_string_new (NULL);

  if (lim_json_length (assertions) == 0)
    assertions = lim_json_get (self->record->root, "canon_assertions");
  for (const LimJson *at = lim_json_first (assertions); at != NULL; at = lim_json_next (at))
    {
      const char *name = lim_json_get_string (at, "verdict"), *rule = lim_json_get_string (at, "rule_id");
      LimVerdict verdict;

      if (name == NULL || !lim_verdict_parse (name, &verdict))
        continue;
      counts[verdict]++;
      if (verdict == LIM_VERDICT_FAIL && rule != NULL)
        lim_sheet_append_element (failed, failed->len > 0 ? ", " : ": ", rule, "");
    }
  if (counts[LIM_VERDICT_PASS] + counts[LIM_VERDICT_PARTIAL] + counts[LIM_VERDICT_FAIL] == 0)
    return;
  g_string_append_printf (self->out,
                          "<p class=\"rules\">Canon: <b>%u</b> pass, <b>%u</b> partial, <b>%u</b> fail%s%s</p>\n",
                          counts[LIM_VERDICT_PASS], counts[LIM_VERDICT_PARTIAL], counts[LIM_VERDICT_FAIL],
                          failed->str, lim_binding_state_is_stale (self->card->binding) ? " (stale)" : "");
}

static void
append_judgment (Writer *self)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->judgment == NULL)
    {
      g_string_append (self->out, "<p class=\"note\">Waits for a verdict.</p>\n");
      return;
    }
  append_scores (self);
  append_failures (self);
  lim_sheet_append_element (self->out, "<p class=\"why\">", self->judgment->explanation, "</p>\n");
  append_rules (self);
  if (self->judgment->override_reason != NULL)
    lim_sheet_append_element (self->out, "<p class=\"note\">Override: ", self->judgment->override_reason, "</p>\n");
  if (self->judgment->improvement_notes != NULL)
    lim_sheet_append_element (self->out, "<p class=\"note\">To improve: ", self->judgment->improvement_notes,
                              "</p>\n");
  lim_sheet_append_element (self->out, "<p class=\"note\">", self->judgment->reviewer, "");
  if (self->judgment->confidence >= 0)
    g_string_append_printf (self->out, ", confidence %s", decimal (self->judgment->confidence, buffer));
  g_string_append (self->out, "</p>\n");
}

static void
append_fact (GString *out, const char *name, const LimJson *value)
{
  gsize length;
  const char *number = lim_json_number_text (value, &length);
  g_autofree char *text = number != NULL ? g_strndup (number, length) : g_strdup (lim_json_string (value));

  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (out, "<dt>%s</dt>", name);
  lim_sheet_append_element (out, "<dd>", text, "</dd>");
}

static void
append_provenance (Writer *self)
{
  static const struct
  {
    const char *key, *name;
  } facts[] = { { "prompt", "Prompt" },    { "negative_prompt", "Negative" }, { "seed", "Seed" },
                { "checkpoint", "Model" }, { "sampler", "Sampler" },          { "steps", "Steps" },
                { "cfg", "CFG" },          { "provider", "Provider" },        { "quality", "Quality" } };
  const LimJson *provenance = lim_json_get (self->record->root, "provenance");

  g_string_append (self->out, "<details><summary>Prompt and provenance</summary><dl class=\"facts\">");
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    append_fact (self->out, facts[i].name, lim_json_get (provenance, facts[i].key));
  append_fact (self->out, "Width", lim_json_path (self->record->root, "image", "width", NULL));
  append_fact (self->out, "Height", lim_json_path (self->record->root, "image", "height", NULL));
  append_fact (self->out, "Made", lim_json_get (self->record->root, "created_at"));
  if (self->judgment != NULL && self->judgment->reviewed_at != NULL)
    lim_sheet_append_element (self->out, "<dt>Judged</dt><dd>", self->judgment->reviewed_at, "</dd>");
  g_string_append (self->out, "</dl></details>\n");
}

void
lim_sheet_append_card (GString *out, const LimSheetCard *card, const LimCanon *canon, const char *const *dimensions)
{
  g_autoptr (LimJudgment) judgment = lim_record_judgment (card->record);
  Writer self = {
    .out = out, .card = card, .canon = canon, .record = card->record, .judgment = judgment, .mean = mean_of (judgment)
  };

  g_string_append_printf (out, "<article class=\"card %s\"", lim_status_name (card->record->status));
  append_data (&self, dimensions);
  g_string_append (out, ">\n");
  append_frame (&self);
  lim_sheet_append_element (out, "<div class=\"text\"><h2>", card->record->id, "</h2>\n");
  append_where (&self);
  append_judgment (&self);
  append_provenance (&self);
  g_string_append (out, "</div>\n</article>\n");
}
