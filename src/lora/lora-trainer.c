#include "lora-trainer.h"

#include "base-text.h"

#include <string.h>

/* More repeats than anybody means; sums of them still fit. */
#define MOST_REPEATS 1000000000

static const char *const reasons[LIM_TRAINER_N_IGNORED] = {
  [LIM_TRAINER_NO_NUMBER] = "its name does not begin with a number and “_”",
  [LIM_TRAINER_NO_REPEATS] = "its number is less than 1",
  [LIM_TRAINER_NO_IMAGES] = "it holds no images",
  [LIM_TRAINER_TOO_DEEP] = "folders within a folder of images are not looked into",
  [LIM_TRAINER_LOOSE] = "it lies in no numbered folder",
  [LIM_TRAINER_ENDING] = "images end in .png, .jpg, .jpeg, .webp or .bmp, all lower or all upper case",
  [LIM_TRAINER_HIDDEN] = "names that begin with “.” are not listed",
  [LIM_TRAINER_REG_SURPLUS] = "there are more regularization images than training samples in an epoch",
  [LIM_TRAINER_CAPTION_ALONE] = "there is no image beside it",
  [LIM_TRAINER_CAPTION_OTHER] = "captions end in .txt here",
};

const char *
lim_trainer_ignored_reason (LimTrainerIgnored why)
{
  return reasons[why];
}

static void
entry_free (gpointer data)
{
  LimTrainerEntry *entry = data;

  g_free (entry->path);
  g_clear_pointer (&entry->text, g_bytes_unref);
  g_free (entry);
}

GPtrArray *
lim_trainer_entries_new (void)
{
  return g_ptr_array_new_with_free_func (entry_free);
}

void
lim_trainer_entries_add (GPtrArray *entries, const char *path, gboolean is_folder, GBytes *text)
{
  LimTrainerEntry *entry = g_new0 (LimTrainerEntry, 1);

  entry->path = g_strdup (path);
  entry->is_folder = is_folder;
  entry->text = text != NULL ? g_bytes_ref (text) : NULL;
  g_ptr_array_add (entries, entry);
}

static void
image_free (gpointer data)
{
  LimTrainerImage *image = data;

  g_free (image->caption_path);
  g_free (image->caption);
  g_free (image);
}

void
lim_trainer_reading_free (LimTrainerReading *reading)
{
  if (reading == NULL)
    return;
  g_ptr_array_unref (reading->images);
  g_array_unref (reading->ignored);
  g_array_unref (reading->stops);
  g_free (reading);
}

/* -- Names -- */

static const char *const image_endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".bmp" };
static const char *const other_endings[] = { ".gif", ".tif", ".tiff", ".avif", ".jxl", ".heic" };
static const char *const caption_endings[] = { ".txt", ".caption" };

static const char *
ending_of (const char *name)
{
  const char *slash = strrchr (name, '/'), *dot = strrchr (name, '.');

  return dot != NULL && (slash == NULL || dot > slash) ? dot : "";
}

static gboolean
is_among (const char *ending, const char *const *endings, gsize n)
{
  g_autofree char *lower = g_ascii_strdown (ending, -1);

  for (gsize i = 0; i < n; i++)
    if (strcmp (lower, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
lim_trainer_is_image (const char *name)
{
  const char *ending = ending_of (name);
  g_autofree char *lower = g_ascii_strdown (ending, -1), *upper = g_ascii_strup (ending, -1);

  return is_among (ending, image_endings, G_N_ELEMENTS (image_endings))
         && (strcmp (ending, lower) == 0 || strcmp (ending, upper) == 0);
}

gboolean
lim_trainer_looks_like_image (const char *name)
{
  return is_among (ending_of (name), image_endings, G_N_ELEMENTS (image_endings))
         || is_among (ending_of (name), other_endings, G_N_ELEMENTS (other_endings));
}

/* What Python's strip() takes off. */
static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || c == 0x0b || (c >= 0x1c && c <= 0x1f) || c == 0x85;
}

/* @text without outer blanks. Transfer full. */
static char *
strip (const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end && is_blank (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text)
    {
      const char *last = g_utf8_find_prev_char (text, end);

      if (last == NULL || !is_blank (g_utf8_get_char (last)))
        break;
      end = last;
    }
  return g_strndup (text, (gsize) (end - text));
}

/* Python's int(): blanks, a sign, digits of any script. */
static gboolean
parse_int (const char *text, gsize length, gint64 *value)
{
  g_autofree char *number = g_utf8_validate (text, (gssize) length, NULL) ? strip (text, length) : g_strdup ("");
  const char *at = number;
  gboolean negative = *at == '-';
  gint64 sum = 0;

  if (*at == '-' || *at == '+')
    at++;
  if (*at == '\0')
    return FALSE;
  for (; *at != '\0'; at = g_utf8_next_char (at))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (at));

      if (digit < 0 || g_unichar_type (g_utf8_get_char (at)) != G_UNICODE_DECIMAL_NUMBER)
        return FALSE;
      sum = MIN (10 * sum + digit, MOST_REPEATS);
    }
  *value = negative ? -sum : sum;
  return TRUE;
}

gboolean
lim_trainer_parse_folder (const char *name, gint64 *repeats, const char **words)
{
  const char *end = strchrnul (name, '_');

  if (!parse_int (name, (gsize) (end - name), repeats))
    return FALSE;
  *words = *end == '_' ? end + 1 : end;
  return TRUE;
}

/* -- Reading -- */

typedef struct
{
  LimTrainerReading *reading;
  GHashTable *by_path; /* path → entry */
  GPtrArray *sorted;   /* entries by path */
  GHashTable *used;    /* paths of captions that an image took */
  const char *caption_ending;
} Reader;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(LimTrainerEntry *const *) a)->path, (*(LimTrainerEntry *const *) b)->path);
}

static void
pass_over (Reader *self, const char *path, LimTrainerIgnored why)
{
  const LimTrainerPass pass = { path, why };

  g_array_append_val (self->reading->ignored, pass);
}

static void
stop (Reader *self, const char *path, const char *reason)
{
  const LimTrainerStop end = { path, reason };

  g_array_append_val (self->reading->stops, end);
}

/* Zero bytes are characters to Python. */
static gboolean
is_utf8 (const char *bytes, gsize length)
{
  for (const char *end = bytes + length; bytes < end;)
    {
      const char *zero = memchr (bytes, 0, (gsize) (end - bytes));
      const char *stop = zero != NULL ? zero : end;

      if (!g_utf8_validate (bytes, stop - bytes, NULL))
        return FALSE;
      bytes = stop + 1;
    }
  return TRUE;
}

/* The first line of a caption; NULL when the run stops at it. Transfer full. */
static char *
read_caption (Reader *self, const LimTrainerEntry *entry)
{
  gsize length = 0;
  const char *bytes = entry->text != NULL ? g_bytes_get_data (entry->text, &length) : NULL;
  gsize line = 0;

  if (length == 0)
    {
      stop (self, entry->path, "an empty file");
      return NULL;
    }
  if (!is_utf8 (bytes, length))
    {
      stop (self, entry->path, "bytes that are not UTF-8");
      return NULL;
    }
  while (line < length && bytes[line] != '\n' && bytes[line] != '\r' && bytes[line] != '\0')
    line++;
  return strip (bytes, line);
}

/* The caption file of the image @path: its own, else by its path without the last four parts. Transfer full. */
static char *
find_caption (const Reader *self, const char *path, LimTrainerCaption *source)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (ending_of (path)));
  g_autofree char *own = g_strconcat (stem, self->caption_ending, NULL);
  const LimTrainerEntry *entry = g_hash_table_lookup (self->by_path, own);
  char *cut = stem + strlen (stem);

  *source = LIM_TRAINER_CAPTION_OWN;
  if (entry != NULL && !entry->is_folder)
    return g_steal_pointer (&own);
  for (int i = 0; i < 4; i++)
    {
      *cut = '\0';
      cut = strrchr (stem, '_');
      if (cut == NULL)
        return NULL;
    }
  *cut = '\0';
  *source = LIM_TRAINER_CAPTION_FOREIGN;
  g_autofree char *other = g_strconcat (stem, self->caption_ending, NULL);
  entry = g_hash_table_lookup (self->by_path, other);
  return entry != NULL && !entry->is_folder ? g_steal_pointer (&other) : NULL;
}

static void
read_image (Reader *self, const LimTrainerEntry *entry, gboolean is_reg, guint64 repeats, const char *words)
{
  LimTrainerImage *image = g_new0 (LimTrainerImage, 1);

  image->path = entry->path;
  image->is_reg = is_reg;
  image->repeats = repeats;
  image->caption_path = find_caption (self, entry->path, &image->source);
  if (image->caption_path != NULL)
    {
      g_hash_table_add (self->used, image->caption_path);
      image->caption = read_caption (self, g_hash_table_lookup (self->by_path, image->caption_path));
    }
  else
    image->source = LIM_TRAINER_CAPTION_CLASS;
  if (image->caption == NULL)
    image->caption = image->caption_path == NULL ? g_utf8_make_valid (words, -1) : g_strdup ("");
  g_ptr_array_add (self->reading->images, image);
}

/* The part of @path below the folder @folder; NULL when it is not in there, or is itself. */
static const char *
below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

static void
look_at_file (Reader *self, const LimTrainerEntry *entry, const char *name)
{
  if (!lim_trainer_looks_like_image (name))
    return;
  if (name[0] == '.')
    pass_over (self, entry->path, LIM_TRAINER_HIDDEN);
  else if (!lim_trainer_is_image (name))
    pass_over (self, entry->path, LIM_TRAINER_ENDING);
}

static void
read_folder (Reader *self, const LimTrainerEntry *folder, gboolean is_reg, gint64 repeats, const char *words)
{
  guint before = self->reading->images->len;

  for (guint i = 0; i < self->sorted->len; i++)
    {
      const LimTrainerEntry *entry = self->sorted->pdata[i];
      const char *name = below (entry->path, folder->path);

      if (name == NULL || strchr (name, '/') != NULL)
        continue;
      if (name[0] != '.' && lim_trainer_is_image (name) && entry->is_folder)
        stop (self, entry->path, "a folder named like an image");
      else if (name[0] != '.' && lim_trainer_is_image (name))
        read_image (self, entry, is_reg, (guint64) repeats, words);
      else if (entry->is_folder)
        pass_over (self, entry->path, LIM_TRAINER_TOO_DEEP);
      else
        look_at_file (self, entry, name);
    }
  if (self->reading->images->len == before)
    pass_over (self, folder->path, LIM_TRAINER_NO_IMAGES);
  *(is_reg ? &self->reading->n_reg : &self->reading->n_train) += self->reading->images->len - before;
}

static void
read_parent (Reader *self, const char *parent, gboolean is_reg)
{
  for (guint i = 0; i < self->sorted->len; i++)
    {
      const LimTrainerEntry *entry = self->sorted->pdata[i];
      const char *name = below (entry->path, parent), *words;
      gint64 repeats;

      if (name == NULL || strchr (name, '/') != NULL)
        continue;
      if (!entry->is_folder)
        {
          if (lim_trainer_looks_like_image (name))
            pass_over (self, entry->path, LIM_TRAINER_LOOSE);
        }
      else if (!lim_trainer_parse_folder (name, &repeats, &words))
        pass_over (self, entry->path, LIM_TRAINER_NO_NUMBER);
      else if (repeats < 1)
        pass_over (self, entry->path, LIM_TRAINER_NO_REPEATS);
      else
        read_folder (self, entry, is_reg, repeats, words);
    }
}

static void
look_at_captions (Reader *self)
{
  for (guint i = 0; i < self->sorted->len; i++)
    {
      const LimTrainerEntry *entry = self->sorted->pdata[i];
      const char *ending = ending_of (entry->path);

      if (entry->is_folder || !is_among (ending, caption_endings, G_N_ELEMENTS (caption_endings))
          || g_hash_table_contains (self->used, entry->path)
          || (below (entry->path, "train") == NULL && below (entry->path, "reg") == NULL))
        continue;
      pass_over (self, entry->path,
                 strcmp (ending, self->caption_ending) == 0 ? LIM_TRAINER_CAPTION_ALONE : LIM_TRAINER_CAPTION_OTHER);
    }
}

/* -- Evening out -- */

/* The trainer goes round the regularization images until they are as many as the training samples: first each by its own
 * number, then one more of each. */
static void
even_out (Reader *self)
{
  LimTrainerReading *reading = self->reading;
  guint64 n = 0, aim = reading->train_samples, rounds, rest;
  guint first = reading->n_train, used = 0;

  if (reading->n_reg == 0)
    return;
  for (; used < reading->n_reg && n < aim; used++)
    n += ((LimTrainerImage *) reading->images->pdata[first + used])->repeats;
  for (guint i = used; i < reading->n_reg; i++)
    pass_over (self, ((LimTrainerImage *) reading->images->pdata[first + i])->path, LIM_TRAINER_REG_SURPLUS);
  g_ptr_array_set_size (reading->images, (int) (first + used));
  rounds = n < aim ? (aim - n) / used : 0; /* n < aim leaves none unused, so there is one */
  rest = n < aim ? (aim - n) % used : 0;
  for (guint i = 0; i < used; i++)
    ((LimTrainerImage *) reading->images->pdata[first + i])->repeats += rounds + (i < rest ? 1 : 0);
  reading->n_reg_used = used;
  reading->reg_samples = MAX (n, aim);
}

static int
compare_passes (gconstpointer a, gconstpointer b)
{
  return strcmp (((const LimTrainerPass *) a)->path, ((const LimTrainerPass *) b)->path);
}

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  return strcmp (((const LimTrainerStop *) a)->path, ((const LimTrainerStop *) b)->path);
}

LimTrainerReading *
lim_trainer_read (const GPtrArray *entries, const char *caption_ending)
{
  LimTrainerReading *reading = g_new0 (LimTrainerReading, 1);
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  Reader self = {
    .reading = reading, .by_path = by_path, .sorted = sorted, .used = used, .caption_ending = caption_ending
  };

  reading->images = g_ptr_array_new_with_free_func (image_free);
  reading->ignored = g_array_new (FALSE, FALSE, sizeof (LimTrainerPass));
  reading->stops = g_array_new (FALSE, FALSE, sizeof (LimTrainerStop));
  for (guint i = 0; i < entries->len; i++)
    {
      LimTrainerEntry *entry = entries->pdata[i];

      g_ptr_array_add (sorted, entry);
      g_hash_table_insert (by_path, entry->path, entry);
    }
  g_ptr_array_sort (sorted, compare_entries);
  read_parent (&self, "train", FALSE);
  read_parent (&self, "reg", TRUE);
  for (guint i = 0; i < reading->n_train; i++)
    reading->train_samples += ((LimTrainerImage *) reading->images->pdata[i])->repeats;
  look_at_captions (&self);
  even_out (&self);
  g_array_sort (reading->ignored, compare_passes);
  g_array_sort (reading->stops, compare_stops);
  return reading;
}

/* -- Steps -- */

static guint64
divide_up (guint64 n, guint64 by)
{
  return n / by + (n % by != 0);
}

guint64
lim_trainer_epoch_steps (guint64 samples, guint batch, guint accumulate)
{
  return divide_up (divide_up (samples, MAX (batch, 1)), MAX (accumulate, 1));
}

gboolean
lim_trainer_epochs (guint64 epoch_steps, const LimPlanRange *aim, guint64 *least, guint64 *most)
{
  guint64 from, to;

  if (epoch_steps == 0)
    return FALSE;
  from = MAX (divide_up (aim->least, epoch_steps), 1);
  to = aim->most / epoch_steps;
  if (from > to)
    return FALSE;
  *least = from;
  *most = to;
  return TRUE;
}
