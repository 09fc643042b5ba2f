/* lora-words.h: the words that stand on a sheet. Reading takes a second or so, so what was read is kept in .limner/words/ under the hash of the
 * sheet; a cache, which may be deleted at any time. */
#pragma once

#include "lora-sheet.h"

#define LIM_LORA_WORDS_FOLDER ".limner/words"

/* The words on @pixels, which are those of @sheet, as lim_image_read_words() reads them. Transfer full. */
GArray *lim_lora_sheet_words (const LimLoraSet *set, const LimLoraSheet *sheet, const LimImage *pixels);
