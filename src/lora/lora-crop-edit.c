#include "lora-crop-edit.h"

#include "base-text.h"
#include "base-yaml.h"
#include "record-plan-edit.h"

#include <string.h>

#define MOST_CHANGES 1000u

/* What of a crop may be changed: the members of record-plan.h. */
static const char *const members[] = { "id",      "left",  "top",     "width",      "height",     "framing",
                                       "view",    "pose",  "action",  "expression", "background", "tags",
                                       "caption", "shows", "exclude", NULL };

static gboolean
check_members (const LimJson *object, gboolean with_id, GError **error)
{
  if (!lim_json_is (object, LIM_JSON_OBJECT))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "`members` must be an object with the members of a crop");
  for (const LimJson *at = lim_json_first (object); at != NULL; at = lim_json_next (at))
    {
      const char *key = lim_json_key (at);

      if (!g_strv_contains (members, key) || (!with_id && strcmp (key, "id") == 0))
        {
          g_autofree char *hint = lim_text_did_you_mean (key, members);

          return lim_fail (error, LIM_ERROR_BAD_INPUT, "a crop has no member “%s” that could be set.%s", key, hint);
        }
      if (lim_json_is (at, LIM_JSON_OBJECT))
        return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must be a text, a number or a list", key);
    }
  return TRUE;
}

/* Replaces *@text. FALSE where @next is NULL. */
static gboolean
take (char **text, char *next)
{
  if (next == NULL)
    return FALSE;
  g_free (*text);
  *text = next;
  return TRUE;
}

/* -- The changes -- */

/* The last first: each that is new is put right behind the id. */
static gboolean
set_members (const LimLoraSet *set, const LimJson *change, char **text, GError **error)
{
  const char *id = lim_json_get_string (change, "set");
  const LimJson *object = lim_json_get (change, "members");
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  if (!check_members (object, FALSE, error))
    return FALSE;
  for (const LimJson *at = lim_json_first (object); at != NULL; at = lim_json_next (at))
    g_ptr_array_add (list, (gpointer) at);
  for (guint i = list->len; i > 0; i--)
    {
      const LimJson *at = list->pdata[i - 1];

      if (!take (text, lim_plan_edit_member (*text, set->plan_path, id, lim_json_key (at),
                                             lim_json_is_null (at) ? NULL : at, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_crop (const LimLoraSet *set, const LimJson *change, char **text, GError **error)
{
  const LimJson *object = lim_json_get (change, "members");
  g_autoptr (GString) crop = g_string_new ("{");
  g_autoptr (GPtrArray) crops = g_ptr_array_new ();
  const LimPlanNewSource source = { .file = lim_json_get_string (change, "add"), .crops = crops };

  if (!check_members (object, TRUE, error))
    return FALSE;
  for (const LimJson *at = lim_json_first (object); at != NULL; at = lim_json_next (at))
    {
      if (lim_json_is_null (at))
        continue;
      g_string_append_printf (crop, "%s%s: ", crop->len > 1 ? ", " : " ", lim_json_key (at));
      lim_plan_append_value (crop, at);
    }
  g_string_append (crop, " }");
  g_ptr_array_add (crops, crop->str);
  return take (text, lim_plan_edit_add_crops (*text, set->plan_path, &source, error));
}

/* `flips`, as the text lists them by now, with @from called @to; NULL: without it. */
static gboolean
change_flips (const LimLoraSet *set, const char *from, const char *to, char **text, GError **error)
{
  g_autoptr (LimJsonDoc) now = lim_yaml_parse (set->plan_path, *text, -1, error), doc = lim_json_doc_new (NULL);
  LimJson *list = lim_json_new_array (doc);
  gboolean listed = FALSE;

  if (now == NULL)
    return FALSE;
  for (const LimJson *at = lim_json_first (lim_json_get (lim_json_root (now), "flips")); at != NULL;
       at = lim_json_next (at))
    {
      gboolean is_it = g_strcmp0 (lim_json_string (at), from) == 0;

      listed = listed || is_it;
      if (!is_it || to != NULL)
        lim_json_append (list, is_it ? lim_json_new_string (doc, to) : lim_json_copy (doc, at));
    }
  if (!listed)
    return TRUE;
  return take (text,
               lim_plan_edit_setting (*text, set->plan_path, NULL, "flips",
                                      lim_json_length (list) > 0 ? list : lim_json_new_string (doc, "none"), error));
}

static gboolean
delete_crop (const LimLoraSet *set, const LimJson *change, char **text, GError **error)
{
  const char *id = lim_json_get_string (change, "delete");

  return take (text, lim_plan_edit_delete_crop (*text, set->plan_path, id, error))
         && change_flips (set, id, NULL, text, error);
}

static gboolean
rename_crop (const LimLoraSet *set, const LimJson *change, char **text, GError **error)
{
  const char *from = lim_json_get_string (change, "rename"), *to;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return lim_json_require_string (change, "to", &to, error)
         && take (text,
                  lim_plan_edit_member (*text, set->plan_path, from, "id", lim_json_new_string (doc, to), error))
         && change_flips (set, from, to, text, error);
}

static gboolean
add_source (const LimLoraSet *set, const LimJson *change, char **text, GError **error)
{
  g_autoptr (GPtrArray) crops = g_ptr_array_new ();
  LimPlanNewSource source = { .file = lim_json_get_string (change, "add_source"), .crops = crops };
  const char *kind;

  if (!lim_json_require_string (change, "kind", &kind, error))
    return FALSE;
  if (!lim_sheet_kind_parse (kind, &source.kind))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "“%s” is no kind of sheet: clean, annotated or scene", kind);
  return take (text, lim_plan_edit_add_source (*text, set->plan_path, &source, error));
}

static const struct
{
  const char *key, *words;
  gboolean (*make) (const LimLoraSet *set, const LimJson *change, char **text, GError **error);
} kinds[] = {
  { "set", "change", set_members },    { "add", "add a crop to", add_crop }, { "delete", "delete", delete_crop },
  { "rename", "rename", rename_crop }, { "add_source", "add", add_source },
};

static gboolean
make_change (const LimLoraSet *set, const LimJson *change, char **text, GString *what, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *of = lim_json_get_string (change, kinds[i].key);

      if (of == NULL)
        continue;
      g_string_append_printf (what, "%s%s %s", what->len > 0 ? ", " : "", kinds[i].words, of);
      return kinds[i].make (set, change, text, error);
    }
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "a change must have one of set, add, delete, rename and add_source");
}

char *
lim_lora_crops_edited (const LimLoraSet *set, const LimJson *changes, char **what, GError **error)
{
  g_autofree char *text = g_strdup (set->plan_text);
  g_autoptr (GString) words = g_string_new (NULL);

  if (!lim_json_is (changes, LIM_JSON_ARRAY) || lim_json_length (changes) > MOST_CHANGES)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "changes must be a list of at most %u", MOST_CHANGES);
  for (const LimJson *at = lim_json_first (changes); at != NULL; at = lim_json_next (at))
    if (!make_change (set, at, &text, words, error))
      return NULL;
  g_autoptr (LimLoraSet) after = lim_lora_set_with (set, text, error);
  if (after == NULL)
    return NULL;
  *what = lim_text_cut (words->str, 80);
  return g_steal_pointer (&text);
}

LimJson *
lim_lora_crops_renamed (const LimJson *changes, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (const LimJson *at = lim_json_first (changes); at != NULL; at = lim_json_next (at))
    {
      const char *const pair[] = { lim_json_get_string (at, "rename"), lim_json_get_string (at, "to"), NULL };

      if (pair[0] != NULL && pair[1] != NULL)
        lim_json_append (list, lim_json_new_strv (doc, pair));
    }
  return list;
}
