/* record-story-read.c: the tree of a story's file → the story, with every problem told at once. */

#include "record-story.h"

#include "base-finding.h"
#include "base-text.h"

#include <string.h>

#define MAX_TEXT (1u << 20) /* bytes of a single text */
#define MAX_LIST 10000u     /* entries of a list of texts */

typedef struct
{
  LimStory *story;
  GPtrArray *findings;
} Reading;

static void
complain (Reading *reading, LimFindingSeverity severity, const LimJson *node, const char *field, const char *found,
          const char *expected, const char *fix)
{
  g_ptr_array_add (reading->findings, lim_finding_new (severity, reading->story->file, lim_json_line (node), field,
                                                       found, expected, fix));
}

static void
complain_value (Reading *reading, const LimJson *node, const char *field, const char *expected, const char *fix)
{
  g_autofree char *found = lim_json_describe (node);

  complain (reading, LIM_FINDING_ERROR, node, field, found, expected, fix);
}

/* The same of the member @node of @object, which may be missing. */
static void
complain_member (Reading *reading, const LimJson *object, const LimJson *node, const char *field,
                 const char *expected, const char *fix)
{
  g_autofree char *found = lim_json_describe (node);

  complain (reading, LIM_FINDING_ERROR, node != NULL ? node : object, field, found, expected, fix);
}

/* Says which members of @object nobody knows: a misspelt `requires` would open a door that is meant to be shut. */
static void
check_members (Reading *reading, const LimJson *object, const char *const *known)
{
  for (const LimJson *member = lim_json_first (object); member != NULL; member = lim_json_next (member))
    {
      const char *key = lim_json_key (member);

      if (g_strv_contains (known, key) || g_str_has_prefix (key, "x-"))
        continue;
      g_autofree char *hint = g_strstrip (lim_text_did_you_mean (key, known));
      g_autofree char *list = lim_text_list (known);
      g_autofree char *fix = *hint != '\0'
                                 ? g_strdup (hint)
                                 : g_strdup ("Take it out, or begin its name with x- to have it passed over.");

      complain (reading, LIM_FINDING_ERROR, member, key, "a member nobody reads", list, fix);
    }
}

/* -- Texts -- */

/* A number or a truth value is what its text says: “base: { age: 60 }” needs no quotes. */
static char *
scalar_text (const LimJson *node)
{
  const char *text = lim_json_string (node);
  gsize length;

  if (text != NULL)
    return strlen (text) <= MAX_TEXT ? g_strdup (text) : NULL;
  if (lim_json_is (node, LIM_JSON_TRUE) || lim_json_is (node, LIM_JSON_FALSE))
    return g_strdup (lim_json_is (node, LIM_JSON_TRUE) ? "true" : "false");
  text = lim_json_number_text (node, &length);
  return text != NULL ? g_strndup (text, length) : NULL;
}

static void
read_text (Reading *reading, const LimJson *object, const char *key, char **to)
{
  const LimJson *node = lim_json_get (object, key);
  char *text;

  if (lim_json_is_null (node))
    return;
  text = scalar_text (node);
  if (text == NULL)
    {
      complain_value (reading, node, key, "a text of at most 1 MiB", NULL);
      return;
    }
  g_free (*to);
  *to = text;
}

/* One that is no id is told and FALSE. */
static gboolean
read_id (Reading *reading, const LimJson *object, const char *key, char **id)
{
  const LimJson *node = lim_json_get (object, key);
  g_autofree char *text = scalar_text (node);

  if (lim_story_is_id (text))
    {
      *id = g_steal_pointer (&text);
      return TRUE;
    }
  complain_member (reading, object, node, key, "a text of one line, without blanks around it, of at most 400 bytes",
                   NULL);
  return FALSE;
}

static void
add_list_text (Reading *reading, const LimJson *node, const char *key, gboolean ids, GPtrArray *list)
{
  g_autofree char *text = scalar_text (node);

  if (list->len == MAX_LIST)
    return;
  if (text == NULL || (ids && !lim_story_is_id (text)))
    complain_value (reading, node, key, ids ? "a list of ids" : "a text or a list of texts", NULL);
  else
    g_ptr_array_add (list, g_steal_pointer (&text));
}

/* A text alone is a list of one. */
static void
read_list (Reading *reading, const LimJson *object, const char *key, gboolean ids, char ***to)
{
  const LimJson *node = lim_json_get (object, key);
  GPtrArray *list;

  if (lim_json_is_null (node))
    return;
  list = g_ptr_array_new ();
  if (lim_json_is (node, LIM_JSON_ARRAY))
    for (const LimJson *item = lim_json_first (node); item != NULL; item = lim_json_next (item))
      add_list_text (reading, item, key, ids, list);
  else
    add_list_text (reading, node, key, ids, list);
  if (lim_json_length (node) > MAX_LIST)
    complain (reading, LIM_FINDING_ERROR, node, key, "more than 10,000 entries", NULL, "Shorten the list.");
  g_ptr_array_add (list, NULL);
  g_strfreev (*to);
  *to = (char **) g_ptr_array_free (list, FALSE);
}

static void
read_flag (Reading *reading, const LimJson *object, const char *key, gboolean *to)
{
  const LimJson *node = lim_json_get (object, key);

  if (lim_json_is (node, LIM_JSON_TRUE) || lim_json_is (node, LIM_JSON_FALSE))
    *to = lim_json_is (node, LIM_JSON_TRUE);
  else if (!lim_json_is_null (node))
    complain_value (reading, node, key, "true or false", NULL);
}

static void
read_details (Reading *reading, const LimJson *object, const char *key, GPtrArray *details)
{
  const LimJson *node = lim_json_get (object, key);

  if (lim_json_is_null (node))
    return;
  if (!lim_json_is (node, LIM_JSON_OBJECT))
    {
      complain_value (reading, node, key, "members, each with a text", "Example: base: { coat: oilskin }");
      return;
    }
  for (const LimJson *member = lim_json_first (node); member != NULL; member = lim_json_next (member))
    {
      g_autofree char *text = scalar_text (member);

      if (text != NULL)
        g_ptr_array_add (details, lim_story_detail_new (lim_json_key (member), text));
      else
        {
          g_autofree char *found = lim_json_describe (member);

          /* A null out of YAML has no line: “{ a: b, c }”. */
          complain (reading, LIM_FINDING_ERROR, lim_json_line (member) != 0 ? member : node, lim_json_key (member),
                    found, "a text", "Put a text that holds a comma into quotes.");
        }
    }
}

/* -- The parts -- */

typedef void (*ReadFunc) (Reading *reading, const LimJson *object);

/* Each object of the list @key. */
static void
read_each (Reading *reading, const LimJson *object, const char *key, ReadFunc read)
{
  const LimJson *list = lim_json_get (object, key);

  if (lim_json_is_null (list))
    return;
  if (!lim_json_is (list, LIM_JSON_ARRAY))
    {
      complain_value (reading, list, key, "a list", NULL);
      return;
    }
  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    if (lim_json_is (item, LIM_JSON_OBJECT))
      read (reading, item);
    else
      complain_value (reading, item, key, "a list of objects, each with an id", NULL);
}

/* The id of @object is not that of @earlier, and the story is not full; else it is told. */
static gboolean
may_add (Reading *reading, const LimJson *object, const char *id, guint n, guint most, guint earlier_line,
         gboolean taken)
{
  if (taken)
    {
      g_autofree char *found = g_strdup_printf ("“%s”, which line %u has already", id, earlier_line);

      complain (reading, LIM_FINDING_ERROR, object, "id", found, "an id no other of its kind has",
                "Rename one of the two.");
    }
  else if (n == most)
    {
      g_autofree char *found = g_strdup_printf ("more than %u of this kind", most);

      complain (reading, LIM_FINDING_ERROR, object, NULL, found, NULL, "Divide the story.");
    }
  return !taken && n < most;
}

static void
read_overlays (Reading *reading, const LimJson *object, LimStoryEntity *entity)
{
  static const char *const members[] = { "when", "details", NULL };
  const LimJson *list = lim_json_get (object, "overlays");

  if (lim_json_is_null (list))
    return;
  if (!lim_json_is (list, LIM_JSON_ARRAY))
    complain_value (reading, list, "overlays", "a list",
                    "Example: overlays: [ { when: [x], details: { coat: torn } } ]");
  for (const LimJson *item = lim_json_first (list); item != NULL; item = lim_json_next (item))
    {
      LimStoryOverlay *overlay;

      if (!lim_json_is (item, LIM_JSON_OBJECT))
        {
          complain_value (reading, item, "overlays", "objects with when and details", NULL);
          continue;
        }
      overlay = lim_story_overlay_new ();
      overlay->line = lim_json_line (item);
      g_ptr_array_add (entity->overlays, overlay);
      check_members (reading, item, members);
      read_list (reading, item, "when", TRUE, &overlay->when);
      read_details (reading, item, "details", overlay->details);
    }
}

static void
read_entity (Reading *reading, const LimJson *object)
{
  static const char *const members[] = { "id", "type", "name", "aka", "concept", "base", "overlays", NULL };
  const LimJson *type = lim_json_get (object, "type");
  g_autofree char *id = NULL;
  LimStory *story = reading->story;

  if (!read_id (reading, object, "id", &id))
    return;
  const LimStoryEntity *earlier = lim_story_entity (story, id);
  if (!may_add (reading, object, id, story->entities->len, LIM_STORY_MAX_ENTITIES,
                earlier != NULL ? earlier->line : 0, earlier != NULL))
    return;
  LimStoryEntity *entity = lim_story_add_entity (story, id);
  entity->line = lim_json_line (object);
  check_members (reading, object, members);
  if (!lim_entity_type_parse (lim_json_string (type), &entity->type))
    {
      g_autofree char *list = lim_text_list (lim_entity_type_names ());

      complain_member (reading, object, type, "type", list, "Example: type: character");
    }
  read_text (reading, object, "name", &entity->name);
  read_list (reading, object, "aka", FALSE, &entity->aka);
  read_text (reading, object, "concept", &entity->concept);
  read_details (reading, object, "base", entity->base);
  read_overlays (reading, object, entity);
}

static void
read_codeword (Reading *reading, const LimJson *object)
{
  static const char *const members[] = { "id", "tracks", "entities", "reveals", NULL };
  g_autofree char *id = NULL;
  LimStory *story = reading->story;

  if (!read_id (reading, object, "id", &id))
    return;
  const LimStoryCodeword *earlier = lim_story_codeword (story, id);
  if (!may_add (reading, object, id, story->codewords->len, LIM_STORY_MAX_CODEWORDS,
                earlier != NULL ? earlier->line : 0, earlier != NULL))
    return;
  LimStoryCodeword *codeword = lim_story_add_codeword (story, id);
  codeword->line = lim_json_line (object);
  check_members (reading, object, members);
  read_list (reading, object, "tracks", FALSE, &codeword->tracks);
  read_list (reading, object, "entities", TRUE, &codeword->entities);
  read_list (reading, object, "reveals", FALSE, &codeword->reveals);
}

static void
read_choice (Reading *reading, const LimJson *object, LimStoryPassage *passage)
{
  static const char *const members[] = { "to", "label", "requires", "grants", "is_return", NULL };
  g_autofree char *to = NULL;

  if (!lim_json_is (object, LIM_JSON_OBJECT))
    {
      complain_value (reading, object, "choices", "a list of objects",
                      "Example: choices: [ { to: attic, label: Go up } ]");
      return;
    }
  check_members (reading, object, members);
  if (!read_id (reading, object, "to", &to))
    return;
  LimStoryChoice *choice = lim_story_add_choice (reading->story, passage, to, NULL);
  if (choice == NULL)
    {
      complain (reading, LIM_FINDING_ERROR, object, "choices", "more than 400,000 choices", NULL,
                "Divide the story.");
      return;
    }
  choice->line = lim_json_line (object);
  read_text (reading, object, "label", &choice->label);
  read_list (reading, object, "requires", TRUE, &choice->requires);
  read_list (reading, object, "grants", TRUE, &choice->grants);
  read_flag (reading, object, "is_return", &choice->is_return);
}

static void
read_passage (Reading *reading, const LimJson *object)
{
  static const char *const members[] = { "id",     "title", "prose",  "scene_type", "spine", "appears",
                                         "grants", "tags",  "source", "choices",    NULL };
  const LimJson *choices = lim_json_get (object, "choices");
  g_autofree char *id = NULL;
  LimStory *story = reading->story;

  if (!read_id (reading, object, "id", &id))
    return;
  const LimStoryPassage *earlier = lim_story_passage (story, id);
  if (!may_add (reading, object, id, story->passages->len, LIM_STORY_MAX_PASSAGES,
                earlier != NULL ? earlier->line : 0, earlier != NULL))
    return;
  LimStoryPassage *passage = lim_story_add_passage (story, id);
  passage->line = lim_json_line (object);
  check_members (reading, object, members);
  read_text (reading, object, "title", &passage->title);
  read_text (reading, object, "prose", &passage->prose);
  read_text (reading, object, "source", &passage->source);
  read_text (reading, object, "scene_type", &passage->scene_type);
  read_flag (reading, object, "spine", &passage->spine);
  read_list (reading, object, "appears", TRUE, &passage->appears);
  read_list (reading, object, "grants", TRUE, &passage->grants);
  read_list (reading, object, "tags", FALSE, &passage->tags);
  if (!lim_json_is_null (choices) && !lim_json_is (choices, LIM_JSON_ARRAY))
    complain_value (reading, choices, "choices", "a list", NULL);
  for (const LimJson *item = lim_json_is (choices, LIM_JSON_ARRAY) ? lim_json_first (choices) : NULL; item != NULL;
       item = lim_json_next (item))
    read_choice (reading, item, passage);
}

static void
read_vision (Reading *reading, const LimJson *root)
{
  static const char *const members[] = { "genre", "subgenre", "audience", "style_notes", "tone", "themes", NULL };
  const LimJson *vision = lim_json_get (root, "vision");
  LimStory *story = reading->story;

  if (lim_json_is_null (vision))
    return;
  if (!lim_json_is (vision, LIM_JSON_OBJECT))
    {
      complain_value (reading, vision, "vision", "members",
                      "Example: vision: { genre: gothic mystery, tone: [wry] }");
      return;
    }
  story->vision_line = lim_json_line (vision);
  check_members (reading, vision, members);
  read_text (reading, vision, "genre", &story->genre);
  read_text (reading, vision, "subgenre", &story->subgenre);
  read_text (reading, vision, "audience", &story->audience);
  read_text (reading, vision, "style_notes", &story->style_notes);
  read_list (reading, vision, "tone", FALSE, &story->tone);
  read_list (reading, vision, "themes", FALSE, &story->themes);
}

static void
read_root (Reading *reading, const LimJson *root)
{
  static const char *const members[] = { "title",    "ifid",      "format",   "start", "vision",
                                         "entities", "codewords", "passages", NULL };
  LimStory *story = reading->story;

  check_members (reading, root, members);
  read_text (reading, root, "title", &story->title);
  read_text (reading, root, "ifid", &story->ifid);
  read_text (reading, root, "format", &story->format);
  read_text (reading, root, "start", &story->start);
  read_vision (reading, root);
  read_each (reading, root, "entities", read_entity);
  read_each (reading, root, "codewords", read_codeword);
  read_each (reading, root, "passages", read_passage);
}

static int
by_line (gconstpointer a, gconstpointer b)
{
  const LimFinding *const *first = a, *const *second = b;

  return ((*first)->line > (*second)->line) - ((*first)->line < (*second)->line);
}

LimStory *
lim_story_read (const LimJsonDoc *doc, GPtrArray *findings)
{
  g_autoptr (LimStory) story = lim_story_new (lim_json_doc_name (doc));
  g_autoptr (GPtrArray) own = lim_findings_new ();
  Reading reading = { .story = story, .findings = own };
  const LimJson *root = lim_json_root (doc);
  guint n_errors = 0;

  if (lim_json_is (root, LIM_JSON_OBJECT))
    read_root (&reading, root);
  else
    complain (&reading, LIM_FINDING_ERROR, root, NULL, "no members",
              "title, vision, entities, codewords and passages", "docs/dress.md shows a story.");
  lim_findings_first (own, LIM_FINDING_ERROR, &n_errors);
  if (n_errors == 0 && story->passages->len == 0)
    {
      complain (&reading, LIM_FINDING_ERROR, root, "passages", "none", "a list of passages",
                "docs/dress.md shows a story.");
      n_errors++;
    }
  g_ptr_array_sort (own, by_line);
  g_ptr_array_extend_and_steal (findings, g_steal_pointer (&own));
  return n_errors == 0 ? g_steal_pointer (&story) : NULL;
}
