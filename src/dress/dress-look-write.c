/* dress-look-write.c: a look onto the disk, and what that would change. */

#include "dress-look.h"

#include "base-text.h"
#include "base-yaml.h"
#include "dress-file-name.h"

#include <string.h>

#define SHOWN 160u /* columns of a value in a preview */

static void
change_free (gpointer data)
{
  LimLookChange *change = data;

  g_free (change->file);
  g_free (change->text);
  g_ptr_array_unref (change->lines);
  g_clear_pointer (&change->old, g_bytes_unref);
  g_free (change);
}

static char *
show (const LimJson *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *harmless = NULL;

  if (node == NULL)
    return g_strdup ("nothing");
  if (lim_json_string (node) != NULL)
    g_string_append_printf (text, "“%s”", lim_json_string (node));
  else if (lim_json_is (node, LIM_JSON_ARRAY))
    for (const LimJson *item = lim_json_first (node); item != NULL; item = lim_json_next (item))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              lim_json_string (item) != NULL ? lim_json_string (item) : "…");
  else
    lim_json_append_compact (text, node);
  harmless = lim_text_harmless (text->str);
  return lim_text_cut (harmless, SHOWN);
}

/* What differs between two versions of a file, a line for each member. */
static void
compare (const LimJson *old, const LimJson *new, GPtrArray *lines)
{
  for (const LimJson *member = lim_json_first (new); member != NULL; member = lim_json_next (member))
    {
      const LimJson *before = lim_json_get (old, lim_json_key (member));
      g_autofree char *was = NULL, *is = NULL;

      if (before != NULL && lim_json_equal (before, member))
        continue;
      was = show (before);
      is = show (member);
      g_ptr_array_add (lines, g_strdup_printf ("%s: %s → %s", lim_json_key (member), was, is));
    }
  for (const LimJson *member = lim_json_first (old); member != NULL; member = lim_json_next (member))
    if (lim_json_get (new, lim_json_key (member)) == NULL)
      {
        g_autofree char *was = show (member), *key = lim_text_harmless (lim_json_key (member));

        g_ptr_array_add (lines, g_strdup_printf ("%s: %s → nothing", key, was));
      }
}

/* The document that is there; NULL when there is none or it cannot be read. */
static LimJsonDoc *
parse_old (const char *file, GBytes *bytes)
{
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return text != NULL ? lim_yaml_parse (file, text, (gssize) length, NULL) : NULL;
}

static LimLookChange *
look_at (GPtrArray *changes, LimMade *made, const char *file, LimLookPower power, GError **error)
{
  LimLookChange *change = g_new0 (LimLookChange, 1);
  LimMadeState state;

  change->file = g_strdup (file);
  change->lines = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (changes, change);
  if (!lim_made_look (made, file, NULL, &state, &change->old, error))
    return NULL;
  gboolean person = state == LIM_MADE_EDITED || (state == LIM_MADE_BY_HAND && power == LIM_LOOK_BY_MODEL);
  change->kind = state == LIM_MADE_MISSING ? LIM_CHANGE_NEW : person ? LIM_CHANGE_EDITED : LIM_CHANGE_CHANGED;
  change->write = !person || power == LIM_LOOK_REPLACES;
  return change;
}

/* Fills in the text to be, and what it changes. */
static void
settle (LimLookChange *change, const LimJsonDoc *old, char *text)
{
  g_autoptr (LimJsonDoc) new = lim_yaml_parse (change->file, text, -1, NULL);

  change->text = text;
  if (change->kind == LIM_CHANGE_NEW)
    return;
  if (old != NULL && new != NULL)
    compare (lim_json_root (old), lim_json_root (new), change->lines);
  else
    g_ptr_array_add (change->lines, g_strdup ("the file that is there cannot be read"));
  if (change->lines->len == 0)
    {
      change->kind = LIM_CHANGE_SAME;
      change->write = FALSE;
    }
}

/* What later steps or people added to a visual is no matter of its look, and stays. */
static char *
write_visual (const LimEntityVisual *visual, const LimJson *old)
{
  LimEntityVisual own = *visual;

  if (own.seed < 0)
    own.seed = lim_json_get_int (old, "seed", -1);
  if (own.anchor == NULL)
    own.anchor = (char *) lim_json_get_string (old, "anchor");
  return lim_entity_visual_to_yaml (&own);
}

static gboolean
add_visual (GPtrArray *changes, const LimEntityVisual *visual, const LimDressBook *book, LimMade *made,
            LimLookPower power, GError **error)
{
  const LimEntityVisual *present = lim_dress_book_visual (book, visual->entity);
  g_autofree char *name = lim_dress_file_name (visual->entity, ".yaml");
  g_autofree char *file = g_strconcat (LIM_DRESS_VISUALS "/", name, NULL);
  LimLookChange *change = look_at (changes, made, file, power, error);
  g_autoptr (LimJsonDoc) old = NULL;

  if (change == NULL)
    return FALSE;
  if (present != NULL && g_strcmp0 (present->file, file) != 0)
    {
      change->kind = LIM_CHANGE_EDITED;
      change->write = FALSE;
      g_ptr_array_add (change->lines, g_strdup_printf ("%s has its visual in %s already: change it there",
                                                       visual->entity, present->file));
      return TRUE;
    }
  old = parse_old (change->file, change->old);
  settle (change, old, write_visual (visual, old != NULL ? lim_json_root (old) : NULL));
  return TRUE;
}

GPtrArray *
lim_look_changes (const LimLook *look, const LimDressBook *book, LimMade *made, LimLookPower power, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (change_free);
  LimLookChange *change = look->direction != NULL ? look_at (changes, made, LIM_DRESS_DIRECTION, power, error) : NULL;

  if (look->direction != NULL)
    {
      g_autoptr (LimJsonDoc) old = change != NULL ? parse_old (change->file, change->old) : NULL;

      if (change == NULL)
        return NULL;
      settle (change, old, lim_art_direction_to_yaml (look->direction));
    }
  for (guint i = 0; i < look->visuals->len; i++)
    if (!add_visual (changes, look->visuals->pdata[i], book, made, power, error))
      return NULL;
  return g_steal_pointer (&changes);
}

gboolean
lim_look_write (const GPtrArray *changes, LimMade *made, const char *by, GError **error)
{
  /* The direction stands first, and is written last: with it the look is whole. */
  for (guint i = changes->len; i > 0; i--)
    {
      const LimLookChange *change = changes->pdata[i - 1];

      if (change->write && !lim_made_write (made, change->file, change->text, NULL, by, change->old, error))
        return FALSE;
    }
  return TRUE;
}
