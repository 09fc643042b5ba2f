/* Reads constitution.md and review-rubric.md line by line: rules, binding lines, tables and threshold lines
 * (docs/canon.md). Fenced code and HTML comments are skipped; everything else is prose. */
#include "canon-private.h"

#include <string.h>

#define MAX_TEXT (64 * 1024) /* guidance of one rule */

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

  CanonTable table;
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
  scan->rule->title = g_strdup (canon_strip_marks (rest));
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
  title = canon_strip_marks (title);
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
      char *name = canon_strip_marks (pieces[i]);
      gsize dropped = drop != NULL ? strlen (drop) : 0, length = strlen (name);

      /* A full stop ends a sentence, and bold type may span the whole line. */
      while (length > 0 && strchr (".*", name[length - 1]) != NULL)
        name[--length] = '\0';
      name = canon_strip_marks (name);
      if (drop != NULL && g_ascii_strncasecmp (name, drop, dropped) == 0 && name[dropped] != '\0')
        {
          gsize gap = name[dropped] == 's' ? dropped + 1 : dropped;

          if (name[gap] == ' ')
            name = canon_strip_marks (name + gap);
        }
      if (canon_is_identifier (name))
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
      canon_table_end (&scan->table);
      if (scan->rule != NULL && scan->text->len > 0)
        g_string_append_c (scan->text, '\n');
      return;
    }

  if (read_rule_bullet (scan, line))
    canon_table_end (&scan->table);
  else if (read_binding_line (scan, line))
    canon_table_end (&scan->table);
  else
    {
      g_autofree char *copy = g_strdup (line);

      end_bullet (scan, line);
      if (!read_heading (scan, copy))
        {
          canon_table_read_line (&scan->table, line, scan->line);
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
  Scan scan = { .prose = prose,
                .findings = findings,
                .file = file,
                .with_rules = with_rules,
                .text = guidance,
                .table = { .prose = prose, .findings = findings, .file = file } };
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
