#include "base-yaml.h"

#include "base-json-private.h"
#include "base-yaml-private.h"

#include <libfyaml.h>
#include <string.h>

/* libfyaml 0.7 loses some memory for each quoted text with many quotes or escapes in a row, up to forty times its
 * length, so a hostile document must not be long. (Its iterator over chunks, which does not, gives wrong text.) */
#define MAX_LENGTH ((gsize) 4 << 20)
#define MAX_EXPANSION ((gsize) 16 << 20) /* bytes that aliases may add to the tree */
#define MANY_KEYS 16                     /* from here on a hash table finds keys that occur twice */

/* A mapping or sequence that is not closed yet. */
typedef struct
{
  LimJson *container;
  LimJson *key;        /* of a mapping: the key whose value comes next, as a node; NULL: a key comes next */
  gboolean key_merges; /* it is a plain “<<” */
  GPtrArray *merges;   /* what << named, in order; NULL: nothing */
  GHashTable *keys;    /* the keys so far, once they are many */
} Frame;

typedef struct
{
  LimJsonDoc *doc;
  GArray *frames;      /* Frame, the innermost last */
  GHashTable *anchors; /* name → LimJson */
  gsize expansion;     /* bytes added by aliases so far */
  guint n_documents;
  const struct fy_mark *mark; /* where the event in hand begins */
  GError **error;
} Reader;

static void
frame_clear (gpointer data)
{
  Frame *frame = data;

  g_clear_pointer (&frame->merges, g_ptr_array_unref);
  g_clear_pointer (&frame->keys, g_hash_table_unref);
}

static Frame *
top_frame (Reader *reader)
{
  return reader->frames->len > 0 ? &g_array_index (reader->frames, Frame, reader->frames->len - 1) : NULL;
}

static gboolean fail_here (Reader *reader, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail_here (Reader *reader, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (reader->mark == NULL)
    return lim_fail (reader->error, LIM_ERROR_BAD_INPUT, "%s: %s", reader->doc->name, message);
  return lim_fail (reader->error, LIM_ERROR_BAD_INPUT, "%s:%d:%d: %s", reader->doc->name, reader->mark->line + 1,
                   reader->mark->column + 1, message);
}

/* -- Putting nodes in their place -- */

static gboolean
has_key (Frame *frame, const char *key)
{
  if (frame->keys != NULL)
    return g_hash_table_contains (frame->keys, key);
  return lim_json_get (frame->container, key) != NULL;
}

static void
remember_key (Frame *frame, LimJson *member)
{
  if (frame->keys == NULL && frame->container->n_children < MANY_KEYS)
    return;
  if (frame->keys != NULL)
    {
      g_hash_table_add (frame->keys, (gpointer) lim_json_key (member));
      return;
    }
  frame->keys = g_hash_table_new (g_str_hash, g_str_equal);
  for (const LimJson *at = frame->container->first; at != NULL; at = at->next)
    g_hash_table_add (frame->keys, (gpointer) lim_json_key (at));
}

static void
add_member (Frame *frame, const char *key, LimJson *value)
{
  lim_json_node_set_key (value, key);
  lim_json_link_child (frame->container, value);
  remember_key (frame, value);
}

/* @node is the key of the next member; its text counts, so “1” and 1 are the same key. */
static gboolean
take_key (Reader *reader, Frame *frame, LimJson *node, gboolean merges)
{
  const char *text = lim_json_string (node);

  if (text == NULL)
    return fail_here (reader, "a key must be plain text, without a NUL character");
  if (!merges && has_key (frame, text))
    return fail_here (reader, "the key “%s” occurs twice; first in line %u", text,
                      lim_json_line (lim_json_get (frame->container, text)));
  frame->key = node;
  frame->key_merges = merges;
  return TRUE;
}

/* Puts @node, a value, where the reader stands. */
static gboolean
place (Reader *reader, LimJson *node)
{
  Frame *frame = top_frame (reader);

  if (frame == NULL)
    {
      reader->doc->root = node;
      return TRUE;
    }
  if (frame->container->type == LIM_JSON_ARRAY)
    {
      lim_json_link_child (frame->container, node);
      return TRUE;
    }
  if (frame->key == NULL)
    return fail_here (reader, "a key must be plain text, not a list or a mapping");
  if (frame->key_merges)
    {
      if (frame->merges == NULL)
        frame->merges = g_ptr_array_new ();
      g_ptr_array_add (frame->merges, node);
    }
  else
    add_member (frame, lim_json_string (frame->key), node);
  frame->key = NULL;
  return TRUE;
}

static gboolean
awaits_key (Reader *reader)
{
  Frame *frame = top_frame (reader);

  return frame != NULL && frame->container->type == LIM_JSON_OBJECT && frame->key == NULL;
}

/* -- Anchors and aliases -- */

static void
remember_anchor (Reader *reader, struct fy_token *anchor, LimJson *node)
{
  size_t length;
  const char *text = anchor != NULL ? fy_token_get_text (anchor, &length) : NULL;

  if (text != NULL)
    g_hash_table_insert (reader->anchors, g_strndup (text, length), node);
}

/* Adds the bytes a copy of @node would take to the expansion; FALSE when it grows too large or nests too deep. */
static gboolean
measure (Reader *reader, const LimJson *node, guint depth)
{
  reader->expansion += sizeof *node + (gsize) (node->end - node->start) + node->key_length;
  if (depth > LIM_JSON_MAX_DEPTH || reader->expansion > MAX_EXPANSION)
    return FALSE;
  for (const LimJson *child = node->first; child != NULL; child = child->next)
    if (!measure (reader, child, depth + 1))
      return FALSE;
  return TRUE;
}

static LimJson *
copy_within_limits (Reader *reader, const LimJson *node)
{
  if (!measure (reader, node, reader->frames->len))
    {
      fail_here (reader, "the aliases of this document expand to more than 16 MiB or 256 levels");
      return NULL;
    }
  return lim_json_copy (reader->doc, node);
}

static gboolean
is_open (Reader *reader, const LimJson *node)
{
  for (guint i = 0; i < reader->frames->len; i++)
    if (g_array_index (reader->frames, Frame, i).container == node)
      return TRUE;
  return FALSE;
}

static gboolean
on_alias (Reader *reader, struct fy_token *anchor)
{
  size_t length = 0;
  const char *text = fy_token_get_text (anchor, &length);
  g_autofree char *name = g_strndup (text != NULL ? text : "", length);
  LimJson *target = g_hash_table_lookup (reader->anchors, name);

  if (target == NULL)
    return fail_here (reader, "the alias *%s has no anchor &%s before it", name, name);
  if (is_open (reader, target))
    return fail_here (reader, "the alias *%s stands inside its own anchor", name);

  LimJson *copy = copy_within_limits (reader, target);
  if (copy == NULL)
    return FALSE;
  if (awaits_key (reader))
    return take_key (reader, top_frame (reader), copy, FALSE);
  return place (reader, copy);
}

/* Adds to the mapping that ends what << brings and it does not have itself. */
static gboolean
merge_mapping (Reader *reader, Frame *frame, const LimJson *source)
{
  if (source->type != LIM_JSON_OBJECT)
    return fail_here (reader, "“<<” takes a mapping or a list of mappings");
  for (const LimJson *member = source->first; member != NULL; member = member->next)
    {
      if (has_key (frame, lim_json_key (member)))
        continue;
      LimJson *copy = copy_within_limits (reader, member);
      if (copy == NULL)
        return FALSE;
      add_member (frame, lim_json_key (member), copy);
    }
  return TRUE;
}

static gboolean
merge_all (Reader *reader, Frame *frame)
{
  for (guint i = 0; frame->merges != NULL && i < frame->merges->len; i++)
    {
      const LimJson *source = frame->merges->pdata[i];

      if (source->type != LIM_JSON_ARRAY)
        {
          if (!merge_mapping (reader, frame, source))
            return FALSE;
          continue;
        }
      for (const LimJson *element = source->first; element != NULL; element = element->next)
        if (!merge_mapping (reader, frame, element))
          return FALSE;
    }
  return TRUE;
}

/* -- Events -- */

#define YAML_TAGS "tag:yaml.org,2002:"

/* “str” for !!str, “!” for the tag that only says “not plain”, else the whole tag. Transfer full. */
static char *
tag_name (struct fy_token *tag)
{
  size_t length = 0;
  const char *text = fy_token_get_text (tag, &length);
  g_autofree char *name = g_strndup (text != NULL ? text : "", length);

  return g_strdup (g_str_has_prefix (name, YAML_TAGS) ? name + strlen (YAML_TAGS) : name);
}

/* A word with a tag, such as !!str 12. */
static gboolean
tagged_scalar (Reader *reader, struct fy_token *tag, const char *text, gsize length, LimJson **node)
{
  static const struct
  {
    const char *tag;
    LimJsonType types[2];
  } tags[] = {
    { "null", { LIM_JSON_NULL, LIM_JSON_NULL } },
    { "bool", { LIM_JSON_FALSE, LIM_JSON_TRUE } },
    { "int", { LIM_JSON_NUMBER, LIM_JSON_NUMBER } },
    { "float", { LIM_JSON_NUMBER, LIM_JSON_NUMBER } },
  };
  g_autofree char *name = tag_name (tag);

  *node = lim_json_new_text (reader->doc, text, length);
  if (strcmp (name, "str") == 0 || strcmp (name, "!") == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (strcmp (name, tags[i].tag) == 0)
      {
        *node = lim_yaml_resolve_plain (reader->doc, text, length);
        if ((*node)->type == tags[i].types[0] || (*node)->type == tags[i].types[1])
          return TRUE;
        return fail_here (reader, "tagged !!%s, found “%.*s”", tags[i].tag, (int) MIN (length, 40), text);
      }
  return fail_here (reader, "the tag “%s” means nothing here", name);
}

static gboolean
on_scalar (Reader *reader, struct fy_token *value, struct fy_token *tag, struct fy_token *anchor)
{
  size_t length = 0;
  const char *text = value != NULL ? fy_token_get_text (value, &length) : NULL;
  gboolean plain = fy_token_scalar_style (value) == FYSS_PLAIN, key = awaits_key (reader);
  LimJson *node;

  if (text == NULL)
    text = "", length = 0;
  if (tag != NULL)
    {
      if (!tagged_scalar (reader, tag, text, length, &node))
        return FALSE;
    }
  else if (plain && !key)
    node = lim_yaml_resolve_plain (reader->doc, text, length);
  else
    node = lim_json_new_text (reader->doc, text, length);
  node->line = reader->mark != NULL ? (guint32) reader->mark->line + 1 : 0;
  remember_anchor (reader, anchor, node);

  if (key)
    return take_key (reader, top_frame (reader), node, plain && length == 2 && memcmp (text, "<<", 2) == 0);
  return place (reader, node);
}

static gboolean
on_container (Reader *reader, LimJsonType type, struct fy_token *tag, struct fy_token *anchor)
{
  if (reader->frames->len >= LIM_JSON_MAX_DEPTH)
    return fail_here (reader, "nested deeper than %d levels", LIM_JSON_MAX_DEPTH);
  if (tag != NULL)
    {
      g_autofree char *name = tag_name (tag);

      if (strcmp (name, "!") != 0 && strcmp (name, type == LIM_JSON_OBJECT ? "map" : "seq") != 0)
        return fail_here (reader, "the tag “%s” means nothing here", name);
    }

  LimJson *node = lim_json_node_new (reader->doc, type);
  Frame frame = { .container = node };
  node->line = reader->mark != NULL ? (guint32) reader->mark->line + 1 : 0;
  remember_anchor (reader, anchor, node);
  if (!place (reader, node))
    return FALSE;
  g_array_append_val (reader->frames, frame);
  return TRUE;
}

static gboolean
on_end (Reader *reader)
{
  if (!merge_all (reader, top_frame (reader)))
    return FALSE;
  g_array_set_size (reader->frames, reader->frames->len - 1);
  return TRUE;
}

static const struct fy_mark *
mark_of (struct fy_token *token)
{
  return token != NULL ? fy_token_start_mark (token) : NULL;
}

static gboolean
on_event (Reader *reader, struct fy_event *event)
{
  switch (event->type)
    {
    case FYET_DOCUMENT_START:
      reader->mark = mark_of (event->document_start.document_start);
      return ++reader->n_documents == 1 || fail_here (reader, "a second document begins; one is expected");
    case FYET_SCALAR:
      reader->mark = mark_of (event->scalar.value);
      return on_scalar (reader, event->scalar.value, event->scalar.tag, event->scalar.anchor);
    case FYET_ALIAS:
      reader->mark = mark_of (event->alias.anchor);
      return on_alias (reader, event->alias.anchor);
    case FYET_MAPPING_START:
      reader->mark = mark_of (event->mapping_start.mapping_start);
      return on_container (reader, LIM_JSON_OBJECT, event->mapping_start.tag, event->mapping_start.anchor);
    case FYET_SEQUENCE_START:
      reader->mark = mark_of (event->sequence_start.sequence_start);
      return on_container (reader, LIM_JSON_ARRAY, event->sequence_start.tag, event->sequence_start.anchor);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
      return on_end (reader);
    default:
      return TRUE;
    }
}

/* -- The parser -- */

/* Words the parser's own first complaint, which it collected. */
static gboolean
fail_syntax (Reader *reader, struct fy_diag *diag)
{
  void *iterator = NULL;
  struct fy_diag_error *problem = fy_diag_errors_iterate (diag, &iterator);

  if (problem == NULL)
    return fail_here (reader, "not valid YAML");
  return lim_fail (reader->error, LIM_ERROR_BAD_INPUT, "%s:%d:%d: not valid YAML: %s", reader->doc->name,
                   MAX (problem->line, 1), MAX (problem->column, 1), problem->msg);
}

/* What the parser would print is dropped; what it collects is told by fail_syntax(). */
static void
print_nothing (struct fy_diag *diag, void *user, const char *text, size_t length)
{
  (void) diag;
  (void) user;
  (void) text;
  (void) length;
}

static gboolean
read_events (Reader *reader, const char *text, gsize length)
{
  struct fy_diag_cfg quiet = { .output_fn = print_nothing, .level = FYET_ERROR, .module_mask = ~0u };
  struct fy_diag *diag = fy_diag_create (&quiet);
  fy_diag_set_collect_errors (diag, true);
  struct fy_parse_cfg config = { .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE, .diag = diag };
  struct fy_parser *parser = fy_parser_create (&config);
  gboolean ok = parser != NULL && fy_parser_set_string (parser, text, length) == 0;
  struct fy_event *event;

  while (ok && (event = fy_parser_parse (parser)) != NULL)
    {
      ok = on_event (reader, event);
      reader->mark = NULL; /* it dies with the event */
      fy_parser_event_free (parser, event);
    }
  if (ok && (fy_parser_get_stream_error (parser) || fy_diag_got_error (diag)))
    ok = fail_syntax (reader, diag);
  if (parser != NULL)
    fy_parser_destroy (parser);
  fy_diag_destroy (diag);
  return ok;
}

/* What the parser must not even see. */
static gboolean
check_bytes (const char *name, const char *text, gsize length, GError **error)
{
  const char *valid_end;

  if (length > MAX_LENGTH)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: larger than the 4 MiB allowed for YAML", name);
  if (g_utf8_validate_len (text, length, &valid_end))
    return TRUE;

  guint line = 1;
  for (const char *at = text; at < valid_end; at++)
    line += *at == '\n';
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s:%u: not valid YAML: expected UTF-8 text, found byte 0x%02x", name,
                   line, (guint8) *valid_end);
}

LimJsonDoc *
lim_yaml_parse (const char *name, const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autofree char *copy = NULL; /* the parser looks one byte past the end */

  if (!check_bytes (name, text, size, error))
    return NULL;
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3, size -= 3;
  copy = g_strndup (text, size);

  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (name);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_autoptr (GHashTable) anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader reader = { .doc = doc, .frames = frames, .anchors = anchors, .error = error };

  g_array_set_clear_func (frames, frame_clear);
  doc->is_yaml = TRUE;
  if (!read_events (&reader, copy, size))
    return NULL;
  return g_steal_pointer (&doc);
}
