/* What kohya's scripts make of folders: the rules of lora-trainer.h, one row each. */
#include "lora-trainer.h"

#include <string.h>

/* -- Names of folders -- */

static const struct
{
  const char *holds, *name;
  gboolean is_numbered;
  gint64 repeats;
  const char *words;
} folders[] = {
  { "a number and words", "10_ada gull", TRUE, 10, "ada gull" },
  { "words keep their underscores", "02_two_part_name", TRUE, 2, "two_part_name" },
  { "without a number it is passed over", "ada", FALSE, 0, NULL },
  { "a number with letters is none", "3x_y", FALSE, 0, NULL },
  { "zero is a number, of no use", "0_x", TRUE, 0, "x" },
  { "so is a negative one", "-2_x", TRUE, -2, "x" },
  { "a sign before it is allowed", "+7_x", TRUE, 7, "x" },
  { "blanks around it are allowed", " 5 _x", TRUE, 5, "x" },
  { "a number alone has no words", "4", TRUE, 4, "" },
  { "an underscore first is no number", "_4_x", FALSE, 0, NULL },
  { "digits of other scripts count", "\xd9\xa3_x", TRUE, 3, "x" },
  { "superscripts do not", "\xc2\xb2_x", FALSE, 0, NULL },
  { "a fraction is none", "1.5_x", FALSE, 0, NULL },
  { "a number beyond all reason is cut", "99999999999999999999999_x", TRUE, 1000000000, "x" },
  { "bytes that are no text are no number", "\xff_x", FALSE, 0, NULL },
};

static void
test_folder (gconstpointer data)
{
  const typeof (folders[0]) *row = data;
  gint64 repeats = 0;
  const char *words = NULL;

  g_assert_cmpint (lim_trainer_parse_folder (row->name, &repeats, &words), ==, row->is_numbered);
  g_assert_cmpint (repeats, ==, row->repeats);
  g_assert_cmpstr (words, ==, row->words);
}

/* -- Steps -- */

static const struct
{
  const char *holds;
  guint64 samples;
  guint batch, accumulate;
  guint64 steps;
} epochs[] = {
  { "one sample, one step", 1, 1, 1, 1 },
  { "none, none", 0, 4, 1, 0 },
  { "60 images and as many of regularization at batch 1", 120, 1, 1, 120 },
  { "at batch 2", 120, 2, 1, 60 },
  { "at batch 8", 120, 8, 1, 15 },
  { "a partial batch is a batch", 121, 8, 1, 16 },
  { "accumulation rounds up as well", 121, 8, 3, 6 },
  { "a batch larger than the epoch", 5, 64, 1, 1 },
  { "no batch is one", 7, 0, 0, 7 },
};

static void
test_epoch (gconstpointer data)
{
  const typeof (epochs[0]) *row = data;

  g_assert_cmpuint (lim_trainer_epoch_steps (row->samples, row->batch, row->accumulate), ==, row->steps);
}

static const struct
{
  const char *holds;
  guint64 steps;
  LimPlanRange aim;
  gboolean can;
  guint64 least, most;
} aims[] = {
  { "several numbers hit", 150, { 800, 1200 }, TRUE, 6, 8 },
  { "both ends belong to the aim", 400, { 800, 1200 }, TRUE, 2, 3 },
  { "one hits", 700, { 1400, 1500 }, TRUE, 2, 2 },
  { "an epoch longer than the aim", 1201, { 800, 1200 }, FALSE, 0, 0 },
  { "an epoch that steps over it", 700, { 800, 1200 }, FALSE, 0, 0 },
  { "at least one epoch", 5, { 1, 4 }, FALSE, 0, 0 },
  { "nothing to train", 0, { 800, 1200 }, FALSE, 0, 0 },
};

static void
test_aim (gconstpointer data)
{
  const typeof (aims[0]) *row = data;
  guint64 least = 0, most = 0;

  g_assert_cmpint (lim_trainer_epochs (row->steps, &row->aim, &least, &most), ==, row->can);
  g_assert_cmpuint (least, ==, row->least);
  g_assert_cmpuint (most, ==, row->most);
}

/* -- Whole sets. A listing is words; a folder ends in “/”, “PATH=TEXT” is a caption -- */

static GPtrArray *
entries_of (const char *const *listing)
{
  GPtrArray *entries = lim_trainer_entries_new ();

  for (; *listing != NULL; listing++)
    {
      g_auto (GStrv) parts = g_strsplit (*listing, "=", 2);
      gsize length = strlen (parts[0]);
      gboolean is_folder = parts[0][length - 1] == '/';
      g_autoptr (GBytes) text = parts[1] != NULL ? g_bytes_new (parts[1], strlen (parts[1])) : NULL;

      if (is_folder)
        parts[0][length - 1] = '\0';
      lim_trainer_entries_add (entries, parts[0], is_folder, text);
    }
  return entries;
}

/* “name*repeats:caption|…”, then what is passed over and what stops. Transfer full. */
static char *
tell (const LimTrainerReading *reading)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < reading->images->len; i++)
    {
      const LimTrainerImage *image = reading->images->pdata[i];
      g_autofree char *name = g_path_get_basename (image->path);

      g_string_append_printf (out, "%s*%" G_GUINT64_FORMAT ":%s|", name, image->repeats, image->caption);
    }
  for (guint i = 0; i < reading->ignored->len; i++)
    g_string_append_printf (out, "-%d %s|", g_array_index (reading->ignored, LimTrainerPass, i).why,
                            g_array_index (reading->ignored, LimTrainerPass, i).path);
  for (guint i = 0; i < reading->stops->len; i++)
    g_string_append_printf (out, "!%s|", g_array_index (reading->stops, LimTrainerStop, i).path);
  return g_string_free (out, FALSE);
}

static const struct
{
  const char *holds;
  const char *listing[12];
  const char *reading;
} sets[] = {
  { "a caption replaces the folder's words",
    { "train/2_ada/", "train/2_ada/a.png", "train/2_ada/a.txt=ada, front\n", NULL },
    "a.png*2:ada, front|" },
  { "without one the folder's words are it",
    { "train/2_ada gull/", "train/2_ada gull/a.png", NULL },
    "a.png*2:ada gull|" },
  { "only the first line is read, without outer blanks",
    { "train/1_x/", "train/1_x/a.png", "train/1_x/a.txt=  ada \r\nmore", NULL },
    "a.png*1:ada|" },
  { "an empty first line is an empty caption",
    { "train/1_x/", "train/1_x/a.png", "train/1_x/a.txt=\nada", NULL },
    "a.png*1:|" },
  { "an empty file stops the run",
    { "train/1_x/", "train/1_x/a.png", "train/1_x/a.txt=", NULL },
    "a.png*1:|!train/1_x/a.txt|" },
  { "so do bytes that are not UTF-8, even far behind",
    { "train/1_x/", "train/1_x/a.png", "train/1_x/a.txt=ada\nx\xff", NULL },
    "a.png*1:|!train/1_x/a.txt|" },
  { "a byte order mark stays in the caption",
    { "train/1_x/", "train/1_x/a.png",
      "train/1_x/a.txt=\xef\xbb\xbf"
      "ada",
      NULL },
    "a.png*1:\xef\xbb\xbf"
    "ada|" },
  { "endings are all lower or all upper case",
    { "train/1_x/", "train/1_x/a.PNG", "train/1_x/b.Png", "train/1_x/c.gif", "train/1_x/d.webp", NULL },
    "a.PNG*1:x|d.webp*1:x|-5 train/1_x/b.Png|-5 train/1_x/c.gif|" },
  { "hidden, loose and deep images are passed over",
    { "train/1_x/", "train/1_x/.a.png", "train/1_x/deep/", "train/1_x/deep/b.png", "train/c.png", NULL },
    "-2 train/1_x|-6 train/1_x/.a.png|-3 train/1_x/deep|-4 train/c.png|" },
  { "folders without a number, or of none, are passed over",
    { "train/x/", "train/x/a.png", "train/0_y/", "train/0_y/b.png", NULL },
    "-1 train/0_y|-0 train/x|" },
  { "a name with four underscores takes another's caption",
    { "train/1_x/", "train/1_x/g_1_2_3_4.png", "train/1_x/g.txt=of g", NULL },
    "g_1_2_3_4.png*1:of g|" },
  { "its own caption goes first",
    { "train/1_x/", "train/1_x/g_1_2_3_4.png", "train/1_x/g.txt=of g", "train/1_x/g_1_2_3_4.txt=own", NULL },
    "g_1_2_3_4.png*1:own|-8 train/1_x/g.txt|" },
  { "underscores of the folder count among the four",
    { "train/10_ada_v1/", "train/10_ada_v1/a_1_2.png", "train/10.txt=astray", NULL },
    "a_1_2.png*10:astray|" },
  { "a caption alone, and one of another ending, are passed over",
    { "train/1_x/", "train/1_x/a.png", "train/1_x/a.caption=ada", "train/1_x/b.txt=ada", NULL },
    "a.png*1:x|-9 train/1_x/a.caption|-8 train/1_x/b.txt|" },
  { "regularization is evened out: one image is shown as often as all others together",
    { "train/3_x/", "train/3_x/a.png", "train/3_x/b.png", "reg/1_y/", "reg/1_y/r.png", NULL },
    "a.png*3:x|b.png*3:x|r.png*6:y|" },
  { "in turn, the first ones once more",
    { "train/7_x/", "train/7_x/a.png", "reg/1_y/", "reg/1_y/r.png", "reg/1_y/s.png", "reg/1_y/t.png", NULL },
    "a.png*7:x|r.png*3:y|s.png*2:y|t.png*2:y|" },
  { "those beyond the training samples are never shown",
    { "train/2_x/", "train/2_x/a.png", "reg/1_y/", "reg/1_y/r.png", "reg/1_y/s.png", "reg/1_y/t.png", NULL },
    "a.png*2:x|r.png*1:y|s.png*1:y|-7 reg/1_y/t.png|" },
  { "repeats of regularization may go beyond them",
    { "train/3_x/", "train/3_x/a.png", "reg/2_y/", "reg/2_y/r.png", "reg/2_y/s.png", "reg/2_y/t.png", NULL },
    "a.png*3:x|r.png*2:y|s.png*2:y|-7 reg/2_y/t.png|" },
  { "without training images no regularization image is used",
    { "reg/1_y/", "reg/1_y/r.png", NULL },
    "-7 reg/1_y/r.png|" },
  { "a folder named like an image stops the run",
    { "train/1_x/", "train/1_x/a.png", "train/1_x/b.png/", NULL },
    "a.png*1:x|!train/1_x/b.png|" },
  { "an empty numbered folder is passed over", { "train/1_x/", NULL }, "-2 train/1_x|" },
  { "nothing is nothing", { NULL }, "" },
};

static void
test_set (gconstpointer data)
{
  const typeof (sets[0]) *row = data;
  g_autoptr (GPtrArray) entries = entries_of (row->listing);
  g_autoptr (LimTrainerReading) reading = lim_trainer_read (entries, ".txt");
  g_autofree char *told = tell (reading);

  g_assert_cmpstr (told, ==, row->reading);
}

static void
test_samples (void)
{
  const char *const listing[] = { "train/10_x/", "train/10_x/a.png", "train/10_x/b.png",
                                  "reg/1_y/",    "reg/1_y/r.png",    NULL };
  g_autoptr (GPtrArray) entries = entries_of (listing);
  g_autoptr (LimTrainerReading) reading = lim_trainer_read (entries, ".txt");

  g_assert_cmpuint (reading->train_samples, ==, 20);
  g_assert_cmpuint (reading->reg_samples, ==, 20);
  g_assert_cmpuint (lim_trainer_epoch_steps (reading->train_samples + reading->reg_samples, 1, 1), ==, 40);
}

#define ADD(rows, where, test)                                                                                       \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)                                                                    \
    {                                                                                                                \
      g_autofree char *path = g_strdup_printf ("/lora/trainer/" where "/%s", rows[i].holds);                         \
      g_test_add_data_func (path, &rows[i], test);                                                                   \
    }

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (folders, "folder", test_folder)
  ADD (epochs, "epoch", test_epoch)
  ADD (aims, "aim", test_aim)
  ADD (sets, "set", test_set)
  g_test_add_func ("/lora/trainer/one regularization image doubles the epoch", test_samples);
  return g_test_run ();
}
