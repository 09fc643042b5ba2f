/* base-table.h: rows that become an aligned table for people or JSON for programs, from the same calls.
 *
 *   static const LimColumn columns[] = {
 *     { .key = "id", .title = "Id" }, { .key = "score", .title = "Score", .align = LIM_ALIGN_RIGHT }, { 0 },
 *   };
 *   g_autoptr (LimTable) table = lim_table_new ("Waiting for judgment", columns);
 *   lim_table_row (table);
 *   lim_table_string (table, "keth_hivesong_v1");
 *   lim_table_double (table, 0.85, 2);
 *   g_autofree char *text = lim_table_to_text (table, 80, TRUE);
 *
 * Cells are added from left to right; those missing at the end of a row are empty (null in JSON). */
#pragma once

#include "base-json.h"

typedef enum
{
  LIM_ALIGN_LEFT,
  LIM_ALIGN_RIGHT,
} LimAlign;

typedef struct
{
  const char *key;   /* name of the member in JSON */
  const char *title; /* what stands above the column */
  LimAlign align;
} LimColumn;

/* How a cell is meant; shown in colour, and only there. */
typedef enum
{
  LIM_MARK_NONE,
  LIM_MARK_GOOD,
  LIM_MARK_WARN,
  LIM_MARK_BAD,
  LIM_MARK_DIM,
} LimMark;

typedef struct _LimTable LimTable;

/* @title stands above the text form (NULL: none); @columns end in { 0 } and are borrowed. Transfer full. */
LimTable *lim_table_new (const char *title, const LimColumn *columns);
void lim_table_free (LimTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimTable, lim_table_free)

/* Begins the next row. */
void lim_table_row (LimTable *table);

/* The next cell of the row. Text may be NULL, which is a null. A double is shown with @decimals and kept exact in JSON;
 * NaN is a null. A list is shown as “a, b”. */
void lim_table_string (LimTable *table, const char *text);
void lim_table_int (LimTable *table, gint64 value);
void lim_table_double (LimTable *table, double value, guint decimals);
void lim_table_bool (LimTable *table, gboolean value); /* shown as yes or no */
void lim_table_null (LimTable *table);
void lim_table_list (LimTable *table, const char *const *strings);

/* Marks the cell added last. */
void lim_table_mark (LimTable *table, LimMark mark);

guint lim_table_n_rows (const LimTable *table);

/* The table for people, @width columns of a terminal wide at most (0: as wide as it needs): the widest columns are cut
 * with “…” until it fits, but none below a few letters. Control characters in cells become blanks, so a cell cannot
 * steer the terminal. @color adds ANSI colours. Without rows the title and “none” remain; nothing of a table without title,
 * so whoever prints one says in words that there is nothing. Transfer full. */
char *lim_table_to_text (const LimTable *table, guint width, gboolean color);

/* The rows as an array of objects, in @doc; and the same as a text of its own with a final newline. Transfer full for
 * the text. */
LimJson *lim_table_to_json_node (const LimTable *table, LimJsonDoc *doc);
char *lim_table_to_json (const LimTable *table);
