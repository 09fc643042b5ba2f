#include "base-table.h"

#include "base-text.h"

#include <math.h>
#include <string.h>

#define GAP 2        /* blanks between two columns */
#define NARROWEST 6u /* a column is not cut below this */

typedef enum
{
  CELL_NULL,
  CELL_STRING,
  CELL_INT,
  CELL_DOUBLE,
  CELL_BOOL,
  CELL_LIST,
} CellType;

typedef struct
{
  CellType type;
  LimMark mark;
  gint64 whole;
  double real;
  char **strings; /* a list's texts, or the one text of a string */
  char *shown;    /* what people see */
} Cell;

struct _LimTable
{
  char *title;
  const LimColumn *columns;
  guint n_columns, n_rows;
  guint filled;  /* cells of the current row */
  GArray *cells; /* Cell, n_columns per row */
};

/* -- Filling -- */

LimTable *
lim_table_new (const char *title, const LimColumn *columns)
{
  LimTable *table = g_new0 (LimTable, 1);

  table->title = g_strdup (title);
  table->columns = columns;
  while (columns[table->n_columns].key != NULL)
    table->n_columns++;
  table->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  return table;
}

void
lim_table_free (LimTable *table)
{
  if (table == NULL)
    return;
  for (guint i = 0; i < table->cells->len; i++)
    {
      Cell *cell = &g_array_index (table->cells, Cell, i);

      g_free (cell->shown);
      g_strfreev (cell->strings);
    }
  g_array_unref (table->cells);
  g_free (table->title);
  g_free (table);
}

void
lim_table_row (LimTable *table)
{
  table->n_rows++;
  table->filled = 0;
  g_array_set_size (table->cells, table->n_rows * table->n_columns); /* new cells are zero, that is null */
}

static Cell *
cell_at (const LimTable *table, guint row, guint column)
{
  return &g_array_index (table->cells, Cell, row * table->n_columns + column);
}

static Cell *
next_cell (LimTable *table, CellType type)
{
  g_assert (table->n_rows > 0 && table->filled < table->n_columns); /* a row begun, and a column left */

  Cell *cell = cell_at (table, table->n_rows - 1, table->filled++);
  cell->type = type;
  return cell;
}

void
lim_table_null (LimTable *table)
{
  next_cell (table, CELL_NULL);
}

void
lim_table_string (LimTable *table, const char *text)
{
  Cell *cell = next_cell (table, text != NULL ? CELL_STRING : CELL_NULL);

  if (text == NULL)
    return;
  cell->strings = g_strdupv ((char *[]){ (char *) text, NULL });
  cell->shown = lim_text_harmless (text);
}

void
lim_table_int (LimTable *table, gint64 value)
{
  Cell *cell = next_cell (table, CELL_INT);

  cell->whole = value;
  cell->shown = g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

void
lim_table_double (LimTable *table, double value, guint decimals)
{
  Cell *cell = next_cell (table, isfinite (value) ? CELL_DOUBLE : CELL_NULL);
  char format[16], text[400]; /* the largest double has 309 digits before the point */

  if (!isfinite (value))
    return;
  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 17));
  g_ascii_formatd (text, sizeof text, format, value);
  cell->real = value;
  cell->shown = g_strdup (text);
}

void
lim_table_bool (LimTable *table, gboolean value)
{
  Cell *cell = next_cell (table, CELL_BOOL);

  cell->whole = value;
  cell->shown = g_strdup (value ? "yes" : "no");
}

void
lim_table_list (LimTable *table, const char *const *strings)
{
  static const char *const empty[] = { NULL };
  Cell *cell = next_cell (table, CELL_LIST);

  cell->strings = g_strdupv ((char **) (strings != NULL ? strings : empty));
  g_autofree char *joined = g_strjoinv (", ", cell->strings);
  cell->shown = lim_text_harmless (joined);
}

void
lim_table_mark (LimTable *table, LimMark mark)
{
  g_assert (table->n_rows > 0 && table->filled > 0);
  cell_at (table, table->n_rows - 1, table->filled - 1)->mark = mark;
}

guint
lim_table_n_rows (const LimTable *table)
{
  return table->n_rows;
}

/* -- Text -- */

static const char *
shown (const Cell *cell)
{
  return cell->shown != NULL ? cell->shown : "";
}

static guint *
natural_widths (const LimTable *table)
{
  guint *widths = g_new0 (guint, table->n_columns);

  for (guint column = 0; column < table->n_columns; column++)
    {
      widths[column] = lim_text_display_width (table->columns[column].title);
      for (guint row = 0; row < table->n_rows; row++)
        widths[column] = MAX (widths[column], lim_text_display_width (shown (cell_at (table, row, column))));
    }
  return widths;
}

/* Takes one column at a time off the widest, until all fits or nothing more can be taken. */
static void
shrink_widths (guint *widths, guint n_columns, guint width)
{
  guint total = GAP * (n_columns - 1);

  for (guint i = 0; i < n_columns; i++)
    total += widths[i];
  while (width > 0 && total > width)
    {
      guint widest = 0;

      for (guint i = 1; i < n_columns; i++)
        if (widths[i] >= widths[widest])
          widest = i;
      if (widths[widest] <= NARROWEST)
        return;
      widths[widest]--;
      total--;
    }
}

static void
append_blanks (GString *out, guint count)
{
  for (guint i = 0; i < count; i++)
    g_string_append_c (out, ' ');
}

static const char *const mark_colors[] = {
  [LIM_MARK_NONE] = "",        [LIM_MARK_GOOD] = "\033[32m", [LIM_MARK_WARN] = "\033[33m",
  [LIM_MARK_BAD] = "\033[31m", [LIM_MARK_DIM] = "\033[2m",
};

/* @color is an ANSI sequence or "". Blanks after the last column are left out. */
static void
append_cell (GString *out, const char *text, guint width, LimAlign align, gboolean last, const char *color)
{
  g_autofree char *cut = lim_text_cut (text, width);
  guint used = lim_text_display_width (cut);

  if (align == LIM_ALIGN_RIGHT)
    append_blanks (out, width - used);
  g_string_append (out, color);
  g_string_append (out, cut);
  if (*color != '\0')
    g_string_append (out, "\033[0m");
  if (align == LIM_ALIGN_LEFT && !last)
    append_blanks (out, width - used);
  if (!last)
    append_blanks (out, GAP);
}

/* A row may end in empty cells; the blanks before them are not wanted either. */
static void
end_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static void
append_rows (GString *out, const LimTable *table, const guint *widths, gboolean color)
{
  guint last = table->n_columns - 1;

  for (guint i = 0; i <= last; i++)
    append_cell (out, table->columns[i].title, widths[i], table->columns[i].align, i == last, color ? "\033[1m" : "");
  end_line (out);
  for (guint row = 0; row < table->n_rows; row++)
    {
      for (guint i = 0; i <= last; i++)
        {
          const Cell *cell = cell_at (table, row, i);

          append_cell (out, shown (cell), widths[i], table->columns[i].align, i == last,
                       color ? mark_colors[cell->mark] : "");
        }
      end_line (out);
    }
}

char *
lim_table_to_text (const LimTable *table, guint width, gboolean color)
{
  g_autofree guint *widths = natural_widths (table);
  GString *out = g_string_new (NULL);

  if (table->title != NULL)
    {
      g_autofree char *title = lim_text_harmless (table->title);

      g_string_append_printf (out, color ? "\033[1m%s\033[0m\n" : "%s\n", title);
    }
  if (table->n_rows == 0)
    {
      g_string_append (out, table->title != NULL ? "none\n" : "");
      return g_string_free (out, FALSE);
    }
  shrink_widths (widths, table->n_columns, width);
  append_rows (out, table, widths, color);
  return g_string_free (out, FALSE);
}

/* -- JSON -- */

static LimJson *
cell_to_json (const Cell *cell, LimJsonDoc *doc)
{
  switch (cell->type)
    {
    case CELL_STRING:
      return lim_json_new_string (doc, cell->strings[0]);
    case CELL_INT:
      return lim_json_new_int (doc, cell->whole);
    case CELL_DOUBLE:
      return lim_json_new_double (doc, cell->real);
    case CELL_BOOL:
      return lim_json_new_bool (doc, cell->whole != 0);
    case CELL_LIST:
      return lim_json_new_strv (doc, (const char *const *) cell->strings);
    default:
      return lim_json_new_null (doc);
    }
}

LimJson *
lim_table_to_json_node (const LimTable *table, LimJsonDoc *doc)
{
  LimJson *rows = lim_json_new_array (doc);

  for (guint row = 0; row < table->n_rows; row++)
    {
      LimJson *object = lim_json_new_object (doc);

      for (guint i = 0; i < table->n_columns; i++)
        lim_json_set (object, table->columns[i].key, cell_to_json (cell_at (table, row, i), doc));
      lim_json_append (rows, object);
    }
  return rows;
}

char *
lim_table_to_json (const LimTable *table)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("table");
  GString *out = g_string_new (NULL);

  lim_json_append_indented (out, lim_table_to_json_node (table, doc), 0);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
