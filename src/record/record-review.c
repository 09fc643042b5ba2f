#include "record-review.h"

#include "base-finding.h"
#include "base-text.h"

#include <string.h>

static const char *const verdicts[] = { "pending", "approved", "rejected", "skipped", NULL };
G_STATIC_ASSERT (G_N_ELEMENTS (verdicts) == LIM_N_VERDICTS + 1);

const char *
lim_dress_verdict_name (LimDressVerdict verdict)
{
  return verdicts[verdict];
}

gboolean
lim_dress_verdict_parse (const char *text, LimDressVerdict *verdict)
{
  for (guint i = 0; text != NULL && i < LIM_N_VERDICTS; i++)
    if (strcmp (verdicts[i], text) == 0)
      {
        *verdict = (LimDressVerdict) i;
        return TRUE;
      }
  return FALSE;
}

/* The members that are texts, in the order of the file. */
static const struct
{
  const char *key;
  gsize offset;
} texts[] = {
#define ROW(key)                                                                                                     \
  {                                                                                                                  \
#key, G_STRUCT_OFFSET(LimDressReview, key)                                                                       \
  }
  ROW (of),    ROW (content),  ROW (by),         ROW (at),     ROW (reason),  ROW (style),
  ROW (maker), ROW (provider), ROW (checkpoint), ROW (record), ROW (picture),
#undef ROW
};

static char **
text_at (const LimDressReview *review, gsize i)
{
  return (char **) (void *) ((char *) review + texts[i].offset);
}

LimDressReview *
lim_dress_review_new (LimDressVerdict verdict, const char *of, const char *content)
{
  LimDressReview *review = g_new0 (LimDressReview, 1);

  review->verdict = verdict;
  review->of = g_strdup (of);
  review->content = g_strdup (content);
  review->priority = LIM_REVIEW_NO_PRIORITY;
  return review;
}

void
lim_dress_review_free (LimDressReview *review)
{
  if (review == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*text_at (review, i));
  g_free (review->file);
  g_free (review);
}

static LimDressReview *
refuse (const LimJsonDoc *doc, const LimJson *node, const char *field, const char *expected, GPtrArray *findings)
{
  g_autofree char *found = lim_json_describe (node);

  g_ptr_array_add (findings,
                   lim_finding_new (LIM_FINDING_ERROR, lim_json_doc_name (doc), lim_json_line (node), field, found,
                                    expected, "Restore the file from git, or remove it and review again."));
  return NULL;
}

LimDressReview *
lim_dress_review_read (const LimJsonDoc *doc, GPtrArray *findings)
{
  const LimJson *root = lim_json_root (doc), *value;
  g_autoptr (LimDressReview) review = lim_dress_review_new (LIM_VERDICT_PENDING, NULL, NULL);
  gint64 priority = LIM_REVIEW_NO_PRIORITY;

  if (!lim_json_is (root, LIM_JSON_OBJECT))
    return refuse (doc, root, NULL, "an object", findings);
  review->file = g_strdup (lim_json_doc_name (doc));
  value = lim_json_get (root, "verdict");
  if (!lim_dress_verdict_parse (lim_json_string (value), &review->verdict))
    {
      g_autofree char *list = lim_text_list (verdicts);

      return refuse (doc, value, "verdict", list, findings);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      value = lim_json_get (root, texts[i].key);
      if (!lim_json_is_null (value) && lim_json_string (value) == NULL)
        return refuse (doc, value, texts[i].key, "a text", findings);
      *text_at (review, i) = g_strdup (lim_json_string (value));
    }
  value = lim_json_get (root, "priority");
  if (!lim_json_is_null (value) && (!lim_json_int (value, &priority) || priority < 0 || priority > 3))
    return refuse (doc, value, "priority", "a number from 0 to 3", findings);
  review->priority = (int) priority;
  return g_steal_pointer (&review);
}

GBytes *
lim_dress_review_to_json (const LimDressReview *review)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "verdict", lim_dress_verdict_name (review->verdict));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*text_at (review, i) != NULL)
      lim_json_set_string (root, texts[i].key, *text_at (review, i));
  if (review->priority != LIM_REVIEW_NO_PRIORITY)
    lim_json_set_int (root, "priority", review->priority);
  lim_json_doc_set_root (doc, root);
  return lim_json_doc_to_bytes (doc);
}
