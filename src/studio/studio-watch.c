#include "studio-watch.h"

#include "canon.h"

#include <string.h>
#include <sys/stat.h>

/* What a page is told of, and the folders and files whose times tell it. The first are the files that canon.h names. */
static const struct
{
  const char *name, *paths[10];
  const char *of_each; /* a folder whose folders tell it too */
} parts[] = {
  { "canon", { NULL } },
  { "records", { "records", NULL } },
  { "comparisons", { "comparisons", NULL } },
  { "inputs", { "inputs/prompts", "inputs/identity-packets", "limner.yaml", NULL } },
  { "exports", { "exports", NULL } },
  { "datasets", { "dataset", "inputs/references", NULL }, .of_each = "dataset" },
  { "story",
    { "story", "story/briefs", "story/codex", "story/visuals", "story/illustrations", "story/reviews",
      "story/reviews/briefs", "story/reviews/codex", NULL } },
};

#define N_PARTS G_N_ELEMENTS (parts)

struct LimWatch
{
  const LimProject *project;
  guint64 seen[N_PARTS];
};

/* Mixes when and how large @relative is into @state. */
static void
mix (const LimWatch *self, const char *relative, guint64 *state)
{
  g_autofree char *path = lim_project_path (self->project, relative);
  struct stat info;
  guint64 values[4] = { 0 };

  if (stat (path, &info) == 0)
    {
      values[0] = (guint64) info.st_mtim.tv_sec;
      values[1] = (guint64) info.st_mtim.tv_nsec;
      values[2] = (guint64) info.st_ino;
      values[3] = S_ISREG (info.st_mode) ? (guint64) info.st_size : 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    *state = (*state ^ values[i]) * G_GUINT64_CONSTANT (0x100000001b3);
}

/* The sum, so that the order in which the disk lists them does not matter. */
static void
mix_each (const LimWatch *self, const char *relative, guint64 *state)
{
  g_autofree char *path = lim_project_path (self->project, relative);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint64 sum = 0;

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *child = g_build_filename (relative, name, NULL);
      guint64 one = g_str_hash (name);

      mix (self, child, &one);
      sum += one;
    }
  *state = (*state ^ sum) * G_GUINT64_CONSTANT (0x100000001b3);
}

static void
look (const LimWatch *self, guint64 states[N_PARTS])
{
  for (guint i = 0; i < N_PARTS; i++)
    {
      states[i] = G_GUINT64_CONSTANT (0xcbf29ce484222325);
      for (const char *const *path = parts[i].paths; *path != NULL; path++)
        mix (self, *path, &states[i]);
      if (parts[i].of_each != NULL)
        mix_each (self, parts[i].of_each, &states[i]);
    }
  for (guint i = 0; i < LIM_N_CANON_FILES; i++)
    mix (self, lim_canon_file_path (i), &states[0]);
}

LimWatch *
lim_watch_new (const LimProject *project)
{
  LimWatch *self = g_new0 (LimWatch, 1);

  self->project = project;
  look (self, self->seen);
  return self;
}

void
lim_watch_free (LimWatch *self)
{
  g_free (self);
}

const char **
lim_watch_look (LimWatch *self)
{
  guint64 now[N_PARTS];
  const char *changed[N_PARTS + 1];
  guint n = 0;

  look (self, now);
  for (guint i = 0; i < N_PARTS; i++)
    if (now[i] != self->seen[i])
      changed[n++] = parts[i].name;
  memcpy (self->seen, now, sizeof now);
  changed[n++] = NULL;
  return n > 1 ? g_memdup2 (changed, n * sizeof *changed) : NULL;
}
