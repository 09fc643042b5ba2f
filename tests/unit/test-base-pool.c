#include "base-pool.h"

typedef struct
{
  guint8 done[5000];
  gsize fail_from; /* every item from here on fails */
  gsize cancel_at; /* this item cancels the run */
  GCancellable *cancellable;
  GThread *only_thread; /* when set, all items must run there */
} Work;

static gboolean
do_item (gsize index, gpointer data, GError **error)
{
  Work *work = data;

  if (work->only_thread != NULL)
    g_assert_true (g_thread_self () == work->only_thread);
  g_assert_cmpuint (work->done[index], ==, 0);
  work->done[index] = 1;
  if (index == work->cancel_at)
    g_cancellable_cancel (work->cancellable);
  while (work->cancellable != NULL && index >= 1000 && !g_cancellable_is_cancelled (work->cancellable))
    g_usleep (100); /* however the threads are scheduled, the end is not reached before the cancelling item ran */
  if (index >= work->fail_from)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "item %" G_GSIZE_FORMAT, index);
  return TRUE;
}

static const guint worker_counts[] = { 0, 1, 2, 7, 64 };

static void
test_every_item_once (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (worker_counts); i++)
    for (gsize n = 0; n <= 5000; n = n * 3 + 1)
      {
        g_autoptr (GError) error = NULL;
        Work work = { .fail_from = G_MAXSIZE, .cancel_at = G_MAXSIZE };

        g_assert_true (lim_pool_run (worker_counts[i], n, do_item, &work, NULL, &error));
        g_assert_no_error (error);
        for (gsize k = 0; k < G_N_ELEMENTS (work.done); k++)
          g_assert_cmpuint (work.done[k], ==, k < n);
      }
}

static void
test_lowest_error_wins (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (worker_counts); i++)
    for (gsize from = 0; from < 2000; from += 333)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *expected = g_strdup_printf ("item %" G_GSIZE_FORMAT, from);
        Work work = { .fail_from = from, .cancel_at = G_MAXSIZE };

        g_assert_false (lim_pool_run (worker_counts[i], 2000, do_item, &work, NULL, &error));
        g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
        g_assert_cmpstr (error->message, ==, expected);
        for (gsize k = 0; k < from; k++)
          g_assert_cmpuint (work.done[k], ==, 1);
      }
}

static void
test_cancel_stops_new_work (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (worker_counts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Work work = { .fail_from = G_MAXSIZE, .cancel_at = 10, .cancellable = cancellable };
      gsize done = 0;

      g_assert_false (lim_pool_run (worker_counts[i], 5000, do_item, &work, cancellable, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
      for (gsize k = 0; k < 5000; k++)
        done += work.done[k];
      g_assert_cmpuint (done, <, 5000);
      if (worker_counts[i] == 1)
        g_assert_cmpuint (done, ==, 11);
    }
}

static void
test_one_worker_is_the_caller (void)
{
  Work work = { .fail_from = G_MAXSIZE, .cancel_at = G_MAXSIZE, .only_thread = g_thread_self () };

  g_assert_true (lim_pool_run (1, 100, do_item, &work, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/pool/every-item-once", test_every_item_once);
  g_test_add_func ("/base/pool/lowest-error-wins", test_lowest_error_wins);
  g_test_add_func ("/base/pool/cancel", test_cancel_stops_new_work);
  g_test_add_func ("/base/pool/one-worker-is-the-caller", test_one_worker_is_the_caller);
  return g_test_run ();
}
