/* One row of an export: its texts, its images, whether it was there before. */
#include "export-check.h"

#include <string.h>

#include "base-hash.h"
#include "base-text.h"

/* Longer texts do not fit what trainers keep of a row, even with the limits that the cards advise. */
#define LONG_TEXT 8192
#define TOO_LONG_TEXT 65536

static const char *const placeholders[] = { "<image>",       "<video>",     "<audio>", "<bbox>", "<ref-object>",
                                            "<start-image>", "<end-image>", "<|",      "|>" };

/* A row while it is checked. */
typedef struct
{
  LimCheck *check;
  const LimCheckFile *file;
  guint file_index;
  guint index; /* of the row in its file */
  guint line;
  gboolean is_bad;
} Place;

static void fault (Place *place, const char *kind, const char *key, const char *format, ...) G_GNUC_PRINTF (4, 5);

static void
fault (Place *place, const char *kind, const char *key, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place->is_bad = TRUE;
  lim_check_fault (place->check, LIM_FINDING_ERROR, kind, place->file->path, place->line, key, "%s", text);
}

/* -- Texts -- */

static const char *
find_ignoring_case (const char *text, const char *word)
{
  gsize length = strlen (word);

  for (; *text != '\0'; text++)
    if (g_ascii_strncasecmp (text, word, length) == 0)
      return text;
  return NULL;
}

static void
check_placeholders (Place *place, const char *key, const char *text)
{
  if (strpbrk (text, "<|") == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (placeholders); i++)
    if (find_ignoring_case (text, placeholders[i]) != NULL)
      fault (place, "a placeholder stands in a text", key,
             "“%s” inside the text; trainers take it for an image or a token", placeholders[i]);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
check_text (Place *place, const char *key, const char *text)
{
  gsize length = strlen (text);

  if (is_blank (text))
    fault (place, "a text is empty", key, "the text is empty");
  if (length > TOO_LONG_TEXT)
    fault (place, "a text is too long", key, "%" G_GSIZE_FORMAT " bytes; no trainer keeps more than %d", length,
           TOO_LONG_TEXT);
  else if (length > LONG_TEXT)
    lim_check_fault (place->check, LIM_FINDING_WARNING, "a text is long", place->file->path, place->line, key,
                     "%" G_GSIZE_FORMAT " bytes; raise the trainer's limit of tokens, or it is cut", length);
  check_placeholders (place, key, text);
}

/* The question without its tags, or NULL with a fault. */
static const char *
check_tags (Place *place, const LimCheckRow *row)
{
  const char *text = row->question;
  guint n = 0;

  if (!place->file->schema->tags)
    return text;
  for (; g_str_has_prefix (text, "<image>"); text += strlen ("<image>"))
    n++;
  if (n != row->n_images)
    {
      fault (place, "placeholders do not match the images", "question", "%u <image> in front for %u images", n,
             row->n_images);
      return NULL;
    }
  return *text == '\n' ? text + 1 : text;
}

static void
check_texts (Place *place, const LimCheckRow *row)
{
  const char *question = check_tags (place, row);

  if (question != NULL)
    check_text (place, "question", question);
  check_text (place, "answer", row->answer);
  if (row->rejected == NULL)
    return;
  check_text (place, "rejected", row->rejected);
  if (strcmp (row->answer, row->rejected) == 0)
    fault (place, "both answers are equal", "rejected", "chosen and rejected are the same text");
}

/* -- Images -- */

static gboolean
is_base64 (const char *text, gsize length)
{
  gsize padding = length >= 2 && text[length - 1] == '=' ? (text[length - 2] == '=' ? 2 : 1) : 0;

  if (length == 0 || length % 4 != 0)
    return FALSE;
  for (gsize i = 0; i < length - padding; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  return TRUE;
}

GBytes *
lim_check_decode_embedded (const char *reference, char **claimed)
{
  const char *text = reference;
  gsize length;
  guchar *data;

  if (g_str_has_prefix (reference, "data:"))
    {
      const char *comma = strstr (reference, ";base64,");

      if (comma == NULL)
        return NULL;
      *claimed = g_strndup (reference + 5, (gsize) (comma - reference) - 5);
      text = comma + strlen (";base64,");
    }
  if (!is_base64 (text, strlen (text)))
    return NULL;
  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

gboolean
lim_check_is_embedded (const char *reference)
{
  return g_str_has_prefix (reference, "data:") || strlen (reference) > 512;
}

static void
check_mime (Place *place, const char *claimed, GBytes *bytes)
{
  LimImageInfo info;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (claimed != NULL && lim_image_probe_bytes (data, length, "image", &info, NULL)
      && strcmp (claimed, lim_image_format_mime (info.format)) != 0)
    fault (place, "an image is not what it is called", "image", "called %s, but the bytes are %s", claimed,
           lim_image_format_mime (info.format));
}

char *
lim_check_image_path (const char *file, const char *reference)
{
  const char *slash = strrchr (file, '/');

  if (slash == NULL)
    return g_strdup (reference);
  return g_strdup_printf ("%.*s/%s", (int) (slash - file), file, reference);
}

/* An image is in several rows, and decoding is slow: what was seen by its text is not decoded again. */
static gboolean
check_embedded (Place *place, const char *reference, guint *image)
{
  g_autofree char *key = lim_sha256_hex (reference, -1);
  g_autofree char *claimed = NULL;

  if (lim_check_image_known (place->check, key, image))
    return TRUE;
  g_autoptr (GBytes) bytes = lim_check_decode_embedded (reference, &claimed);
  if (bytes == NULL)
    {
      fault (place, "an image cannot be decoded", "image", "the text inside the row is no base64 image");
      return FALSE;
    }
  check_mime (place, claimed, bytes);
  *image = lim_check_image_bytes (place->check, key, bytes);
  return TRUE;
}

static gboolean
check_image (Place *place, const char *reference, guint *image)
{
  if (lim_check_is_embedded (reference))
    return check_embedded (place, reference, image);
  if (strstr (reference, "://") != NULL)
    {
      lim_check_fault (place->check, LIM_FINDING_WARNING, "an image is elsewhere", place->file->path, place->line,
                       NULL, "the image is an address on the network and was not looked at");
      return FALSE;
    }
  if (!lim_text_is_safe_relative_path (reference))
    {
      g_autofree char *harmless = lim_text_harmless (reference);
      fault (place, "a path leads out of the folder", "image", "“%.80s”: expected a path inside the folder",
             harmless);
      return FALSE;
    }
  g_autofree char *path = lim_check_image_path (place->file->path, reference);
  *image = lim_check_image_file (place->check, path);
  return TRUE;
}

static void
check_row_images (Place *place, const LimCheckRow *row, LimHasher *content)
{
  for (guint i = 0; i < row->n_images; i++)
    {
      guint image;

      if (!check_image (place, row->images[i], &image))
        continue;
      const LimCheckImage *seen = g_ptr_array_index (place->check->images, image);
      LimCheckShowing showing = { image, place->file_index, place->index, place->file->split };

      if (seen->is_bad && seen->path != NULL)
        fault (place, "an image is missing", "image", "%s is not there", seen->path);
      g_array_append_val (place->check->showings, showing);
      lim_hasher_add_string (content, seen->sha256);
    }
}

/* -- Rows -- */

static void
check_repeated (Place *place, const LimCheckRow *row, LimHasher *content)
{
  lim_hasher_add_string (content, place->file->config);
  lim_hasher_add_string (content, row->question);
  lim_hasher_add_string (content, row->answer);
  lim_hasher_add_string (content, row->rejected);
  lim_hasher_add_string (content, !row->has_label ? NULL : row->label ? "true" : "false");

  char *digest = lim_hasher_finish_hex (content);
  const char *first = g_hash_table_lookup (place->check->rows_seen, digest);
  if (first == NULL)
    {
      g_hash_table_insert (place->check->rows_seen, digest,
                           g_strdup_printf ("%s:%u", place->file->path, place->line));
      return;
    }
  g_free (digest);
  fault (place, "a row repeats", NULL, "the same images, question and answer as %s", first);
}

static void
check_unit_line (Place *place)
{
  if (g_hash_table_size (place->check->units) == 0)
    return;
  g_autofree char *key = g_strdup_printf ("%s\n%u", place->file->path, place->index);
  if (!g_hash_table_contains (place->check->units, key))
    fault (place, "units.jsonl does not match", NULL, "units.jsonl has no line for row %u", place->index);
}

static void
check_parsed_row (Place *place, const LimJson *json)
{
  LimCheckRow row;
  g_auto (LimRowFault) wrong = { 0 };

  if (!lim_check_read_row (place->file->schema, json, place->check->strict, &row, &wrong))
    {
      fault (place, "a row does not fit the format", wrong.key, "%s", wrong.what);
      return;
    }
  g_autoptr (LimHasher) content = lim_hasher_new ();
  check_texts (place, &row);
  check_row_images (place, &row, content);
  check_repeated (place, &row, content);
  check_unit_line (place);
}

/* Characters that some readers take for the end of a line. */
static gboolean
has_line_breaker (const char *text, gsize length)
{
  for (const char *at = memchr (text, 0xe2, length); at != NULL;
       at = memchr (at + 1, 0xe2, length - (gsize) (at + 1 - text)))
    if (length - (gsize) (at - text) >= 3 && at[1] == (char) 0x80 && (at[2] == (char) 0xa8 || at[2] == (char) 0xa9))
      return TRUE;
  return memmem (text, length, "\xc2\x85", 2) != NULL;
}

static void
check_row_text (Place *place, const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("row", text, (gssize) length, &error);

  place->check->n_rows++;
  if (doc == NULL)
    fault (place, "a row is no JSON", NULL, "%s", error->message);
  else
    {
      if (has_line_breaker (text, length))
        lim_check_fault (place->check, LIM_FINDING_WARNING, "a line could be cut", place->file->path, place->line,
                         NULL, "a line separator stands in a text without being escaped");
      check_parsed_row (place, lim_json_root (doc));
    }
  place->check->n_bad_rows += place->is_bad ? 1 : 0;
}

void
lim_check_row (LimCheck *check, guint file, guint index, guint line, const char *text, gsize length)
{
  Place place = { check, g_ptr_array_index (check->files, file), file, index, line, FALSE };

  check_row_text (&place, text, length);
  lim_progress_step (check->context->progress, 1, NULL);
}
