#include "base-error.h"

#include <errno.h>

static const struct
{
  const char *holds;
  int code;
  int exit_code;
} codes[] = {
  { "items that failed and were named exit 1", LIM_ERROR_SOME_FAILED, 1 },
  { "a full disk exits 1", LIM_ERROR_IO, 1 },
  { "a conflict exits 1", LIM_ERROR_CONFLICT, 1 },
  { "a wrong command line exits 2", LIM_ERROR_USAGE, 2 },
  { "a wrong file exits 3", LIM_ERROR_BAD_INPUT, 3 },
  { "an unknown id exits 3", LIM_ERROR_NOT_FOUND, 3 },
  { "a provider out of reach exits 4", LIM_ERROR_PROVIDER, 4 },
  { "a gate that says no exits 5", LIM_ERROR_REFUSED, 5 },
};

static void
test_exit_codes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LIM_ERROR, codes[i].code, codes[i].holds);

      if (lim_error_exit_code (error) != codes[i].exit_code)
        g_error ("%s: got %d", codes[i].holds, lim_error_exit_code (error));
    }
  g_assert_cmpint (lim_error_exit_code (NULL), ==, 0);
}

static void
test_errno_names_the_path (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lim_fail_errno (&error, ENOSPC, "records/a.json", "write it"));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_IO);
  g_assert_cmpstr (error->message, ==, "records/a.json: cannot write it: No space left on device");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/exit-codes", test_exit_codes);
  g_test_add_func ("/base/error/errno-names-the-path", test_errno_names_the_path);
  return g_test_run ();
}
