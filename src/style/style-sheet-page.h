/* style-sheet-page.h: the HTML of a contact sheet, as a function of what is on it. Pure: no files, no clock.
 *
 * The page loads nothing and runs only its own script (a content security policy by hash says so to the browser). Every
 * text of the project is escaped, and stripped of what could steer a terminal or turn the reading direction. The parts
 * that are no data lie in data/sheet/ and are embedded in the program. */
#pragma once

#include "canon-stale.h"
#include "canon.h"
#include "record.h"

/* How many of one lane or faction stand where. */
typedef struct
{
  char *name; /* NULL: those without */
  guint counts[LIM_N_STATUSES];
} LimSheetShare;

/* What stands above the pictures. Everything is borrowed. */
typedef struct
{
  const char *title;
  const char *subtitle;              /* what was chosen for the sheet, a sentence */
  const char *faction_label;         /* what a faction is called here */
  const char *const *dimensions;     /* that can be sorted by */
  const char *const *failure_modes;  /* that occur */
  const GPtrArray *lanes, *factions; /* (element-type LimSheetShare) */
  guint counts[LIM_N_STATUSES];
  guint n_bound, n_missing; /* records with a fresh binding; records without a picture */
} LimSheetHead;

/* One picture. Everything is borrowed. */
typedef struct
{
  const LimRecord *record;
  const char *lane, *faction; /* may be NULL */
  LimBindingState binding;
  GBytes *thumbnail;   /* JPEG; NULL: no picture */
  const char *missing; /* why there is none, a few words; NULL with a thumbnail */
  const char *path;    /* of the picture, relative to where the sheet will lie; NULL: do not refer to it */
} LimSheetCard;

/* The page up to the first card; the page after the last one. @canon gives the names and the limits that colours follow. */
void lim_sheet_append_head (GString *out, const LimSheetHead *head);
void lim_sheet_append_card (GString *out, const LimSheetCard *card, const LimCanon *canon,
                            const char *const *dimensions);
void lim_sheet_append_tail (GString *out, const LimSheetHead *head);

/* @text in HTML, inside an element or a quoted attribute; NULL is nothing. */
void lim_sheet_append_text (GString *out, const char *text);

/* @text between two pieces of markup; and as the value of an attribute, with the space before it. */
void lim_sheet_append_element (GString *out, const char *open, const char *text, const char *close);
void lim_sheet_append_attribute (GString *out, const char *name, const char *value);
