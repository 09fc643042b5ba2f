/* fake-fixture.h: the stand-in for image servers (tests/fake), started and ended by a test.
 *
 *   g_autoptr (Stand) stand = stand_new ("--render-ms=5", "--fault=drop:path=/prompt", NULL);
 *   … stand->url …
 *   stand_fault (stand, "500:path=/view,times=2");
 *   g_autoptr (LimJsonDoc) stats = stand_stats (stand);
 *
 * Its program is $LIMNER_FAKE_PROVIDER. `limner-fake-provider --help` describes options and faults. */
#pragma once

#include "base-http.h"
#include "base-json.h"

#include <string.h>

typedef struct
{
  GSubprocess *process;
  char *url;
} Stand;

/* Starts one with these options, up to a NULL. Transfer full. */
static inline Stand *G_GNUC_NULL_TERMINATED G_GNUC_UNUSED
stand_new (const char *option, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  Stand *stand = g_new0 (Stand, 1);
  const char *program = g_getenv ("LIMNER_FAKE_PROVIDER");
  va_list more;

  g_assert_nonnull (program);
  g_ptr_array_add (argv, (char *) program);
  g_ptr_array_add (argv, (char *) "--until-stdin-closes");
  va_start (more, option);
  for (const char *each = option; each != NULL; each = va_arg (more, const char *))
    g_ptr_array_add (argv, (char *) each);
  va_end (more);
  g_ptr_array_add (argv, NULL);
  stand->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (stand->process));
  stand->url = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (stand->url);
  return stand;
}

/* Ends the server; the address stays readable. */
static inline void G_GNUC_UNUSED
stand_kill (Stand *stand)
{
  g_subprocess_force_exit (stand->process);
  g_subprocess_wait (stand->process, NULL, NULL);
}

static inline void G_GNUC_UNUSED
stand_free (Stand *stand)
{
  stand_kill (stand);
  g_clear_object (&stand->process);
  g_free (stand->url);
  g_free (stand);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stand, stand_free)

/* One request of @path, which must be answered. @body may be NULL. Transfer full. */
static inline LimHttpResponse *G_GNUC_UNUSED
stand_call (Stand *stand, const char *method, const char *path, const char *body)
{
  g_autofree char *url = g_strconcat (stand->url, path, NULL);
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GError) error = NULL;
  LimHttpRequest request = { .method = method, .url = url, .body = bytes, .content_type = "text/plain" };
  LimHttpResponse *answer = lim_http_send (&request, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

/* Adds faults, one a line. */
static inline void G_GNUC_UNUSED
stand_fault (Stand *stand, const char *faults)
{
  g_autoptr (LimHttpResponse) answer = stand_call (stand, "POST", "/_fake/fault", faults);

  g_assert_cmpuint (answer->status, ==, 200);
}

/* No more faults; what hangs is hung up. */
static inline void G_GNUC_UNUSED
stand_clear (Stand *stand)
{
  g_autoptr (LimHttpResponse) answer = stand_call (stand, "POST", "/_fake/clear", "");
}

/* As a new process at the same address, after @ms in which nobody answers. */
static inline void G_GNUC_UNUSED
stand_restart (Stand *stand, guint ms)
{
  g_autofree char *path = g_strdup_printf ("/_fake/restart?ms=%u", ms);
  g_autoptr (LimHttpResponse) answer = stand_call (stand, "POST", path, "");
}

/* The answer to GET @path as JSON. Transfer full. */
static inline LimJsonDoc *G_GNUC_UNUSED
stand_json (Stand *stand, const char *path)
{
  g_autoptr (LimHttpResponse) answer = stand_call (stand, "GET", path, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (answer->body, &length);
  LimJsonDoc *doc = lim_json_parse (path, text, (gssize) length, &error);

  g_assert_no_error (error);
  return doc;
}

/* What the server saw: prompts, renders, identities, busy_share, uploads, interrupts, deleted … */
static inline LimJsonDoc *G_GNUC_UNUSED
stand_stats (Stand *stand)
{
  return stand_json (stand, "/_fake/stats");
}
