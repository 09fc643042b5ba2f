#include "base-error.h"

#include "base-text.h"

#include <errno.h>

G_DEFINE_QUARK (lim_error, lim_error)

static const int exit_codes[] = {
  [LIM_ERROR_SOME_FAILED] = 1, [LIM_ERROR_IO] = 1,       [LIM_ERROR_CONFLICT] = 1,
  [LIM_ERROR_CANCELLED] = 1,   [LIM_ERROR_USAGE] = 2,    [LIM_ERROR_BAD_INPUT] = 3,
  [LIM_ERROR_NOT_FOUND] = 3,   [LIM_ERROR_PROVIDER] = 4, [LIM_ERROR_REFUSED] = 5,
};

int
lim_error_exit_code (const GError *error)
{
  if (error == NULL)
    return 0;
  if (error->domain != LIM_ERROR || error->code < 0 || error->code >= (int) G_N_ELEMENTS (exit_codes))
    return 1;
  return exit_codes[error->code];
}

/* Messages quote what files and servers say; what could steer a terminal is taken out here, once for all of them. */
static void set_error (GError **error, LimErrorCode code, const char *format, va_list arguments) G_GNUC_PRINTF (3, 0);

static void
set_error (GError **error, LimErrorCode code, const char *format, va_list arguments)
{
  g_autofree char *raw = NULL, *message = NULL;

  if (error == NULL)
    return;
  raw = g_strdup_vprintf (format, arguments);
  message = lim_text_harmless_lines (raw);
  g_set_error_literal (error, LIM_ERROR, code, message); /* warns when an earlier error would be lost */
}

gboolean
lim_fail (GError **error, LimErrorCode code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  set_error (error, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

gpointer
lim_fail_null (GError **error, LimErrorCode code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  set_error (error, code, format, arguments);
  va_end (arguments);
  return NULL;
}

static LimErrorCode
code_for_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOENT:
    case ENOTDIR:
      return LIM_ERROR_NOT_FOUND;
    case ELOOP:
    case ENAMETOOLONG:
    case EISDIR:
      return LIM_ERROR_BAD_INPUT;
    default:
      return LIM_ERROR_IO;
    }
}

gboolean
lim_fail_errno (GError **error, int saved_errno, const char *path, const char *doing)
{
  return lim_fail (error, code_for_errno (saved_errno), "%s: cannot %s: %s", path, doing, g_strerror (saved_errno));
}
