/* dress-direct-serialize.c: the art brief into fields: one question for the direction, and one for every few entities. */

#include "dress-direct-private.h"

#include "base-pool.h"
#include "base-text.h"
#include "dress-words.h"

#include <string.h>

#define BATCH 6u /* entities in a question: an answer must fit what a small model may say */

static const char direction_schema[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"style\",\"medium\",\"palette\","
    "\"composition_notes\",\"negative_defaults\",\"aspect_ratio\"],\"properties\":{"
    "\"style\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":400,\"description\":\"art style, as “ink wash with "
    "watercolor accents”\"},"
    "\"medium\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":400,\"description\":\"what it looks like it was "
    "made "
    "with\"},"
    "\"palette\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":10,\"items\":{\"type\":\"string\",\"minLength\":1,"
    "\"maxLength\":80},\"description\":\"dominant colours, each named\"},"
    "\"composition_notes\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":800,\"description\":\"framing "
    "preferences\"},"
    "\"negative_defaults\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":400,\"description\":\"what to avoid in "
    "every "
    "picture, comma-separated\"},"
    "\"aspect_ratio\":{\"type\":\"string\",\"pattern\":\"^[0-9]{1,4}:[0-9]{1,4}$\",\"description\":\"as 16:9, "
    "between 1:4 "
    "and 4:1\"}}}";

static const char visual_properties[] =
    "\"description\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":1200,\"description\":\"how it looks, "
    "whole\"},"
    "\"distinguishing_features\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":8,\"items\":{\"type\":\"string\","
    "\"minLength\":1,\"maxLength\":160},\"description\":\"what it is known by in every picture\"},"
    "\"color_associations\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":6,\"items\":{\"type\":\"string\","
    "\"minLength\":1,\"maxLength\":80}},"
    "\"reference_prompt_fragment\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":600,\"description\":\"a "
    "comma-separated phrase for image prompts, without the name: an image model does not know it\"}";

static const char serialize_words[] =
    "You turn an art brief into fields that image prompts are made of. Each field is concrete: it would be wrong for "
    "another story. No field says “good”, “beautiful”, “appropriate” or the like in place of what is to be seen. "
    "Take over what "
    "the brief decided; what it leaves open, decide in its spirit. Nothing that the story reveals later may be seen "
    "in a "
    "visual: describe everybody and everything as at the beginning.";

static void
add_texts (GPtrArray *problems, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    {
      g_ptr_array_add (problems, from->pdata[i]);
      from->pdata[i] = NULL;
    }
}

/* -- The direction -- */

static void
clean_direction (LimArtDirection *direction)
{
  char **texts[] = { &direction->style, &direction->medium, &direction->composition_notes,
                     &direction->negative_defaults, &direction->aspect_ratio };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char *clean = lim_dress_clean_line (*texts[i]);

      g_free (*texts[i]);
      *texts[i] = clean;
    }
}

static void
clean_list (char **list)
{
  for (char **text = list; *text != NULL; text++)
    {
      char *clean = lim_dress_clean_line (*text);

      g_free (*text);
      *text = clean != NULL ? clean : g_strdup ("");
    }
}

static LimArtDirection *
take_direction (const LimJson *answer)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  LimArtDirection *direction = lim_art_direction_read_object (answer, "your answer", findings);

  if (direction != NULL)
    {
      clean_direction (direction);
      clean_list (direction->palette);
    }
  return direction;
}

static void
check_direction (const LimJson *answer, GPtrArray *problems, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimArtDirection) direction = take_direction (answer);
  g_autoptr (GPtrArray) vague = g_ptr_array_new ();

  if (direction != NULL)
    lim_art_direction_vague (direction, vague);
  add_texts (problems, vague);
}

static char *
write_system (void)
{
  return g_strconcat (serialize_words, "\n\n", lim_dress_about_material, NULL);
}

static char *
write_brief (const LimDirecting *directing, const char *summary)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GString) vision = g_string_new (NULL), art = g_string_new (NULL);

  lim_dress_say_vision (vision, directing->book->story);
  lim_dress_add_material (out, "vision", vision->str);
  lim_dress_add_material (out, "art brief", summary);
  if (directing->options->missing && directing->book->direction != NULL)
    {
      lim_dress_say_direction (art, directing->book->direction);
      lim_dress_add_material (out, "art direction, settled", art->str);
    }
  return g_string_free (out, FALSE);
}

static gboolean
fail_vague (const LimChatAnswer *answer, const char *what, GError **error)
{
  if (answer->failure != LIM_FAILURE_ANSWER || answer->problems == NULL)
    return FALSE;
  g_autofree char *problems = g_strjoinv ("\n  ", answer->problems);
  g_clear_error (error);
  return !lim_fail (
      error, LIM_ERROR_PROVIDER,
      "%s could not be settled in %u tries, and nothing was written. The last answer had:\n  %s\nSay more "
      "about it with `limner dress direct`, edit %s, or write it by hand with --from",
      what, answer->attempts, problems, LIM_DIRECT_SUMMARY);
}

static LimArtDirection *
ask_direction (LimDirecting *directing, const char *summary, GError **error)
{
  g_autoptr (LimSchema) schema = lim_schema_parse ("art_direction", direction_schema, error);
  g_autofree char *system = write_system (), *brief = write_brief (directing, summary);
  g_autofree char *user = g_strconcat (brief, "\nGive the art direction of the whole story.", NULL);
  g_auto (LimChatAnswer) answer = { 0 };
  const LimDressQuestion question = {
    .key = "direct:art",
    .schema_name = "art_direction",
    .schema = schema,
    .system = system,
    .user = user,
    .temperature = -1,
    .tries = LIM_DIRECT_RETRIES + 1,
    .check = check_direction,
  };

  if (schema == NULL || !lim_dress_chat_ask (directing->chat, &question, &answer, error))
    {
      fail_vague (&answer, "the art direction", error);
      return NULL;
    }
  return take_direction (lim_json_root (answer.json));
}

/* -- The visuals -- */

typedef struct
{
  GPtrArray *entities; /* (element-type LimStoryEntity) of this question */
  GPtrArray *visuals;  /* its answer */
} Batch;

typedef struct
{
  LimDirecting *directing;
  const char *summary;
  Batch *batches;
} Batches;

static GPtrArray *
take_visuals (const LimJson *answer)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  GPtrArray *visuals = lim_visuals_new ();

  for (const LimJson *item = lim_json_first (lim_json_get (answer, "visuals")); item != NULL;
       item = lim_json_next (item))
    lim_entity_visual_read_object (item, visuals, findings, "your answer");
  for (guint i = 0; i < visuals->len; i++)
    {
      LimEntityVisual *visual = visuals->pdata[i];
      char *description = lim_dress_clean_line (visual->description);
      char *fragment = lim_dress_clean_line (visual->reference_prompt_fragment);

      g_free (visual->description);
      visual->description = description;
      g_free (visual->reference_prompt_fragment);
      visual->reference_prompt_fragment = fragment;
      clean_list (visual->distinguishing_features);
      clean_list (visual->color_associations);
    }
  return visuals;
}

static void
check_visuals (const LimJson *answer, GPtrArray *problems, gpointer data)
{
  const Batch *batch = data;
  g_autoptr (GPtrArray) visuals = take_visuals (answer), own = g_ptr_array_new ();

  lim_look_check_visuals (visuals, batch->entities, own);
  add_texts (problems, own);
}

/* The ids as the values that `entity` may have. */
static LimSchema *
write_visual_schema (const Batch *batch, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
      text,
      "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"visuals\"],"
      "\"properties\":{\"visuals\":{\"type\":\"array\",\"minItems\":%u,\"maxItems\":%u,\"items\":{"
      "\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"entity\",\"description\","
      "\"distinguishing_features\",\"color_associations\",\"reference_prompt_fragment\"],"
      "\"properties\":{\"entity\":{\"type\":\"string\",\"enum\":[",
      batch->entities->len, batch->entities->len);
  for (guint i = 0; i < batch->entities->len; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      lim_json_append_quoted (text, ((const LimStoryEntity *) batch->entities->pdata[i])->id, -1);
    }
  g_string_append_printf (text, "]},%s}}}}}", visual_properties);
  return lim_schema_parse ("visuals", text->str, error);
}

static char *
write_visual_question (const Batches *batches, const Batch *batch)
{
  g_autofree char *brief = write_brief (batches->directing, batches->summary);
  g_autoptr (GString) entities = g_string_new (NULL);
  GString *out = g_string_new (brief);

  for (guint i = 0; i < batch->entities->len; i++)
    lim_dress_say_entity (entities, batch->entities->pdata[i], FALSE);
  lim_dress_add_material (out, "entities", entities->str);
  g_string_append_printf (out, "\nGive exactly one visual for each of these %u entities, `entity` being its id.",
                          batch->entities->len);
  return g_string_free (out, FALSE);
}

static gboolean
ask_batch (gsize index, gpointer data, GError **error)
{
  const Batches *batches = data;
  Batch *batch = &batches->batches[index];
  g_autoptr (LimSchema) schema = write_visual_schema (batch, error);
  g_autofree char *key = g_strdup_printf ("direct:visuals:%u", (guint) index + 1);
  g_autofree char *system = write_system (), *user = write_visual_question (batches, batch);
  g_auto (LimChatAnswer) answer = { 0 };
  const LimDressQuestion question = {
    .key = key,
    .schema_name = "visuals",
    .schema = schema,
    .system = system,
    .user = user,
    .temperature = -1,
    .tries = LIM_DIRECT_RETRIES + 1,
    .check = check_visuals,
    .check_data = batch,
  };

  if (schema == NULL || !lim_dress_chat_ask (batches->directing->chat, &question, &answer, error))
    {
      fail_vague (&answer, "how some entities look", error);
      return FALSE;
    }
  batch->visuals = take_visuals (lim_json_root (answer.json));
  lim_progress_step (batches->directing->context->progress, batch->entities->len, NULL);
  return TRUE;
}

/* Those whose look is to be made. Transfer container. */
static GPtrArray *
find_wanted (const LimDirecting *directing)
{
  const LimStory *story = directing->book->story;
  GPtrArray *wanted = g_ptr_array_new ();

  for (guint i = 0; i < story->entities->len; i++)
    {
      const LimStoryEntity *entity = story->entities->pdata[i];

      if (!directing->options->missing || lim_dress_book_visual (directing->book, entity->id) == NULL)
        g_ptr_array_add (wanted, (gpointer) entity);
    }
  return wanted;
}

static Batch *
make_batches (const GPtrArray *wanted, guint *n)
{
  Batch *batches;

  *n = (wanted->len + BATCH - 1) / BATCH;
  batches = g_new0 (Batch, *n + 1);
  for (guint i = 0; i < wanted->len; i++)
    {
      if (i % BATCH == 0)
        batches[i / BATCH].entities = g_ptr_array_new ();
      g_ptr_array_add (batches[i / BATCH].entities, wanted->pdata[i]);
    }
  return batches;
}

static gboolean
ask_visuals (LimDirecting *directing, const char *summary, LimLook *look, GError **error)
{
  g_autoptr (GPtrArray) wanted = find_wanted (directing);
  guint n;
  Batches batches = { directing, summary, make_batches (wanted, &n) };
  gboolean good;

  lim_progress_begin (directing->context->progress, wanted->len, "entity", "Settling looks");
  good = lim_pool_run (MAX (directing->chat->model.slots, 1), n, ask_batch, &batches, directing->context->cancellable,
                       error);
  lim_progress_end (directing->context->progress);
  for (guint i = 0; i < n; i++)
    {
      if (good)
        g_ptr_array_extend_and_steal (look->visuals, g_steal_pointer (&batches.batches[i].visuals));
      g_clear_pointer (&batches.batches[i].visuals, g_ptr_array_unref);
      g_ptr_array_unref (batches.batches[i].entities);
    }
  g_free (batches.batches);
  return good;
}

LimLook *
lim_directing_serialize (LimDirecting *directing, const char *summary, GError **error)
{
  g_autoptr (LimLook) look = lim_look_new ();

  lim_directing_note (directing, "Turning the art brief into fields …");
  if (!directing->options->missing || directing->book->direction == NULL)
    {
      look->direction = ask_direction (directing, summary, error);
      if (look->direction == NULL)
        return NULL;
    }
  return ask_visuals (directing, summary, look, error) ? g_steal_pointer (&look) : NULL;
}
