/* The most probable strengths, by Newton's method with conjugate gradients, and how sure they are. Everything here is
 * linear in assets and pairs but the exact intervals of small groups. */
#include "canon-rank-private.h"

#include <math.h>
#include <string.h>

#define MAX_EXACT 800 /* members of a group whose information matrix is inverted in full */
#define MAX_NEWTON 60
#define MAX_SWEEPS 400
#define Z95 1.959963984540054

typedef struct
{
  const LimRanking *ranking;
  guint n, n_pairs;
  double *strength;
  double *weight; /* per pair: its information, count × p × (1 − p) */
} Fit;

/* -- Strengths -- */

static double
chance (double difference)
{
  return 1 / (1 + exp (-difference));
}

/* log(p) without losing it where p is tiny. */
static double
log_chance (double difference)
{
  return difference > 0 ? -log1p (exp (-difference)) : difference - log1p (exp (difference));
}

static double
log_posterior (const Fit *fit, const double *strength)
{
  double sum = 0;

  for (guint i = 0; i < fit->n; i++)
    sum -= RANK_PRIOR_PRECISION / 2 * strength[i] * strength[i];
  for (guint k = 0; k < fit->n_pairs; k++)
    {
      const RankPair *pair = rank_pair (fit->ranking, k);
      double difference = strength[pair->i] - strength[pair->j], half = pair->ties / 2.0;

      sum += (pair->wins_i + half) * log_chance (difference) + (pair->wins_j + half) * log_chance (-difference);
    }
  return sum;
}

/* The slope of the log posterior; updates the weights on the way. */
static void
slope (Fit *fit, double *gradient)
{
  for (guint i = 0; i < fit->n; i++)
    gradient[i] = -RANK_PRIOR_PRECISION * fit->strength[i];
  for (guint k = 0; k < fit->n_pairs; k++)
    {
      const RankPair *pair = rank_pair (fit->ranking, k);
      double count = pair->wins_i + pair->wins_j + pair->ties;
      double p = chance (fit->strength[pair->i] - fit->strength[pair->j]);
      double surplus = pair->wins_i + pair->ties / 2.0 - count * p;

      gradient[pair->i] += surplus;
      gradient[pair->j] -= surplus;
      fit->weight[k] = count * p * (1 - p);
    }
}

/* @out = information matrix × @in: prior + Laplacian of the weighted pairs. */
static void
multiply (const Fit *fit, const double *in, double *out)
{
  for (guint i = 0; i < fit->n; i++)
    out[i] = RANK_PRIOR_PRECISION * in[i];
  for (guint k = 0; k < fit->n_pairs; k++)
    {
      const RankPair *pair = rank_pair (fit->ranking, k);
      double flow = fit->weight[k] * (in[pair->i] - in[pair->j]);

      out[pair->i] += flow;
      out[pair->j] -= flow;
    }
}

static double
dot (const double *a, const double *b, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* Solves information × @step = @gradient by conjugate gradients. */
static void
solve (const Fit *fit, const double *gradient, double *step)
{
  gsize size = fit->n * sizeof (double);
  g_autofree double *rest = g_memdup2 (gradient, size), *direction = g_memdup2 (gradient, size);
  g_autofree double *image = g_malloc (size);
  double now = dot (rest, rest, fit->n), goal = now * 1e-26;

  memset (step, 0, size);
  for (guint round = 0; round < 2 * fit->n + 50 && now > goal && now > 0; round++)
    {
      multiply (fit, direction, image);
      double length = now / dot (direction, image, fit->n), before = now;

      for (guint i = 0; i < fit->n; i++)
        {
          step[i] += length * direction[i];
          rest[i] -= length * image[i];
        }
      now = dot (rest, rest, fit->n);
      for (guint i = 0; i < fit->n; i++)
        direction[i] = rest[i] + now / before * direction[i];
    }
}

/* Goes along @step, or half of it, or a quarter …, until things improve. Returns the largest move. */
static double
advance (Fit *fit, const double *step)
{
  g_autofree double *trial = g_new (double, fit->n);
  double here = log_posterior (fit, fit->strength), length = 1, largest = 0;

  for (guint tries = 0; tries < 40; tries++, length /= 2)
    {
      for (guint i = 0; i < fit->n; i++)
        trial[i] = fit->strength[i] + length * step[i];
      if (log_posterior (fit, trial) < here)
        continue;
      for (guint i = 0; i < fit->n; i++)
        largest = MAX (largest, fabs (length * step[i]));
      memcpy (fit->strength, trial, fit->n * sizeof (double));
      return largest;
    }
  return 0;
}

static void
climb (Fit *fit)
{
  g_autofree double *gradient = g_new (double, fit->n), *step = g_new (double, fit->n);

  for (guint round = 0; round < MAX_NEWTON; round++)
    {
      slope (fit, gradient);
      solve (fit, gradient, step);
      if (advance (fit, step) < 1e-10)
        break;
    }
  slope (fit, gradient);
}

/* -- Certainty -- */

/* The diagonal of the inverse of the symmetric positive definite @m (n × n, destroyed), by Cholesky's method. */
static void
invert_diagonal (double *m, guint n, double *diagonal)
{
  for (guint j = 0; j < n; j++)
    {
      double *row = m + (gsize) j * n;

      for (guint k = 0; k < j; k++)
        row[k] = (row[k] - dot (row, m + (gsize) k * n, k)) / m[(gsize) k * n + k];
      row[j] = sqrt (row[j] - dot (row, row, j));
    }
  /* The inverse of the triangle, column by column; its columns' squared lengths are what is asked for. */
  g_autofree double *column = g_new (double, n);
  for (guint j = 0; j < n; j++)
    {
      diagonal[j] = 0;
      memset (column, 0, n * sizeof *column);
      for (guint i = j; i < n; i++)
        {
          const double *row = m + (gsize) i * n;

          column[i] = ((i == j ? 1 : 0) - dot (row + j, column + j, i - j)) / row[i];
          diagonal[j] += column[i] * column[i];
        }
    }
}

/* @members: places of the group's entries; @local: place → index among them. */
static void
exact_variances (const Fit *fit, const guint *members, guint n, guint group, const guint *local, double *variance)
{
  g_autofree double *m = g_new0 (double, (gsize) n *n), *diagonal = g_new (double, n);

  for (guint i = 0; i < n; i++)
    m[(gsize) i * n + i] = RANK_PRIOR_PRECISION;
  for (guint k = 0; k < fit->n_pairs; k++)
    {
      const RankPair *pair = rank_pair (fit->ranking, k);
      gsize i = local[pair->i], j = local[pair->j];

      if (rank_entry (fit->ranking, pair->i)->group != group)
        continue;
      m[i * n + i] += fit->weight[k];
      m[j * n + j] += fit->weight[k];
      m[MAX (i, j) * n + MIN (i, j)] -= fit->weight[k];
    }
  invert_diagonal (m, n, diagonal);
  for (guint i = 0; i < n; i++)
    variance[members[i]] = diagonal[i];
}

/* What all pairs let each side know of the other, by Gaussian belief propagation: the precision that i gains from j is w
 * and what j knows without i, in series. Sweeps until nothing moves. */
static void
propagated_variances (const Fit *fit, double *variance)
{
  g_autofree double *to_i = g_new0 (double, MAX (fit->n_pairs, 1)), *to_j = g_new0 (double, MAX (fit->n_pairs, 1));
  g_autofree double *known = g_new (double, MAX (fit->n, 1));
  double moved = 1;

  for (guint sweep = 0; sweep < MAX_SWEEPS && moved > 1e-12; sweep++)
    {
      moved = 0;
      for (guint i = 0; i < fit->n; i++)
        known[i] = RANK_PRIOR_PRECISION;
      for (guint k = 0; k < fit->n_pairs; k++)
        {
          known[rank_pair (fit->ranking, k)->i] += to_i[k];
          known[rank_pair (fit->ranking, k)->j] += to_j[k];
        }
      for (guint k = 0; k < fit->n_pairs; k++)
        {
          const RankPair *pair = rank_pair (fit->ranking, k);
          double w = fit->weight[k], of_j = known[pair->j] - to_j[k], of_i = known[pair->i] - to_i[k];
          double new_i = w * of_j / (w + of_j), new_j = w * of_i / (w + of_i);

          moved = MAX (moved, MAX (fabs (new_i - to_i[k]), fabs (new_j - to_j[k])));
          to_i[k] = new_i;
          to_j[k] = new_j;
        }
    }
  for (guint i = 0; i < fit->n; i++)
    variance[i] = RANK_PRIOR_PRECISION;
  for (guint k = 0; k < fit->n_pairs; k++)
    {
      variance[rank_pair (fit->ranking, k)->i] += to_i[k];
      variance[rank_pair (fit->ranking, k)->j] += to_j[k];
    }
  for (guint i = 0; i < fit->n; i++)
    variance[i] = 1 / variance[i];
}

static void
find_variances (const Fit *fit, double *variance)
{
  g_autofree guint *local = g_new (guint, MAX (fit->n, 1));
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  propagated_variances (fit, variance);
  for (guint i = 0; i < fit->ranking->n_groups; i++)
    g_ptr_array_add (groups, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < fit->n; i++)
    {
      guint group = rank_entry (fit->ranking, i)->group;

      if (group == 0)
        continue;
      GArray *members = g_ptr_array_index (groups, group - 1);
      local[i] = members->len;
      g_array_append_val (members, i);
    }
  for (guint group = 1; group <= groups->len; group++)
    {
      const GArray *members = g_ptr_array_index (groups, group - 1);

      if (members->len <= MAX_EXACT)
        exact_variances (fit, (const guint *) (gconstpointer) members->data, members->len, group, local, variance);
    }
}

void
rank_fit (LimRanking *ranking)
{
  Fit fit = { .ranking = ranking, .n = ranking->entries->len, .n_pairs = ranking->pairs->len };
  g_autofree double *strength = g_new0 (double, MAX (fit.n, 1)), *weight = g_new0 (double, MAX (fit.n_pairs, 1));
  g_autofree double *variance = g_new0 (double, MAX (fit.n, 1));

  fit.strength = strength;
  fit.weight = weight;
  if (fit.n == 0)
    return;
  climb (&fit);
  find_variances (&fit, variance);
  for (guint i = 0; i < fit.n; i++)
    {
      LimRankEntry *entry = rank_entry (ranking, i);

      entry->strength = strength[i];
      entry->low = strength[i] - Z95 * sqrt (variance[i]);
      entry->high = strength[i] + Z95 * sqrt (variance[i]);
    }
}
