/* Reads constitution.md and review-rubric.md line by line: rules, binding lines, tables and threshold lines
 * (docs/canon.md). Fenced code and HTML comments are skipped; everything else is prose. */
#include "canon-private.h"

#include <math.h>
#include <string.h>

#define MAX_CELLS 16
#define MAX_TEXT (64 * 1024) /* guidance of one rule */

typedef enum
{
  TABLE_NONE,
  TABLE_HEADER, /* a first row was seen, its ruler was not */
  TABLE_OTHER,
  TABLE_DIMENSIONS,
  TABLE_FAILURES,
} Table;

typedef struct
{
  CanonProse *prose;
  GPtrArray *findings;
  const char *file;
  gboolean with_rules;
  guint line;

  char fence; /* of the open code block: ` or ~, 0 for none */
  guint fence_length;
  gboolean in_comment;

  LimRule *rule; /* that the present line belongs to; owned by prose */
  GString *text; /* its guidance */
  gboolean rule_is_bullet;
  gboolean after_blank;

  Table table, pending; /* pending: what the table is once its ruler came */
} Scan;

void
canon_prose_init (CanonProse *prose)
{
  memset (prose, 0, sizeof *prose);
  prose->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_rule_free);
  prose->dimensions = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_dimension_free);
  prose->failures = g_ptr_array_new_with_free_func ((GDestroyNotify) canon_failure_free);
  prose->thresholds = lim_thresholds_default;
}

void
canon_prose_clear (CanonProse *prose)
{
  g_ptr_array_unref (prose->rules);
  g_ptr_array_unref (prose->dimensions);
  g_ptr_array_unref (prose->failures);
}

/* -- Words -- */

/* Removes white space and Markdown's marks of emphasis and code around @text, in place. */
static char *
strip_marks (char *text)
{
  for (;;)
    {
      gsize length;

      text = g_strstrip (text);
      length = strlen (text);
      if (length >= 2 && strchr ("*_`", text[0]) != NULL && text[length - 1] == text[0])
        {
          text[length - 1] = '\0';
          text++;
        }
      else
        return text;
    }
}

static gboolean
is_identifier (const char *name)
{
  return *name != '\0' && strlen (name) <= CANON_MAX_NAME_LENGTH && strpbrk (name, " \t=:,/|") == NULL;
}

/* The text behind “KEY:” when @line begins so, in any case and with or without emphasis; else NULL. Borrowed. */
static const char *
value_of (const char *line, const char *key)
{
  gsize length = strlen (key);

  line += strspn (line, " \t");
  if (strchr ("-*+", *line) != NULL && *line != '\0' && line[1] == ' ')
    line += 2;
  line += strspn (line, " \t*_");
  if (g_ascii_strncasecmp (line, key, length) != 0)
    return NULL;
  line += length;
  line += strspn (line, " *_");
  if (*line != ':')
    return NULL;
  line++;
  return line + strspn (line, " \t*_");
}

/* -- Rules -- */

static void
close_rule (Scan *scan)
{
  if (scan->rule == NULL)
    return;
  g_strchomp (scan->text->str);
  scan->rule->text = *scan->text->str != '\0' ? g_strdup (scan->text->str) : NULL;
  g_string_truncate (scan->text, 0);
  scan->rule = NULL;
}

static void
open_rule (Scan *scan, const char *id_and_title, gsize id_length, gboolean bullet)
{
  g_autofree char *id = g_strndup (id_and_title, id_length), *rest = NULL;
  const char *title = id_and_title + id_length;

  close_rule (scan);
  if (scan->prose->rules->len == CANON_MAX_RULES)
    {
      canon_add_finding (scan->findings, LIM_FINDING_ERROR, scan->file, scan->line, NULL, "at most 2000 rules", NULL,
                         "one rule more than can be read");
      scan->with_rules = FALSE;
      return;
    }
  for (gboolean again = TRUE; again;)
    {
      again = FALSE;
      if (*title != '\0' && strchr (" \t*_:.-", *title) != NULL)
        title++, again = TRUE;
      else if (g_str_has_prefix (title, "—") || g_str_has_prefix (title, "–"))
        title += strlen ("—"), again = TRUE;
    }
  rest = g_strdup (title);
  if (bullet && g_str_has_suffix (rest, "."))
    rest[strlen (rest) - 1] = '\0';
  /* The bold type that began before the id may end with the title. */
  if (g_str_has_suffix (rest, "**") && strstr (rest, "**") == rest + strlen (rest) - 2)
    rest[strlen (rest) - 2] = '\0';

  scan->rule = canon_rule_new (id, scan->file, scan->line);
  scan->rule->category = canon_category (id);
  scan->rule->title = g_strdup (strip_marks (rest));
  if (*scan->rule->title == '\0')
    {
      g_free (scan->rule->title);
      scan->rule->title = g_strdup (id);
    }
  scan->rule_is_bullet = bullet;
  g_ptr_array_add (scan->prose->rules, scan->rule);
}

/* “mat-001: …” or “MAT001: …” in a heading was surely meant as a rule. */
static gboolean
looks_like_rule (const char *title)
{
  gsize letters = strspn (title, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
  gsize digits = strspn (title + letters, "0123456789");

  return letters >= 2 && letters <= 12 && digits >= 1 && title[letters + digits] == ':';
}

static gboolean
read_heading (Scan *scan, char *line)
{
  gsize level, id_length;
  char *title;

  line += MIN (strspn (line, " "), 3);
  level = strspn (line, "#");
  if (level < 1 || level > 6 || !(line[level] == ' ' || line[level] == '\t' || line[level] == '\0'))
    return FALSE;
  title = g_strstrip (line + level);
  for (gsize end = strlen (title); end > 0 && (title[end - 1] == '#' || title[end - 1] == ' '); end--)
    title[end - 1] = '\0';
  title = strip_marks (title);
  title += strspn (title, "*_");
  id_length = canon_rule_id_length (title);

  if (!scan->with_rules || id_length == 0)
    {
      close_rule (scan);
      if (scan->with_rules && looks_like_rule (title))
        canon_add_finding (scan->findings, LIM_FINDING_WARNING, scan->file, scan->line, NULL,
                           "an id of capitals, a hyphen and a number, such as “MAT-001:”",
                           "Spell it so if a rule is meant.", "heading “%.80s” is not read as a rule", title);
      return TRUE;
    }
  open_rule (scan, title, id_length, FALSE);
  return TRUE;
}

/* “- **SIL-01**: text”; the bold id is what makes a bullet a rule. */
static gboolean
read_rule_bullet (Scan *scan, const char *line)
{
  gsize indent = strspn (line, " ");
  const char *at = line + indent;

  if (!scan->with_rules || indent > 3 || *at == '\0' || strchr ("-*+", *at) == NULL
      || (at[1] != ' ' && at[1] != '\t'))
    return FALSE;
  at += 1 + strspn (at + 1, " \t");
  if (!g_str_has_prefix (at, "**") && !g_str_has_prefix (at, "__"))
    return FALSE;
  gsize id_length = canon_rule_id_length (at + 2);
  if (id_length == 0)
    return FALSE;
  open_rule (scan, at + 2, id_length, TRUE);
  return TRUE;
}

/* Adds the comma-separated names of a binding line to @list; @drop is a word that may stand before a name. */
static void
add_names (Scan *scan, const char *value, const char *key, const char *drop, char ***list)
{
  g_auto (GStrv) pieces = g_strsplit (value, ",", -1);

  for (guint i = 0; pieces[i] != NULL; i++)
    {
      char *name = strip_marks (pieces[i]);
      gsize dropped = drop != NULL ? strlen (drop) : 0, length = strlen (name);

      /* A full stop ends a sentence, and bold type may span the whole line. */
      while (length > 0 && strchr (".*", name[length - 1]) != NULL)
        name[--length] = '\0';
      name = strip_marks (name);
      if (drop != NULL && g_ascii_strncasecmp (name, drop, dropped) == 0 && name[dropped] != '\0')
        {
          gsize gap = name[dropped] == 's' ? dropped + 1 : dropped;

          if (name[gap] == ' ')
            name = strip_marks (name + gap);
        }
      if (is_identifier (name))
        canon_strv_add (list, name);
      else
        canon_add_finding (scan->findings, LIM_FINDING_ERROR, scan->file, scan->line, key,
                           "names separated by commas", NULL, "rule %s: found “%.80s”", scan->rule->id, name);
    }
}

static void
read_per (Scan *scan, const char *value)
{
  g_autofree char *word = g_ascii_strdown (value, -1);

  if (g_str_has_prefix (word, "faction") || g_str_has_prefix (word, "group"))
    scan->rule->per_faction = TRUE;
  else
    canon_add_finding (scan->findings, LIM_FINDING_ERROR, scan->file, scan->line, "Per", "“Per: faction”", NULL,
                       "rule %s: found “Per: %.80s”", scan->rule->id, value);
}

static void
read_lanes (Scan *scan, const char *value)
{
  char **lanes = scan->rule->lanes != NULL ? scan->rule->lanes : g_new0 (char *, 1);

  add_names (scan, value, "Applies to", "lane", &lanes);
  if (lanes[0] == NULL || g_strv_contains ((const char *const *) lanes, "all"))
    g_clear_pointer (&lanes, g_strfreev);
  scan->rule->lanes = lanes;
}

static gboolean
read_binding_line (Scan *scan, const char *line)
{
  const char *value;

  if (scan->rule == NULL)
    return FALSE;
  if ((value = value_of (line, "Scores")) != NULL)
    add_names (scan, value, "Scores", NULL, &scan->rule->dimensions);
  else if ((value = value_of (line, "Fails on")) != NULL)
    add_names (scan, value, "Fails on", NULL, &scan->rule->failure_modes);
  else if ((value = value_of (line, "Applies to")) != NULL)
    read_lanes (scan, value);
  else if ((value = value_of (line, "Per")) != NULL)
    read_per (scan, value);
  else
    return FALSE;
  return TRUE;
}

/* -- Tables -- */

/* Splits a row at its unescaped bars, in place; returns the number of cells. */
static guint
split_row (char *line, char *cells[MAX_CELLS])
{
  guint n = 0;
  char *at = g_strstrip (line), *begin, *write;

  if (*at == '|')
    at++;
  while (n < MAX_CELLS && *at != '\0')
    {
      for (begin = write = at; *at != '\0' && *at != '|'; at++)
        {
          if (*at == '\\' && at[1] == '|')
            at++;
          *write++ = *at;
        }
      if (*at == '|')
        at++;
      *write = '\0';
      cells[n++] = strip_marks (begin);
    }
  return n;
}

static gboolean
is_ruler (char *const *cells, guint n)
{
  for (guint i = 0; i < n; i++)
    if (cells[i][strspn (cells[i], ":- ")] != '\0' || strchr (cells[i], '-') == NULL)
      return FALSE;
  return n > 0;
}

static gboolean
begins_with_word (const char *text, const char *word)
{
  return g_ascii_strncasecmp (text, word, strlen (word)) == 0;
}

static void
add_dimension (Scan *scan, char *const *cells, guint n)
{
  for (guint i = 0; i < scan->prose->dimensions->len; i++)
    if (strcmp (((LimDimension *) g_ptr_array_index (scan->prose->dimensions, i))->name, cells[0]) == 0)
      return;
  if (!is_identifier (cells[0]) || scan->prose->dimensions->len == CANON_MAX_DIMENSIONS)
    {
      canon_add_finding (scan->findings, LIM_FINDING_ERROR, scan->file, scan->line, "Dimension",
                         "one of at most 256 names such as silhouette_clarity",
                         "Write it in lower case with underscores, as it is typed on the command line.",
                         "found “%.80s”", cells[0]);
      return;
    }
  g_ptr_array_add (scan->prose->dimensions,
                   canon_dimension_new (cells[0], n > 1 ? cells[1] : NULL, scan->file, scan->line));
}

static void
add_failure (Scan *scan, char *const *cells, guint n)
{
  LimFailureMode *failure;

  if (!is_identifier (cells[0]) || scan->prose->failures->len == CANON_MAX_NAMES)
    {
      canon_add_finding (scan->findings, LIM_FINDING_ERROR, scan->file, scan->line, "Failure",
                         "one of at most 4096 names such as too_clean",
                         "Write it in lower case with underscores, as it is typed on the command line.",
                         "found “%.80s”", cells[0]);
      return;
    }
  failure = canon_failure_new (cells[0], n > 2 ? cells[2] : NULL);
  g_ptr_array_add (scan->prose->failures, failure);
  if (n < 2)
    return;
  /* “MAT-001, COL-003” or prose such as “multiple”: only ids count. */
  for (const char *at = cells[1]; *at != '\0';)
    {
      gsize length = canon_rule_id_length (at);
      g_autofree char *id = g_strndup (at, length);

      if (length > 0)
        canon_strv_add (&failure->rules, id);
      at += MAX (length, 1);
    }
}

static gboolean
read_row (Scan *scan, const char *line)
{
  g_autofree char *copy = NULL;
  char *cells[MAX_CELLS];
  guint n;

  line += strspn (line, " ");
  if (*line != '|')
    {
      scan->table = TABLE_NONE;
      return FALSE;
    }
  copy = g_strdup (line);
  n = split_row (copy, cells);
  switch (scan->table)
    {
    case TABLE_NONE:
      scan->pending = n > 0 && begins_with_word (cells[0], "dimension") ? TABLE_DIMENSIONS
                      : n > 0 && begins_with_word (cells[0], "failure") ? TABLE_FAILURES
                                                                        : TABLE_OTHER;
      scan->table = TABLE_HEADER;
      break;
    case TABLE_HEADER:
      scan->table = is_ruler (cells, n) ? scan->pending : TABLE_OTHER;
      break;
    case TABLE_DIMENSIONS:
      if (n > 0)
        add_dimension (scan, cells, n);
      break;
    case TABLE_FAILURES:
      if (n > 0)
        add_failure (scan, cells, n);
      break;
    case TABLE_OTHER:
      break;
    }
  return TRUE;
}

/* -- Thresholds -- */

/* The first number behind @word in @text. */
static gboolean
number_behind (const char *text, const char *const *words, double *value)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *at = strstr (lower, words[i]);
      char *end = NULL;

      if (at == NULL)
        continue;
      at += strcspn (at, "0123456789");
      if (*at == '\0')
        return FALSE;
      if (at[-1] == '.')
        at--; /* “.5” */
      *value = g_ascii_strtod (at, &end);
      return end != at && *value >= 0 && *value <= 1;
    }
  return FALSE;
}

static void
read_threshold (Scan *scan, const char *line, const char *value, double *each, double *mean, gboolean *seen)
{
  static const char *const each_words[] = { "dimension", NULL }, *const mean_words[] = { "average", "mean", NULL };
  double new_each, new_mean;

  if (*seen)
    return; /* the constitution was read first and is what counts */
  if (!number_behind (value, each_words, &new_each) || !number_behind (value, mean_words, &new_mean))
    {
      canon_add_finding (
          scan->findings, LIM_FINDING_ERROR, scan->file, scan->line, NULL,
          "a number from 0 to 1 for a dimension and one for the average, as in “**Approval threshold:** "
          "All dimensions ≥ 0.6, average ≥ 0.7.”",
          NULL, "found “%.120s”", line + strspn (line, " \t"));
      return;
    }
  *each = new_each;
  *mean = new_mean;
  *seen = TRUE;
}

static void
read_threshold_line (Scan *scan, const char *line)
{
  LimThresholds *limits = &scan->prose->thresholds;
  const char *value;

  if (strchr (line, ':') == NULL)
    return;
  if ((value = value_of (line, "Approval threshold")) != NULL)
    read_threshold (scan, line, value, &limits->approve_each, &limits->approve_mean, &scan->prose->has_approval);
  else if ((value = value_of (line, "Rejection threshold")) != NULL)
    read_threshold (scan, line, value, &limits->reject_any, &limits->reject_mean, &scan->prose->has_rejection);
}

/* -- Lines -- */

/* Whether @line opens, closes or lies in a code block. */
static gboolean
in_code (Scan *scan, const char *line)
{
  gsize indent = strspn (line, " ");
  char mark = line[indent];
  gsize length = mark == '`' || mark == '~' ? strspn (line + indent, mark == '`' ? "`" : "~") : 0;

  if (scan->fence == 0)
    {
      if (length < 3 || indent > 3)
        return FALSE;
      scan->fence = mark;
      scan->fence_length = (guint) length;
      return TRUE;
    }
  if (mark == scan->fence && length >= scan->fence_length
      && line[indent + length + strspn (line + indent + length, " \t")] == '\0')
    scan->fence = 0;
  return TRUE;
}

/* Blanks out what stands in HTML comments, in place. */
static void
drop_comments (Scan *scan, char *line)
{
  char *read = line, *write = line;

  while (*read != '\0')
    if (scan->in_comment)
      {
        char *end = strstr (read, "-->");

        scan->in_comment = end == NULL;
        read = end != NULL ? end + 3 : read + strlen (read);
      }
    else if (g_str_has_prefix (read, "<!--"))
      {
        scan->in_comment = TRUE;
        read += 4;
      }
    else
      *write++ = *read++;
  *write = '\0';
}

/* A bullet's rule ends where its list item does. */
static void
end_bullet (Scan *scan, const char *line)
{
  if (scan->rule == NULL || !scan->rule_is_bullet || *line == ' ' || *line == '\t')
    return;
  if (scan->after_blank || *line == '-' || *line == '*' || *line == '+' || *line == '|')
    close_rule (scan);
}

static void
read_line (Scan *scan, char *line)
{
  if (!scan->in_comment && in_code (scan, line))
    return;
  drop_comments (scan, line);
  if (line[strspn (line, " \t")] == '\0')
    {
      scan->after_blank = TRUE;
      scan->table = TABLE_NONE;
      if (scan->rule != NULL && scan->text->len > 0)
        g_string_append_c (scan->text, '\n');
      return;
    }

  if (read_rule_bullet (scan, line))
    scan->table = TABLE_NONE;
  else if (read_binding_line (scan, line))
    scan->table = TABLE_NONE;
  else
    {
      g_autofree char *copy = g_strdup (line);

      end_bullet (scan, line);
      if (!read_heading (scan, copy))
        {
          read_row (scan, line);
          read_threshold_line (scan, line);
          if (scan->rule != NULL && scan->text->len < MAX_TEXT)
            {
              g_string_append (scan->text, line);
              g_string_append_c (scan->text, '\n');
            }
        }
    }
  scan->after_blank = FALSE;
}

void
canon_prose_read (CanonProse *prose, const char *file, const char *text, gsize length, gboolean with_rules,
                  GPtrArray *findings)
{
  g_autoptr (GString) guidance = g_string_new (NULL);
  Scan scan = { .prose = prose, .findings = findings, .file = file, .with_rules = with_rules, .text = guidance };
  const char *end = text + length;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3;
  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      g_autofree char *line = g_strndup (text, (gsize) ((newline != NULL ? newline : end) - text));

      scan.line++;
      g_strchomp (line);
      read_line (&scan, line);
      text = newline != NULL ? newline + 1 : end;
    }
  close_rule (&scan);
}
