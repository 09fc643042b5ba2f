#include "imaging-components.h"

/* Marked pixels side by side in one row, and the patch they are counted to. */
typedef struct
{
  guint from, to;
  guint patch;
} Run;

typedef struct
{
  GArray *patches; /* LimComponent, many of them joined into others */
  GArray *parents; /* guint: what a patch was joined to; itself for those that remain */
} Labelling;

static guint
root_of (Labelling *self, guint patch)
{
  guint *parents = (guint *) (void *) self->parents->data;

  while (parents[patch] != patch)
    patch = parents[patch] = parents[parents[patch]];
  return patch;
}

/* The earlier patch takes in the later one, so that the order stays. */
static guint
join (Labelling *self, guint a, guint b)
{
  guint into = MIN (a, b), from = MAX (a, b);
  LimComponent *one = &g_array_index (self->patches, LimComponent, into),
               *two = &g_array_index (self->patches, LimComponent, from);

  if (a == b)
    return a;
  g_array_index (self->parents, guint, from) = into;
  one->left = MIN (one->left, two->left);
  one->top = MIN (one->top, two->top);
  one->right = MAX (one->right, two->right);
  one->bottom = MAX (one->bottom, two->bottom);
  one->area += two->area;
  one->edges += two->edges;
  return into;
}

static void
find_runs (const guint8 *row, guint width, GArray *runs)
{
  g_array_set_size (runs, 0);
  for (guint x = 0; x < width;)
    {
      Run run;

      while (x < width && row[x] == 0)
        x++;
      run.from = x;
      while (x < width && row[x] != 0)
        x++;
      run.to = x;
      run.patch = G_MAXUINT;
      if (run.to > run.from)
        g_array_append_val (runs, run);
    }
}

static void
begin_patch (Labelling *self, Run *run, guint y)
{
  const LimComponent patch = { .left = run->from, .top = y, .right = run->to, .bottom = y + 1 };

  run->patch = self->patches->len;
  g_array_append_val (self->parents, run->patch);
  g_array_append_val (self->patches, patch);
}

/* Counts @run, in row @y, to the patches of those above that it touches; @from is the first that can be. */
static void
place_run (Labelling *self, Run *run, guint y, const GArray *above, guint from)
{
  guint shared = 0;

  for (guint i = from; i < above->len; i++)
    {
      const Run *other = &g_array_index (above, Run, i);

      if (other->from > run->to)
        break;
      guint patch = root_of (self, other->patch);
      run->patch = run->patch == G_MAXUINT ? patch : join (self, run->patch, patch);
      if (MIN (run->to, other->to) > MAX (run->from, other->from))
        shared += MIN (run->to, other->to) - MAX (run->from, other->from);
    }
  if (run->patch == G_MAXUINT)
    begin_patch (self, run, y);

  LimComponent *patch = &g_array_index (self->patches, LimComponent, run->patch);
  patch->left = MIN (patch->left, run->from);
  patch->right = MAX (patch->right, run->to);
  patch->bottom = y + 1;
  patch->area += run->to - run->from;
  patch->edges += 2 + 2 * (run->to - run->from) - 2 * shared;
}

GArray *
lim_components_find (const guint8 *mask, guint width, guint height)
{
  Labelling self = { g_array_new (FALSE, FALSE, sizeof (LimComponent)), g_array_new (FALSE, FALSE, sizeof (guint)) };
  GArray *above = g_array_new (FALSE, FALSE, sizeof (Run)), *here = g_array_new (FALSE, FALSE, sizeof (Run));
  guint n_roots = 0;

  for (guint y = 0; y < height; y++)
    {
      GArray *last = above;
      guint from = 0;

      above = here;
      here = last;
      find_runs (mask + (gsize) y * width, width, here);
      for (guint i = 0; i < here->len; i++)
        {
          Run *run = &g_array_index (here, Run, i);

          while (from < above->len && g_array_index (above, Run, from).to < run->from)
            from++;
          place_run (&self, run, y, above, from);
        }
    }
  for (guint i = 0; i < self.patches->len; i++)
    if (g_array_index (self.parents, guint, i) == i)
      g_array_index (self.patches, LimComponent, n_roots++) = g_array_index (self.patches, LimComponent, i);
  g_array_set_size (self.patches, n_roots);
  g_array_unref (above);
  g_array_unref (here);
  g_array_unref (self.parents);
  return self.patches;
}
