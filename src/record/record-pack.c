#include "record-pack.h"

#include "base-hash.h"
#include "record.h"

#include <math.h>
#include <string.h>

#define MAX_CANDIDATES 100000

void
lim_candidate_free (LimCandidate *candidate)
{
  g_free (candidate->id);
  g_free (candidate->subject_id);
  g_free (candidate->variation_id);
  lim_recipe_free (candidate->recipe);
  lim_identity_free (candidate->identity);
  lim_lineage_free (candidate->lineage);
  g_free (candidate);
}

void
lim_pack_free (LimPack *pack)
{
  if (pack == NULL)
    return;
  g_free (pack->name);
  g_free (pack->lane);
  g_free (pack->description);
  g_clear_pointer (&pack->candidates, g_ptr_array_unref);
  g_free (pack);
}

/* What is being read, and what every candidate of the pack has in common. */
typedef struct
{
  LimPack *pack;
  const LimJson *root;
  LimRecipe *common;        /* the defaults */
  const char *style_prefix; /* may be NULL */
  guint64 base_seed;
  GHashTable *seen; /* ids, borrowed from the candidates */
} Reader;

static gboolean
fail_type (const LimJson *object, const char *key, const char *expected, GError **error)
{
  const LimJson *member = lim_json_get (object, key);
  g_autofree char *found = lim_json_describe (member);

  return lim_json_fail (member != NULL ? member : object, error, "“%s” must be %s, found %s", key, expected, found);
}

/* A seed for a pack that has none: from its lane's name, below 2^31 as people choose them. */
static guint64
derive_seed (const char *lane)
{
  g_autofree char *hex = lim_sha256_hex (lane, -1);

  hex[8] = '\0';
  return g_ascii_strtoull (hex, NULL, 16) & 0x7fffffff;
}

static gboolean
read_base_seed (Reader *reader, const LimJson *defaults, GError **error)
{
  gint64 seed;

  if (lim_json_is_null (lim_json_get (defaults, "base_seed")))
    {
      reader->pack->derived_seed = TRUE;
      reader->base_seed = derive_seed (reader->pack->lane);
      return TRUE;
    }
  if (!lim_json_require_int (defaults, "base_seed", &seed, error))
    return FALSE;
  if (seed < 0)
    return fail_type (defaults, "base_seed", "a whole number from 0 on", error);
  reader->base_seed = (guint64) seed;
  return TRUE;
}

static gboolean
read_defaults (Reader *reader, GError **error)
{
  const LimJson *defaults = lim_json_get (reader->root, "defaults");
  const LimJson *lora = lim_json_get (defaults, "lora");

  if (!lim_json_is_null (defaults) && !lim_json_is (defaults, LIM_JSON_OBJECT))
    return fail_type (reader->root, "defaults", "an object", error);
  reader->common = lim_recipe_from_defaults (defaults, error);
  if (reader->common == NULL || !read_base_seed (reader, defaults, error))
    return FALSE;
  if (lim_json_is (lora, LIM_JSON_OBJECT))
    {
      const char *name;

      if (!lim_json_require_string (lora, "name", &name, error))
        return FALSE;
      lim_recipe_add_lora (reader->common, name, lim_json_get_double (lora, "weight", 1), NAN);
    }

  const char *negative = lim_json_get_string (reader->root, "negative");
  if (negative == NULL)
    negative = lim_json_get_string (defaults, "negative");
  if (negative != NULL)
    {
      g_free (reader->common->negative_prompt);
      reader->common->negative_prompt = g_strdup (negative);
    }
  return TRUE;
}

static char *
join_prompt (const char *prefix, const char *prompt)
{
  return prefix != NULL && *prefix != '\0' ? g_strconcat (prefix, ", ", prompt, NULL) : g_strdup (prompt);
}

static gboolean
add_candidate (Reader *reader, const LimJson *subject, const char *variation_id, const LimJson *loras,
               gint64 seed_offset, GError **error)
{
  const char *subject_id = lim_json_get_string (subject, "id");
  guint index = reader->pack->candidates->len;
  LimCandidate *candidate = g_new0 (LimCandidate, 1);

  g_ptr_array_add (reader->pack->candidates, candidate);
  candidate->id = g_strconcat (subject_id, "_", variation_id, NULL);
  candidate->subject_id = g_strdup (subject_id);
  candidate->variation_id = g_strdup (variation_id);
  candidate->index = index;
  candidate->recipe = lim_recipe_copy (reader->common);
  candidate->recipe->seed = reader->base_seed + index + (guint64) seed_offset;
  g_free (candidate->recipe->prompt);
  candidate->recipe->prompt = join_prompt (reader->style_prefix, lim_json_get_string (subject, "prompt"));

  if (index >= MAX_CANDIDATES)
    return lim_json_fail (subject, error, "the pack asks for more than %d images", MAX_CANDIDATES);
  if (!lim_record_check_id (candidate->id, error))
    {
      g_prefix_error (error, "%s:%u: ", reader->pack->name, lim_json_line (subject));
      return FALSE;
    }
  if (!g_hash_table_add (reader->seen, candidate->id))
    return lim_json_fail (subject, error, "the id “%s” occurs twice; each image needs its own", candidate->id);
  return lim_recipe_read_workflow (candidate->recipe, subject, error)
         && lim_recipe_read_loras (candidate->recipe, loras, error);
}

static gboolean
add_listed_variations (Reader *reader, const LimJson *subject, const LimJson *variations, GError **error)
{
  for (const LimJson *variation = lim_json_first (variations); variation != NULL;
       variation = lim_json_next (variation))
    {
      const char *id;
      gint64 offset = 0;

      if (!lim_json_require_string (variation, "id", &id, error))
        return FALSE;
      if (!lim_json_is_null (lim_json_get (variation, "seed_offset"))
          && !lim_json_require_int (variation, "seed_offset", &offset, error))
        return FALSE;
      if (!add_candidate (reader, subject, id, lim_json_get (variation, "loras"), offset, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_counted_variations (Reader *reader, const LimJson *subject, gint64 count, GError **error)
{
  for (gint64 i = 1; i <= count; i++)
    {
      g_autofree char *id = g_strdup_printf ("v%" G_GINT64_FORMAT, i);

      if (!add_candidate (reader, subject, id, NULL, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* Variations stand in the subject or, for all subjects alike, in the pack; a list of objects or just their number. */
static gboolean
read_subject (Reader *reader, const LimJson *subject, GError **error)
{
  const char *id, *prompt;
  const LimJson *holder = lim_json_is_null (lim_json_get (subject, "variations")) ? reader->root : subject;
  const LimJson *variations = lim_json_get (holder, "variations");
  gint64 count;

  if (!lim_json_require_string (subject, "id", &id, error)
      || !lim_json_require_string (subject, "prompt", &prompt, error))
    return FALSE;
  if (lim_json_is_null (variations))
    return add_counted_variations (reader, subject, 1, error);
  if (lim_json_is (variations, LIM_JSON_ARRAY))
    return add_listed_variations (reader, subject, variations, error);
  if (lim_json_int (variations, &count) && count >= 1 && count <= 1000)
    return add_counted_variations (reader, subject, count, error);

  g_autofree char *found = lim_json_describe (variations);
  return lim_json_fail (
      variations, error,
      "subject “%s”: variations must be a list or a number from 1 to 1000, found %s. Example: \"variations\": 2", id,
      found);
}

static gboolean
read_pack (Reader *reader, GError **error)
{
  const LimJson *root = reader->root;
  const char *lane = lim_json_get_string (root, "lane");
  LimJson *subjects;

  if (!lim_json_is (root, LIM_JSON_OBJECT))
    {
      g_autofree char *found = lim_json_describe (root);

      return lim_json_fail (root, error, "a prompt pack must be an object, found %s", found);
    }
  if (lane == NULL || *lane == '\0')
    lane = lim_json_get_string (root, "wave");
  if (lane == NULL || *lane == '\0')
    return fail_type (root, "lane", "the pack's name, such as \"wave1\"", error);
  reader->pack->lane = g_strdup (lane);
  reader->pack->description = g_strdup (lim_json_get_string (root, "description"));
  reader->style_prefix = lim_json_get_string (root, "style_prefix");

  if (!lim_json_require (root, "subjects", LIM_JSON_ARRAY, &subjects, error))
    return FALSE;
  if (lim_json_length (subjects) == 0)
    return lim_json_fail (subjects, error, "“subjects” is empty; a pack needs at least one {\"id\", \"prompt\"}");
  if (!read_defaults (reader, error))
    return FALSE;
  for (const LimJson *subject = lim_json_first (subjects); subject != NULL; subject = lim_json_next (subject))
    if (!read_subject (reader, subject, error))
      return FALSE;
  return TRUE;
}

LimPack *
lim_pack_from_doc (const LimJsonDoc *doc, GError **error)
{
  g_autoptr (LimPack) pack = g_new0 (LimPack, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reader reader = { .pack = pack, .root = lim_json_root (doc), .seen = seen };

  pack->name = g_strdup (lim_json_doc_name (doc));
  pack->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_candidate_free);
  gboolean ok = read_pack (&reader, error);
  lim_recipe_free (reader.common);
  return ok ? g_steal_pointer (&pack) : NULL;
}

char *
lim_pack_find_placeholder (const char *prompt)
{
  for (const char *open = strchr (prompt, '['); open != NULL; open = strchr (open + 1, '['))
    {
      const char *close = strchr (open, ']');
      gsize capitals = 0;

      while (g_ascii_isupper (open[1 + capitals]))
        capitals++;
      if (close != NULL && capitals >= 3 && !g_ascii_islower (open[1 + capitals]))
        return g_strndup (open, (gsize) (close + 1 - open));
    }
  return NULL;
}
