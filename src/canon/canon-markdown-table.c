/* The tables of constitution.md and review-rubric.md that are read: dimensions and failures, known by their first heading. */
#include "canon-private.h"

#include <string.h>

#define MAX_CELLS 16

/* Removes white space and Markdown's marks of emphasis and code around @text, in place. */
char *
canon_strip_marks (char *text)
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

gboolean
canon_is_identifier (const char *name)
{
  return *name != '\0' && strlen (name) <= CANON_MAX_NAME_LENGTH && strpbrk (name, " \t=:,/|") == NULL;
}

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
      cells[n++] = canon_strip_marks (begin);
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
add_dimension (CanonTable *table, char *const *cells, guint n)
{
  for (guint i = 0; i < table->prose->dimensions->len; i++)
    if (strcmp (((LimDimension *) g_ptr_array_index (table->prose->dimensions, i))->name, cells[0]) == 0)
      return;
  if (!canon_is_identifier (cells[0]) || table->prose->dimensions->len == CANON_MAX_DIMENSIONS)
    {
      canon_add_finding (table->findings, LIM_FINDING_ERROR, table->file, table->line, "Dimension",
                         "one of at most 256 names such as silhouette_clarity",
                         "Write it in lower case with underscores, as it is typed on the command line.",
                         "found “%.80s”", cells[0]);
      return;
    }
  g_ptr_array_add (table->prose->dimensions,
                   canon_dimension_new (cells[0], n > 1 ? cells[1] : NULL, table->file, table->line));
}

static void
add_failure (CanonTable *table, char *const *cells, guint n)
{
  LimFailureMode *failure;

  if (!canon_is_identifier (cells[0]) || table->prose->failures->len == CANON_MAX_NAMES)
    {
      canon_add_finding (table->findings, LIM_FINDING_ERROR, table->file, table->line, "Failure",
                         "one of at most 4096 names such as too_clean",
                         "Write it in lower case with underscores, as it is typed on the command line.",
                         "found “%.80s”", cells[0]);
      return;
    }
  failure = canon_failure_new (cells[0], n > 2 ? cells[2] : NULL);
  g_ptr_array_add (table->prose->failures, failure);
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

void
canon_table_read_line (CanonTable *table, const char *line, guint number)
{
  g_autofree char *copy = NULL;
  char *cells[MAX_CELLS];
  guint n;

  line += strspn (line, " ");
  if (*line != '|')
    {
      table->kind = CANON_TABLE_NONE;
      return;
    }
  table->line = number;
  copy = g_strdup (line);
  n = split_row (copy, cells);
  switch (table->kind)
    {
    case CANON_TABLE_NONE:
      table->pending = n > 0 && begins_with_word (cells[0], "dimension") ? CANON_TABLE_DIMENSIONS
                       : n > 0 && begins_with_word (cells[0], "failure") ? CANON_TABLE_FAILURES
                                                                         : CANON_TABLE_OTHER;
      table->kind = CANON_TABLE_HEADER;
      break;
    case CANON_TABLE_HEADER:
      table->kind = is_ruler (cells, n) ? table->pending : CANON_TABLE_OTHER;
      break;
    case CANON_TABLE_DIMENSIONS:
      if (n > 0)
        add_dimension (table, cells, n);
      break;
    case CANON_TABLE_FAILURES:
      if (n > 0)
        add_failure (table, cells, n);
      break;
    case CANON_TABLE_OTHER:
      break;
    }
}

void
canon_table_end (CanonTable *table)
{
  table->kind = CANON_TABLE_NONE;
}
