/* base-error.h: the one error domain; each code has one exit code and one meaning.
 *
 * A message is a sentence for the person at the keyboard: what thing (file, field, id), what was found, what was
 * expected, what to do next. Lower layers return errors and never print; cli/ speaks, once. */
#pragma once

#include <gio/gio.h>

#define LIM_ERROR (lim_error_quark ())
GQuark lim_error_quark (void);

typedef enum
{
  LIM_ERROR_SOME_FAILED, /* some items of the work failed and were named; exit 1 */
  LIM_ERROR_IO,          /* the disk said no: full, read-only, permission; exit 1 */
  LIM_ERROR_CONFLICT,    /* somebody else changed the document meanwhile; exit 1 */
  LIM_ERROR_CANCELLED,   /* stopped by the person; exit 1 */
  LIM_ERROR_USAGE,       /* the command line makes no sense; exit 2 */
  LIM_ERROR_BAD_INPUT,   /* a file or value is wrong; exit 3 */
  LIM_ERROR_NOT_FOUND,   /* a named project, record, pack or rule does not exist; exit 3 */
  LIM_ERROR_PROVIDER,    /* an image maker is unreachable or refused; exit 4 */
  LIM_ERROR_REFUSED,     /* a rule or a gate says no; exit 5 */
} LimErrorCode;

/* The exit status that belongs to @error: 1 for foreign domains, 0 for NULL. */
int lim_error_exit_code (const GError *error);

/* Sets @error and returns FALSE, so that a failing function can end in `return lim_fail (…)`. Control characters in the
 * message become blanks, so it may quote whatever a file holds; line breaks stay. */
gboolean lim_fail (GError **error, LimErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The same for functions that return a pointer: returns NULL. */
gpointer lim_fail_null (GError **error, LimErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Turns @saved_errno into the code that fits it and a message “PATH: cannot DOING: REASON”; returns FALSE. */
gboolean lim_fail_errno (GError **error, int saved_errno, const char *path, const char *doing);
