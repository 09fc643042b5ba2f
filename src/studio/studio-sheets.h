/* studio-sheets.h: the pixels of the last few source sheets that were cut from, so that a rectangle which is dragged about does
 * not have its sheet decoded anew for each picture. */
#pragma once

#include "lora-sheet.h"

#define LIM_SHEETS_KEPT 3u

typedef struct LimSheets LimSheets;

/* May be used from several threads. Transfer full. */
LimSheets *lim_sheets_new (void);
void lim_sheets_free (LimSheets *sheets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSheets, lim_sheets_free)

/* A decoded sheet that several may look at. */
typedef struct
{
  LimImage *image; /* not to be changed */
  gboolean animated;
  GArray *words; /* see lim_sheet_pixels_words() */
  gsize read;    /* whether they were */
} LimSheetPixels;

/* The words that stand on it, the pixels of @sheet, as lim_lora_sheet_words() reads them; read when they are first asked for, which may take
 * a while. Borrowed. */
const GArray *lim_sheet_pixels_words (LimSheetPixels *pixels, const LimLoraSet *set, const LimLoraSheet *sheet);

/* The pixels of @sheet, whose hash must be set, as lim_lora_sheet_decode() gives them. Let go with lim_sheet_pixels_unref(). */
LimSheetPixels *lim_sheets_get (LimSheets *sheets, const LimLoraSet *set, const LimLoraSheet *sheet, GError **error);
void lim_sheet_pixels_unref (LimSheetPixels *pixels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSheetPixels, lim_sheet_pixels_unref)
