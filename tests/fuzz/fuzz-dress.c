/* What is read of each kind of file that dresses a story comes back out of what is written of it; what models say is looked
 * through without a crash. */

#include "base-finding.h"
#include "base-yaml.h"
#include "canon-diegetic.h"
#include "record-art.h"
#include "record-brief.h"
#include "record-budget.h"
#include "record-codex.h"
#include "record-illustration.h"
#include "record-review.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef char *(*WriteFunc) (const LimJsonDoc *doc);

static char *
write_direction (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LimArtDirection) direction = lim_art_direction_read (doc, findings);

  if (direction == NULL)
    return NULL;
  lim_art_direction_vague (direction, problems);
  return lim_art_direction_to_yaml (direction);
}

static char *
write_visual (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), visuals = lim_visuals_new (),
                        problems = g_ptr_array_new_with_free_func (g_free);

  lim_visuals_read (doc, visuals, findings);
  if (visuals->len == 0)
    return NULL;
  lim_entity_visual_vague (visuals->pdata[0], problems);
  return lim_entity_visual_to_yaml (visuals->pdata[0]);
}

static char *
write_brief (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), briefs = lim_briefs_new ();

  lim_briefs_read (doc, briefs, findings);
  return briefs->len > 0 ? lim_brief_to_yaml (briefs->pdata[0]) : NULL;
}

static char *
write_codex (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), codex = lim_codex_new ();

  lim_codex_read (doc, codex, findings);
  return codex->len > 0 ? lim_codex_to_yaml (codex) : NULL;
}

/* Takes @bytes. */
static char *
text_of (GBytes *bytes)
{
  gsize length;
  char *data = g_bytes_unref_to_data (bytes, &length);
  char *text = g_strndup (data, length);

  g_free (data);
  return text;
}

static char *
write_illustration (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new (), illustrations = lim_illustrations_new ();

  lim_illustrations_read (doc, illustrations, findings);
  return illustrations->len > 0 ? text_of (lim_illustration_to_json (illustrations->pdata[0])) : NULL;
}

static char *
write_review (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimDressReview) review = lim_dress_review_read (doc, findings);

  return review != NULL ? text_of (lim_dress_review_to_json (review)) : NULL;
}

static char *
write_budget (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  g_autoptr (LimBudget) budget = lim_budget_read (doc, findings);

  if (budget == NULL)
    return NULL;
  g_autofree char *words = lim_budget_text (budget);
  g_assert_cmpstr (words, !=, "");
  g_assert_true (lim_budget_spent (budget) >= 0);
  return text_of (lim_budget_to_json (budget));
}

static const WriteFunc writers[] = { write_direction,    write_visual, write_brief, write_codex,
                                     write_illustration, write_review, write_budget };

static void
look_through (const char *text)
{
  g_autofree char *caption G_GNUC_UNUSED = lim_diegetic_slip (text, LIM_DIEGETIC_CAPTION);
  g_autofree char *codex G_GNUC_UNUSED = lim_diegetic_slip (text, LIM_DIEGETIC_CODEX);
  guint across, down, width, height;

  if (lim_aspect_ratio_parse (text, &across, &down))
    lim_aspect_ratio_size (across, down, 1 << 20, &width, &height);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("x.json", (const char *) data, (gssize) size, NULL);

  for (gsize i = 0; doc != NULL && i < G_N_ELEMENTS (writers); i++)
    {
      g_autofree char *first = writers[i](doc), *second = NULL;
      g_autoptr (LimJsonDoc) again = NULL;

      if (first == NULL || strlen (first) > 100000)
        continue;
      again = lim_yaml_parse ("x.yaml", first, -1, NULL);
      g_assert_nonnull (again);
      second = writers[i](again);
      g_assert_cmpstr (first, ==, second);
      look_through (first);
    }
  return 0;
}
