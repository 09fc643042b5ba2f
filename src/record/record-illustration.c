#include "record-illustration.h"

#include "base-text.h"
#include "record-dress-fields.h"

#include <string.h>

#define ASSETS "assets/"

static void
visual_free (gpointer data)
{
  LimMadeVisual *visual = data;

  g_free (visual->entity);
  g_free (visual->hash);
  g_free (visual);
}

LimIllustration *
lim_illustration_new (const char *id, const char *brief, const char *passage, const char *asset)
{
  LimIllustration *illustration = g_new0 (LimIllustration, 1);

  illustration->id = g_strdup (id);
  illustration->brief = g_strdup (brief);
  illustration->passage = g_strdup (passage);
  illustration->asset = g_strdup (asset);
  illustration->seed = -1;
  illustration->made_visuals = g_ptr_array_new_with_free_func (visual_free);
  return illustration;
}

void
lim_illustration_add_visual (LimIllustration *illustration, const char *entity, const char *hash)
{
  LimMadeVisual *visual = g_new0 (LimMadeVisual, 1);

  visual->entity = g_strdup (entity);
  visual->hash = g_strdup (hash);
  g_ptr_array_add (illustration->made_visuals, visual);
}

GPtrArray *
lim_illustrations_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lim_illustration_free);
}

gboolean
lim_illustration_is_asset (const char *text)
{
  return text != NULL && g_str_has_prefix (text, ASSETS) && lim_text_is_safe_name (text + strlen (ASSETS));
}

/* The members that are texts, in the order of the file. */
static const struct
{
  const char *key;
  gsize offset;
  gboolean required;
} texts[] = {
#define ROW(key, required)                                                                                           \
  {                                                                                                                  \
#key, G_STRUCT_OFFSET(LimIllustration, key), required                                                            \
  }
  ROW (id, TRUE),        ROW (brief, TRUE),     ROW (passage, TRUE),  ROW (asset, TRUE),
  ROW (caption, FALSE),  ROW (category, FALSE), ROW (prompt, FALSE),  ROW (negative_prompt, FALSE),
  ROW (provider, FALSE), ROW (model, FALSE),    ROW (quality, FALSE), ROW (record, FALSE),
  ROW (sha256, FALSE),   ROW (created, FALSE),
#undef ROW
};

static char **
text_at (const LimIllustration *illustration, gsize i)
{
  return (char **) (void *) ((char *) illustration + texts[i].offset);
}

void
lim_illustration_free (LimIllustration *illustration)
{
  if (illustration == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*text_at (illustration, i));
  g_free (illustration->made_prose);
  g_free (illustration->made_direction);
  g_free (illustration->made_brief);
  g_free (illustration->file);
  g_ptr_array_unref (illustration->made_visuals);
  g_free (illustration);
}

/* -- Reading -- */

static void
complain (GPtrArray *findings, const char *file, const LimJson *node, const char *field, const LimJson *value,
          const char *expected)
{
  g_autofree char *found = lim_json_describe (value);

  g_ptr_array_add (findings,
                   lim_finding_new (LIM_FINDING_ERROR, file, lim_json_line (value != NULL ? value : node), field,
                                    found, expected,
                                    "Make the picture again with `limner dress render`, or restore the file "
                                    "from git."));
}

static gboolean
read_texts (const LimJson *object, LimIllustration *to, GPtrArray *findings)
{
  gboolean good = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const LimJson *value = lim_json_get (object, texts[i].key);
      const char *text = lim_json_string (value);

      if (text != NULL && (*text != '\0' || !texts[i].required))
        *text_at (to, i) = g_strdup (text);
      else if (texts[i].required || !lim_json_is_null (value))
        {
          complain (findings, to->file, object, texts[i].key, value, "a text");
          good = FALSE;
        }
    }
  if (good && !lim_illustration_is_asset (to->asset))
    {
      complain (findings, to->file, object, "asset", lim_json_get (object, "asset"), "a file in assets/");
      good = FALSE;
    }
  return good;
}

static void
read_made_from (const LimJson *made, LimIllustration *to)
{
  to->made_prose = g_strdup (lim_json_get_string (made, "prose"));
  to->made_direction = g_strdup (lim_json_get_string (made, "direction"));
  to->made_brief = g_strdup (lim_json_get_string (made, "brief"));
  for (const LimJson *visual = lim_json_first (lim_json_get (made, "visuals")); visual != NULL;
       visual = lim_json_next (visual))
    if (lim_json_key (visual) != NULL)
      lim_illustration_add_visual (to, lim_json_key (visual), lim_json_string (visual));
}

static guint
side (const LimJson *object, const char *key)
{
  gint64 value = lim_json_get_int (object, key, 0);

  return value > 0 && value <= 65536 ? (guint) value : 0;
}

static void
read_one (const LimJson *object, GPtrArray *illustrations, GPtrArray *findings, const char *file)
{
  g_autoptr (LimIllustration) illustration = lim_illustration_new (NULL, NULL, NULL, NULL);

  illustration->file = g_strdup (file);
  illustration->line = lim_json_line (object);
  if (!read_texts (object, illustration, findings))
    return;
  illustration->seed = lim_json_get_int (object, "seed", -1);
  illustration->width = side (object, "width");
  illustration->height = side (object, "height");
  illustration->sample = lim_json_get_bool (object, "sample", FALSE);
  read_made_from (lim_json_get (object, "made_from"), illustration);
  g_ptr_array_add (illustrations, g_steal_pointer (&illustration));
}

void
lim_illustrations_read (const LimJsonDoc *doc, GPtrArray *illustrations, GPtrArray *findings)
{
  lim_dress_each (doc, read_one, illustrations, findings);
}

/* -- Writing -- */

GBytes *
lim_illustration_to_json (const LimIllustration *illustration)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *made = lim_json_new_object (doc), *visuals = lim_json_new_object (doc);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*text_at (illustration, i) != NULL)
      lim_json_set_string (root, texts[i].key, *text_at (illustration, i));
  if (illustration->seed >= 0)
    lim_json_set_int (root, "seed", illustration->seed);
  if (illustration->width > 0 && illustration->height > 0)
    {
      lim_json_set_int (root, "width", illustration->width);
      lim_json_set_int (root, "height", illustration->height);
    }
  if (illustration->sample)
    lim_json_set_bool (root, "sample", TRUE);
  lim_json_set_string (made, "prose", illustration->made_prose);
  lim_json_set_string (made, "direction", illustration->made_direction);
  lim_json_set_string (made, "brief", illustration->made_brief);
  for (guint i = 0; i < illustration->made_visuals->len; i++)
    {
      const LimMadeVisual *visual = illustration->made_visuals->pdata[i];

      lim_json_set_string (visuals, visual->entity, visual->hash);
    }
  lim_json_set (made, "visuals", visuals);
  lim_json_set (root, "made_from", made);
  lim_json_doc_set_root (doc, root);
  return lim_json_doc_to_bytes (doc);
}
