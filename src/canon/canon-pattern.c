#include "canon-pattern.h"

#include "base-error.h"

#include <string.h>

/* What the regex engine may spend on one text, in its own steps. A pattern beginning with a verb could not raise them. */
#define LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=1000)"

#define MAX_NODES 16384
#define HAS_OUTPUT 0x80000000u /* set in a step to a node where something ends: most steps look at nothing else */
#define MAX_TRIGGERS 64

typedef struct
{
  gpointer value;
  GRegex *regex;    /* NULL when the plain pieces decide alone */
  gboolean untamed; /* has no plain piece: the regex runs on every text */
} Pattern;

/* A plain piece of a pattern, found when the automaton enters its node. */
typedef struct
{
  guint rank; /* of the pattern */
  guint32 length;
  gboolean at_start, at_end;
  gboolean decides; /* the piece is a whole alternative, so that its occurrence is the pattern's */
} Piece;

typedef struct
{
  GArray *pieces; /* (element-type guint), indices; NULL: none */
  guint32 parent;
  guint32 fallback; /* longest proper suffix that is a node as well */
  guint32 output;   /* nearest node on the way of fallbacks, itself included, that has pieces; 0: none */
  guint8 byte;
} Node;

struct _LimPatternSet
{
  GArray *patterns; /* (element-type Pattern) */
  GArray *pieces;   /* (element-type Piece) */
  GArray *nodes;    /* (element-type Node); 0 is the root */
  guint8 class_of[256];
  guint n_classes;
  guint8 folded_class_of[256]; /* the same with capitals of ASCII as small letters */
  guint32 *next;               /* node × class → where the next node's row begins | HAS_OUTPUT */
  gboolean unicode;            /* a pattern names characters beyond ASCII */
};

static void
pattern_clear (gpointer data)
{
  g_clear_pointer (&((Pattern *) data)->regex, g_regex_unref);
}

static void
node_clear (gpointer data)
{
  g_clear_pointer (&((Node *) data)->pieces, g_array_unref);
}

LimPatternSet *
lim_pattern_set_new (void)
{
  LimPatternSet *set = g_new0 (LimPatternSet, 1);
  Node root = { 0 };

  set->patterns = g_array_new (FALSE, FALSE, sizeof (Pattern));
  g_array_set_clear_func (set->patterns, pattern_clear);
  set->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  set->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  g_array_set_clear_func (set->nodes, node_clear);
  g_array_append_val (set->nodes, root);
  set->n_classes = 1;
  return set;
}

void
lim_pattern_set_free (LimPatternSet *set)
{
  if (set == NULL)
    return;
  g_array_unref (set->patterns);
  g_array_unref (set->pieces);
  g_array_unref (set->nodes);
  g_free (set->next);
  g_free (set);
}

/* -- Taking a pattern apart -- */

/* What reading one alternative found: its longest plain piece. */
typedef struct
{
  const char *at;    /* rest of the pattern */
  GString *run;      /* plain characters since the last break */
  GString *longest;  /* of the runs so far */
  gsize last_length; /* of the last character of `run`, for quantifiers */
  gboolean broken;   /* something other than plain characters and anchors was seen */
  gboolean at_start, at_end;
} Reading;

static void
break_run (Reading *reading)
{
  if (reading->run->len > reading->longest->len)
    g_string_assign (reading->longest, reading->run->str);
  g_string_truncate (reading->run, 0);
  reading->last_length = 0;
  reading->broken = TRUE;
}

static void
take_plain (Reading *reading, const char *c)
{
  reading->last_length = (gsize) (g_utf8_next_char (c) - c);
  g_string_append_len (reading->run, c, (gssize) reading->last_length);
  reading->at = c + reading->last_length;
}

/* “x?”, “x*”, “x{…}”: the character before may be absent. */
static gboolean
take_optional (Reading *reading)
{
  g_string_truncate (reading->run, reading->run->len - reading->last_length);
  break_run (reading);
  if (*reading->at == '{')
    reading->at = strchr (reading->at, '}');
  if (reading->at == NULL)
    return FALSE;
  reading->at++;
  return TRUE;
}

static gboolean
take_escape (Reading *reading)
{
  char c = reading->at[1];

  if (g_ascii_ispunct (c))
    {
      take_plain (reading, reading->at + 1);
      return TRUE;
    }
  if (c == '\0' || strchr ("dDwWsSbB", c) == NULL)
    return FALSE;
  break_run (reading);
  reading->at += 2;
  return TRUE;
}

static gboolean
take_class (Reading *reading)
{
  const char *at = reading->at + 1;

  if (*at == '^')
    at++;
  if (*at == ']')
    at++;
  for (; *at != ']'; at++)
    if (*at == '\0' || *at == '[' || *at == '\\')
      return FALSE;
  break_run (reading);
  reading->at = at + 1;
  return TRUE;
}

/* Reads up to the next “|” or the end. FALSE where the pattern uses more than is understood here. */
static gboolean
read_alternative (Reading *reading)
{
  const char *begin = reading->at;

  while (*reading->at != '\0' && *reading->at != '|')
    {
      gboolean known = TRUE;

      switch (*reading->at)
        {
        case '(':
        case ')':
          return FALSE;
        case '\\':
          known = take_escape (reading);
          break;
        case '[':
          known = take_class (reading);
          break;
        case '?':
        case '*':
        case '{':
          known = take_optional (reading);
          break;
        case '+':
        case '.':
          break_run (reading);
          reading->at++;
          break;
        case '^':
          if (reading->at == begin)
            reading->at_start = TRUE;
          else
            break_run (reading);
          reading->at++;
          break;
        case '$':
          if (reading->at[1] == '\0' || reading->at[1] == '|')
            reading->at_end = TRUE;
          else
            break_run (reading);
          reading->at++;
          break;
        default:
          take_plain (reading, reading->at);
        }
      if (!known)
        return FALSE;
    }
  if (reading->run->len > reading->longest->len)
    g_string_assign (reading->longest, reading->run->str);
  return TRUE;
}

/* -- The automaton (Aho and Corasick, 1975) -- */

static Node *
node_at (const LimPatternSet *set, guint32 index)
{
  return &g_array_index (set->nodes, Node, index);
}

/* Before lim_pattern_set_finish() children are found by walking; there are few. */
static guint32
child_of (const LimPatternSet *set, guint32 parent, guint8 byte)
{
  for (guint32 i = parent + 1; i < set->nodes->len; i++)
    if (node_at (set, i)->parent == parent && node_at (set, i)->byte == byte)
      return i;
  return 0;
}

static guint32
grow (LimPatternSet *set, guint32 parent, guint8 byte)
{
  guint32 index = child_of (set, parent, byte);
  Node node = { .parent = parent, .byte = byte };

  if (index != 0)
    return index;
  g_array_append_val (set->nodes, node);
  return set->nodes->len - 1;
}

static gboolean
add_piece (LimPatternSet *set, guint rank, const Reading *reading)
{
  Piece piece = { .rank = rank,
                  .length = (guint32) reading->longest->len,
                  .at_start = !reading->broken && reading->at_start,
                  .at_end = !reading->broken && reading->at_end,
                  .decides = !reading->broken };
  guint32 at = 0;
  guint index = set->pieces->len;

  if (piece.length == 0 || set->nodes->len + piece.length > MAX_NODES)
    return FALSE;
  for (guint32 i = 0; i < piece.length; i++)
    at = grow (set, at, (guint8) reading->longest->str[i]);
  g_array_append_val (set->pieces, piece);
  if (node_at (set, at)->pieces == NULL)
    node_at (set, at)->pieces = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (node_at (set, at)->pieces, index);
  return TRUE;
}

/* Adds the plain pieces of all alternatives. Sets @decided when they say it all; FALSE when one has none. */
static gboolean
add_pieces (LimPatternSet *set, guint rank, const char *pattern, gboolean *decided)
{
  const char *at = pattern;

  *decided = TRUE;
  for (;;)
    {
      g_autoptr (GString) run = g_string_new (NULL), longest = g_string_new (NULL);
      Reading reading = { .at = at, .run = run, .longest = longest };

      if (!read_alternative (&reading) || !add_piece (set, rank, &reading))
        return FALSE;
      *decided = *decided && !reading.broken;
      if (*reading.at == '\0')
        return TRUE;
      at = reading.at + 1;
    }
}

static GRegex *
compile (const char *pattern, GError **error)
{
  g_autofree char *limited = g_strconcat (LIMITS, pattern, NULL);
  GRegex *regex = g_regex_new (limited, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_autoptr (GError) reason = NULL;

  if (regex != NULL)
    return regex;
  /* Once more, without the limits, for a message that shows only what the person wrote; the pattern itself is said by
   * the caller, who knows where it stands. */
  regex = g_regex_new (pattern, G_REGEX_DOLLAR_ENDONLY, 0, &reason);
  g_clear_pointer (&regex, g_regex_unref);
  const char *place = reason != NULL ? strstr (reason->message, " at char ") : NULL;
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s",
                        place != NULL    ? place + 1
                        : reason != NULL ? reason->message
                                         : "the pattern does not compile");
}

gboolean
lim_pattern_set_add (LimPatternSet *set, const char *pattern, gpointer value, GError **error)
{
  Pattern added = { .value = value };
  guint rank = set->patterns->len;
  gboolean decided = FALSE;

  g_return_val_if_fail (set->next == NULL, FALSE);
  if (strlen (pattern) > LIM_PATTERN_MAX_LENGTH)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "the pattern is %" G_GSIZE_FORMAT " bytes long; at most %d are read",
                     strlen (pattern), LIM_PATTERN_MAX_LENGTH);
  if (g_str_has_prefix (pattern, "(*"))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "a pattern cannot begin with “(*”");
  added.regex = compile (pattern, error);
  if (added.regex == NULL)
    return FALSE;

  for (const char *at = pattern; *at != '\0'; at++)
    if ((guint8) *at >= 0x80 || (*at == '\\' && at[1] != '\0' && strchr ("xpPuN", at[1]) != NULL))
      set->unicode = TRUE;
  added.untamed = !add_pieces (set, rank, pattern, &decided);
  if (!added.untamed && decided)
    g_clear_pointer (&added.regex, g_regex_unref);
  g_array_append_val (set->patterns, added);
  return TRUE;
}

static void
assign_classes (LimPatternSet *set)
{
  for (guint i = 1; i < set->nodes->len; i++)
    {
      guint8 byte = node_at (set, i)->byte;

      if (set->class_of[byte] == 0 && set->n_classes < 256)
        set->class_of[byte] = (guint8) set->n_classes++;
    }
}

/* While rows are being completed, steps are numbers of nodes; finishing turns them into beginnings of rows. */
static void
link_children (LimPatternSet *set)
{
  set->next = g_new0 (guint32, (gsize) set->nodes->len * set->n_classes);
  for (guint32 i = 1; i < set->nodes->len; i++)
    set->next[node_at (set, i)->parent * set->n_classes + set->class_of[node_at (set, i)->byte]] = i;
}

/* Completes one node's row; all shallower nodes are complete. */
static void
complete_row (LimPatternSet *set, guint32 index, GQueue *queue)
{
  Node *node = node_at (set, index);
  guint32 *row = set->next + index * set->n_classes;
  const guint32 *below = set->next + node->fallback * set->n_classes;

  node->output = node->pieces != NULL ? index : node_at (set, node->fallback)->output;
  for (guint i = 1; i < set->n_classes; i++)
    if (row[i] == 0)
      row[i] = index != 0 ? below[i] : 0;
    else
      {
        node_at (set, row[i])->fallback = index != 0 ? below[i] : 0;
        g_queue_push_tail (queue, GUINT_TO_POINTER (row[i]));
      }
}

void
lim_pattern_set_finish (LimPatternSet *set)
{
  g_autoptr (GQueue) queue = g_queue_new ();

  g_return_if_fail (set->next == NULL);
  assign_classes (set);
  for (guint byte = 0; byte < 256; byte++)
    set->folded_class_of[byte] = set->class_of[byte < 0x80 ? (guint) g_ascii_tolower ((char) byte) : byte];
  link_children (set);
  g_queue_push_tail (queue, GUINT_TO_POINTER (0));
  while (!g_queue_is_empty (queue))
    complete_row (set, GPOINTER_TO_UINT (g_queue_pop_head (queue)), queue);
  for (guint32 i = 0; i < set->nodes->len * set->n_classes; i++)
    {
      guint32 node = set->next[i];

      set->next[i] = node * set->n_classes | (node_at (set, node)->output != 0 ? HAS_OUTPUT : 0);
    }
}

/* -- Searching -- */

typedef struct
{
  guint best;        /* lowest rank that is certain */
  guint64 triggered; /* ranks below MAX_TRIGGERS whose regex has to be asked */
} Hits;

static void
note_hits (const LimPatternSet *set, guint32 at, gsize end, gsize length, Hits *hits)
{
  while (at != 0)
    {
      const Node *node = node_at (set, at);

      for (guint i = 0; i < node->pieces->len; i++)
        {
          const Piece *piece = &g_array_index (set->pieces, Piece, g_array_index (node->pieces, guint, i));

          if (!piece->decides)
            hits->triggered |= piece->rank < MAX_TRIGGERS ? G_GUINT64_CONSTANT (1) << piece->rank : 0;
          else if (piece->rank < hits->best && (!piece->at_start || end == piece->length)
                   && (!piece->at_end || end == length))
            hits->best = piece->rank;
        }
      at = node_at (set, node->fallback)->output;
    }
}

static void
walk (const LimPatternSet *set, const guint8 *class_of, const char *text, gsize length, Hits *hits)
{
  const guint32 *next = set->next;
  guint32 row = 0;

  if (set->nodes->len == 1)
    return;
  for (gsize i = 0; i < length; i++)
    {
      row = next[row + class_of[(guint8) text[i]]];
      if (row & HAS_OUTPUT)
        {
          row &= ~HAS_OUTPUT;
          note_hits (set, node_at (set, row / set->n_classes)->output, i + 1, length, hits);
        }
    }
}

static gboolean
search (const LimPatternSet *set, gboolean fold, const char *text, gsize length, gpointer *value)
{
  Hits hits = { .best = set->patterns->len };
  g_autofree char *lowered = NULL;

  walk (set, fold ? set->folded_class_of : set->class_of, text, length, &hits);
  for (guint rank = 0; rank < hits.best; rank++)
    {
      const Pattern *pattern = &g_array_index (set->patterns, Pattern, rank);
      gboolean possible = pattern->untamed || rank >= MAX_TRIGGERS || (hits.triggered >> rank & 1);

      if (pattern->regex == NULL || !possible)
        continue;
      if (fold && lowered == NULL)
        text = lowered = g_ascii_strdown (text, (gssize) length);
      if (g_regex_match_full (pattern->regex, text, (gssize) length, 0, 0, NULL, NULL))
        hits.best = rank;
    }
  if (hits.best == set->patterns->len)
    return FALSE;
  *value = g_array_index (set->patterns, Pattern, hits.best).value;
  return TRUE;
}

gboolean
lim_pattern_set_search (const LimPatternSet *set, const char *text, gsize length, gpointer *value)
{
  return search (set, FALSE, text, length, value);
}

gboolean
lim_pattern_set_search_lowered (const LimPatternSet *set, const char *text, gsize length, gpointer *value)
{
  g_autofree char *lowered = NULL;

  if (!set->unicode)
    return search (set, TRUE, text, length, value);
  lowered = g_utf8_strdown (text, (gssize) length);
  return search (set, FALSE, lowered, strlen (lowered), value);
}
