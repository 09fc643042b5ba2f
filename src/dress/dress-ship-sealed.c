#include "dress-ship-sealed.h"

#include "base-hash.h"
#include "base-json.h"
#include "base-text.h"
#include "dress-prose.h"

#include <string.h>

typedef struct
{
  const LimShipment *shipment;
  const LimSeal *seal;
  GHashTable *places; /* passage id → its number in the page + 1 */
  gboolean twine;
} Page;

/* -- Small parts -- */

static void
add_string (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "\"%s\":", key);
  lim_json_append_quoted (out, text, -1);
}

/* Each once: sealing twice under one key would open again. */
static char **
unique (char **list)
{
  char **once = g_new0 (char *, 1);

  for (; *list != NULL; list++)
    lim_story_list_add (&once, *list);
  return once;
}

static void
add_tokens (GString *out, const LimSeal *seal, char **codewords)
{
  g_string_append (out, "\"n\":[");
  for (guint i = 0; codewords[i] != NULL; i++)
    {
      g_autofree char *token = lim_seal_token (seal, "codeword", codewords[i]);

      g_string_append_printf (out, "%s\"%s\"", i > 0 ? "," : "", token);
    }
  g_string_append_c (out, ']');
}

/* ,"g":[["token","key"]] where there are some. */
static void
add_grants (GString *out, const LimSeal *seal, char **codewords)
{
  if (*codewords == NULL)
    return;
  g_string_append (out, ",\"g\":[");
  for (guint i = 0; codewords[i] != NULL; i++)
    {
      g_autofree char *token = lim_seal_token (seal, "codeword", codewords[i]);
      g_autofree char *key = lim_seal_key_text (seal, "codeword", codewords[i]);

      g_string_append_printf (out, "%s[\"%s\",\"%s\"]", i > 0 ? "," : "", token, key);
    }
  g_string_append_c (out, ']');
}

/* @plain as it is, or sealed under @codewords where there are some. */
static void
add_gated (GString *out, const LimSeal *seal, char **codewords, const GString *plain)
{
  g_auto (GStrv) once = unique (codewords);
  g_autofree char *sealed = NULL;

  if (*once == NULL)
    {
      g_string_append_len (out, plain->str, (gssize) plain->len);
      return;
    }
  sealed = lim_seal_close (seal, "codeword", (const char *const *) once, plain->str, plain->len);
  g_string_append_c (out, '{');
  add_tokens (out, seal, once);
  g_string_append_printf (out, ",\"x\":\"%s\"}", sealed);
}

static void
add_blocks (GString *out, const Page *page, const char *text)
{
  g_autoptr (GPtrArray) blocks = lim_prose_parse (text, page->twine);

  g_string_append (out, "\"b\":");
  lim_prose_append_json (out, blocks);
}

/* -- Passages -- */

static void
add_choice (GString *out, const Page *page, const LimStoryChoice *choice)
{
  g_autoptr (GString) plain = g_string_new ("{");
  g_autofree char *key = lim_seal_key_text (page->seal, "passage", choice->to);

  add_string (plain, "l", choice->label);
  g_string_append_printf (plain, ",\"to\":%d,\"k\":\"%s\"",
                          GPOINTER_TO_INT (g_hash_table_lookup (page->places, choice->to)) - 1, key);
  add_grants (plain, page->seal, choice->grants);
  g_string_append (plain, choice->is_return ? ",\"r\":1}" : "}");
  add_gated (out, page->seal, choice->requires, plain);
}

static void
add_picture (GString *out, const Page *page, const LimShipPicture *picture)
{
  g_autofree char *name = lim_ship_sealed_picture_name (page->seal, picture);
  g_autofree char *key = lim_seal_key_text (page->seal, "picture", picture->name);

  g_string_append_printf (out, ",\"p\":{\"n\":\"%s\",\"k\":\"%s\",\"m\":\"%s\",\"w\":%u,\"h\":%u", name, key,
                          picture->mime, picture->width, picture->height);
  if (picture->caption != NULL && *picture->caption != '\0')
    {
      g_string_append_c (out, ',');
      add_string (out, "c", picture->caption);
    }
  g_string_append_c (out, '}');
}

/* Titles that are only ids are the author's, not the reader's. */
static void
add_passage (GString *out, const Page *page, const LimStoryPassage *passage)
{
  const char *const ids[] = { passage->id, NULL };
  const LimShipPicture *picture = lim_shipment_picture (page->shipment, passage);
  g_autoptr (GString) plain = g_string_new ("{");
  g_autofree char *sealed = NULL;

  if (strcmp (passage->title, passage->id) != 0)
    {
      add_string (plain, "t", passage->title);
      g_string_append_c (plain, ',');
    }
  add_blocks (plain, page, passage->prose);
  add_grants (plain, page->seal, passage->grants);
  if (picture != NULL)
    add_picture (plain, page, picture);
  g_string_append (plain, ",\"c\":[");
  for (guint i = 0; i < passage->choices->len; i++)
    {
      if (i > 0)
        g_string_append_c (plain, ',');
      add_choice (plain, page, passage->choices->pdata[i]);
    }
  g_string_append (plain, "]}");
  sealed = lim_seal_close (page->seal, "passage", ids, plain->str, plain->len);
  g_string_append_printf (out, "\"%s\"", sealed);
}

typedef struct
{
  char *token;
  const LimStoryPassage *passage;
} Shuffled;

static void
shuffled_free (gpointer data)
{
  g_free (((Shuffled *) data)->token);
  g_free (data);
}

static int
compare_shuffled (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Shuffled *const *) a)->token, (*(const Shuffled *const *) b)->token);
}

/* The passages in an order that tells nothing (element-type Shuffled); page->places is filled. */
static GPtrArray *
shuffle (Page *page)
{
  const GPtrArray *passages = page->shipment->story->passages;
  GPtrArray *list = g_ptr_array_new_with_free_func (shuffled_free);

  for (guint i = 0; i < passages->len; i++)
    {
      Shuffled *one = g_new0 (Shuffled, 1);

      one->passage = passages->pdata[i];
      one->token = lim_seal_token (page->seal, "passage", one->passage->id);
      g_ptr_array_add (list, one);
    }
  g_ptr_array_sort (list, compare_shuffled);
  for (guint i = 0; i < list->len; i++)
    g_hash_table_insert (page->places, ((Shuffled *) list->pdata[i])->passage->id, GINT_TO_POINTER (i + 1));
  return list;
}

/* -- Codex -- */

static char *
entry_json (const Page *page, const LimCodexEntry *entry, guint order)
{
  const LimStoryEntity *entity = lim_story_entity (page->shipment->story, entry->entity);
  g_autoptr (GString) plain = g_string_new ("{");
  GString *out = g_string_new (NULL);

  g_string_append_printf (plain, "\"o\":%u,\"r\":%u,\"y\":\"%s\",", order, entry->rank,
                          lim_entity_type_name (entity->type));
  add_string (plain, "e", entity->name);
  g_string_append_c (plain, ',');
  if (entry->title != NULL && *entry->title != '\0')
    {
      add_string (plain, "t", entry->title);
      g_string_append_c (plain, ',');
    }
  add_blocks (plain, page, entry->content);
  g_string_append_c (plain, '}');
  add_gated (out, page->seal, entry->visible_when, plain);
  return g_string_free (out, FALSE);
}

static void
add_codex (GString *out, const Page *page)
{
  const GPtrArray *codex = page->shipment->codex;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < codex->len; i++)
    g_ptr_array_add (list, entry_json (page, codex->pdata[i], i));
  g_ptr_array_sort (list, lim_text_compare);
  g_string_append (out, ",\n\"codex\":[");
  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (out, "%s\n%s", i > 0 ? "," : "", (const char *) list->pdata[i]);
  g_string_append_c (out, ']');
}

/* -- The page -- */

static guint
count_endings (const LimStory *story)
{
  guint n = 0;

  for (guint i = 0; i < story->passages->len; i++)
    n += ((const LimStoryPassage *) story->passages->pdata[i])->choices->len == 0 ? 1 : 0;
  return n;
}

/* The same work keeps it through all versions, so what readers keep of it is found again. */
static char *
work_id (const LimShipment *shipment)
{
  const char *name = shipment->story->ifid != NULL ? shipment->story->ifid : shipment->title;
  g_autofree char *hex = lim_sha256_hex (name, -1);

  return g_strndup (hex, 16);
}

static void
add_head (GString *out, const Page *page, const LimStoryPassage *start)
{
  g_autofree char *id = work_id (page->shipment), *key = lim_seal_key_text (page->seal, "passage", start->id);

  g_string_append_printf (out, "{\"id\":\"%s\",\"hash\":\"%s\",", id, page->shipment->content_hash);
  add_string (out, "title", page->shipment->title);
  g_string_append_printf (out, ",\"endings\":%u,\"start\":[%d,\"%s\"]", count_endings (page->shipment->story),
                          GPOINTER_TO_INT (g_hash_table_lookup (page->places, start->id)) - 1, key);
}

/* So that no text can end the element it stands in. */
static char *
escape (const GString *json)
{
  GString *out = g_string_sized_new (json->len + 64);

  for (gsize i = 0; i < json->len; i++)
    if (json->str[i] == '<')
      g_string_append (out, "\\u003c");
    else
      g_string_append_c (out, json->str[i]);
  return g_string_free (out, FALSE);
}

char *
lim_ship_sealed_story (const LimShipment *shipment, const LimSeal *seal)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  Page page = { shipment, seal, places, lim_prose_is_twine (shipment->story) };
  g_autoptr (GPtrArray) passages = shuffle (&page);
  g_autoptr (GString) out = g_string_new (NULL);

  add_head (out, &page, lim_story_start (shipment->story));
  g_string_append (out, ",\n\"passages\":[");
  for (guint i = 0; i < passages->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      add_passage (out, &page, ((const Shuffled *) passages->pdata[i])->passage);
    }
  g_string_append_c (out, ']');
  add_codex (out, &page);
  g_string_append_c (out, '}');
  return escape (out);
}

char *
lim_ship_sealed_picture_name (const LimSeal *seal, const LimShipPicture *picture)
{
  return lim_seal_token (seal, "picture", picture->name);
}

char *
lim_ship_sealed_picture (const LimSeal *seal, const LimShipPicture *picture)
{
  const char *const ids[] = { picture->name, NULL };
  gsize length;
  const void *data = g_bytes_get_data (picture->bytes, &length);

  return lim_seal_close (seal, "picture", ids, data, length);
}
