#include "lora-words.h"

#include "base-file.h"
#include "imaging-text-read.h"

#define MOST_BYTES ((gsize) 8 << 20)

static char *
path_of (const LimLoraSet *set, const LimLoraSheet *sheet)
{
  const guint8 *ground = set->plan->background;
  g_autofree char *name = g_strdup_printf ("%s/%s-%02x%02x%02x.json", LIM_LORA_WORDS_FOLDER, sheet->sha256, ground[0],
                                           ground[1], ground[2]);

  return lim_project_path (set->project, name);
}

/* What is kept, each rectangle a list of four numbers. NULL: nothing that could be used. */
static GArray *
recall (const char *path)
{
  gsize length = 0;
  char *text = lim_file_read (path, MOST_BYTES, &length, NULL);
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse_take (path, text, length, NULL) : NULL;
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (LimImageRect));

  if (doc == NULL || !lim_json_is (lim_json_root (doc), LIM_JSON_ARRAY))
    return NULL;
  for (const LimJson *at = lim_json_first (lim_json_root (doc)); at != NULL; at = lim_json_next (at))
    {
      const LimJson *number = lim_json_first (at);
      gint64 sides[4];

      for (guint i = 0; i < G_N_ELEMENTS (sides); i++, number = lim_json_next (number))
        if (!lim_json_int (number, &sides[i]) || sides[i] < 0 || sides[i] > G_MAXUINT16)
          return NULL;
      const LimImageRect rect = { (guint) sides[0], (guint) sides[1], (guint) sides[2], (guint) sides[3] };
      g_array_append_val (words, rect);
    }
  return g_steal_pointer (&words);
}

/* A project that cannot be written is no reason to read nothing. */
static void
keep (const LimProject *project, const char *path, const GArray *words)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < words->len; i++)
    {
      const LimImageRect *rect = &g_array_index (words, LimImageRect, i);
      const guint sides[] = { rect->left, rect->top, rect->width, rect->height };
      LimJson *one = lim_json_new_array (doc);

      for (guint k = 0; k < G_N_ELEMENTS (sides); k++)
        lim_json_append (one, lim_json_new_int (doc, sides[k]));
      lim_json_append (list, one);
    }
  lim_json_doc_set_root (doc, list);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  if (lim_project_ensure_state_folder (project, NULL))
    lim_file_write_bytes (path, bytes, NULL);
}

GArray *
lim_lora_sheet_words (const LimLoraSet *set, const LimLoraSheet *sheet, const LimImage *pixels)
{
  g_autofree char *path = sheet->sha256 != NULL && lim_image_can_read_words () ? path_of (set, sheet) : NULL;
  GArray *words = path != NULL ? recall (path) : NULL;

  if (words != NULL)
    return words;
  words = lim_image_read_words (pixels);
  if (path != NULL)
    keep (set->project, path, words);
  return words;
}
