#include "provider-form.h"
#include "provider-web.h"

#include <string.h>

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* What stands in an error's body, and what is made of it. */
static const struct
{
  const char *holds, *body, *message, *type, *code;
} faults[] = {
  { "OpenAI's object", "{\"error\":{\"message\":\"No.\",\"type\":\"t\",\"code\":\"c\"}}", "No.", "t", "c" },
  { "a code that is a number", "{\"error\":{\"message\":\"No.\",\"code\":404}}", "No.", NULL, "404" },
  { "an error that is a text, as of sd-server and LM Studio", "{\"error\":\"prompt required\"}", "prompt required",
    NULL, NULL },
  { "a message at the top, as of older vLLM", "{\"object\":\"error\",\"message\":\"No.\",\"type\":\"t\",\"code\":7}",
    "No.", "t", "7" },
  { "a detail that is a text, as of FastAPI", "{\"detail\":\"Sampler not found\"}", "Sampler not found", NULL, NULL },
  { "a list of details names the field",
    "{\"detail\":[{\"loc\":[\"body\",\"steps\"],\"msg\":\"not a number\",\"type\":\"int\"}]}", "steps: not a number",
    NULL, NULL },
  { "A1111's words are all told",
    "{\"error\":\"OutOfMemoryError\",\"detail\":\"\",\"body\":\"\",\"errors\":\"CUDA out of memory\"}",
    "OutOfMemoryError: CUDA out of memory", NULL, NULL },
  { "plain text", "go away\n", "go away", NULL, NULL },
  { "a proxy's page", "<html><body>502</body></html>", "<html><body>502</body></html>", NULL, NULL },
  { "nothing", "", "without a word", NULL, NULL },
  { "blanks", " \n ", "without a word", NULL, NULL },
  { "JSON without any words is shown as it is", "[1]", "[1]", NULL, NULL },
  { "what could steer a terminal does not get through", "\033[2Jboo", " [2Jboo", NULL, NULL },
  { "the key does not come back",
    "{\"error\":{\"message\":\"Incorrect key: sk-secret-42.\",\"type\":\"sk-secret-42\"}}", "Incorrect key: [key].",
    "[key]", NULL },
  { "nor in plain text", "you sent Bearer sk-secret-42!", "you sent Bearer [key]!", NULL, NULL },
};

static void
test_fault (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  char *secrets[] = { (char *) "sk-secret-42", NULL };
  const LimProviderKey key = { .secrets = secrets };
  g_autoptr (GBytes) body = bytes_of (faults[i].body);
  g_auto (LimWebFault) fault = { 0 };
  g_autofree char *wanted = g_strstrip (g_strdup (faults[i].message));

  g_test_message ("%s", faults[i].holds);
  lim_web_fault_read (body, &key, &fault);
  g_assert_cmpstr (fault.message, ==, wanted);
  g_assert_cmpstr (fault.type, ==, faults[i].type);
  g_assert_cmpstr (fault.code, ==, faults[i].code);
}

static const struct
{
  const char *holds, *text, *url; /* NULL: refused */
  gboolean local;
} addresses[] = {
  { "slashes at the end go", "http://127.0.0.1:7860//", "http://127.0.0.1:7860", TRUE },
  { "a path stays", "https://api.openai.com/v1/", "https://api.openai.com/v1", FALSE },
  { "this machine has several names", "http://localhost:1/v1", "http://localhost:1/v1", TRUE },
  { "and one of IPv6", "http://[::1]:1", "http://[::1]:1", TRUE },
  { "a name that only begins alike is another machine", "http://localhost.example.com",
    "http://localhost.example.com", FALSE },
  { "another protocol", "ftp://host/", NULL, FALSE },
  { "no host", "http:///x", NULL, FALSE },
  { "no address", "my server", NULL, FALSE },
  { "a password would end up in records and messages", "http://me:pw@host:1", NULL, FALSE },
  { "a query", "http://host/v1?key=1", NULL, FALSE },
};

static void
test_address (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (LimWebAddress) address = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean well = lim_web_address_read (&address, addresses[i].text, "here", "http://x", &error);

  g_test_message ("%s", addresses[i].holds);
  g_assert_true (well == (addresses[i].url != NULL));
  if (!well)
    {
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_null (strstr (error->message, "pw"));
      return;
    }
  g_assert_cmpstr (address.url, ==, addresses[i].url);
  g_assert_true (address.local == addresses[i].local);
}

static gint64
retry_after (const char *name, const char *value)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  LimHttpResponse answer = { .status = 429, .headers = headers };

  g_hash_table_insert (headers, (gpointer) name, (gpointer) value);
  return lim_web_retry_after_ms (&answer);
}

static void
test_retry_after (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 3600);
  g_autofree char *date = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");

  g_assert_cmpint (retry_after ("retry-after", "7"), ==, 7000);
  g_assert_cmpint (retry_after ("retry-after", "0.5"), ==, 500);
  g_assert_cmpint (retry_after ("retry-after-ms", "250"), ==, 250);
  g_assert_cmpint (retry_after ("retry-after", "1e99"), ==, 86400000);
  g_assert_cmpint (retry_after ("retry-after", "-3"), ==, 0);
  g_assert_cmpint (retry_after ("retry-after", "nan"), ==, 0);
  g_assert_cmpint (retry_after ("retry-after", "soon"), ==, 0);
  g_assert_cmpint (retry_after ("x-other", "7"), ==, 0);
  g_assert_cmpint (retry_after ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ==, 0);
  g_assert_cmpint (retry_after ("retry-after", date), >, 3000 * 1000);
  g_assert_cmpint (retry_after ("retry-after", date), <=, 3600 * 1000);
}

static void
test_decode (void)
{
  g_autoptr (GBytes) plain = lim_web_decode ("aGk=");
  g_autoptr (GBytes) data = lim_web_decode ("data:image/png;base64,aGk=");

  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "hi", 2);
  g_assert_true (g_bytes_equal (plain, data));
  g_assert_null (lim_web_decode (""));
  g_assert_null (lim_web_decode ("no base64!"));
  g_assert_null (lim_web_decode ("data:image/png;base64,"));
}

/* The boundary must not be found in what it bounds, even where somebody knows how it is chosen. */
static void
test_form (void)
{
  g_autoptr (LimForm) form = lim_form_new ();
  g_autoptr (LimForm) hostile = lim_form_new ();
  g_autofree char *type = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GBytes) file = bytes_of ("\x89PNG");

  lim_form_add_text (form, "prompt", "a crate");
  lim_form_add_file (form, "image", "source.png", "image/png", file);
  g_autoptr (GBytes) body = lim_form_finish (form, &type);
  const char *boundary = strstr (type, "boundary=") + strlen ("boundary=");
  g_autofree char *wanted =
      g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na crate\r\n"
                       "--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"source.png\"\r\n"
                       "Content-Type: image/png\r\n\r\n\x89PNG\r\n--%s--\r\n",
                       boundary, boundary, boundary);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), wanted, strlen (wanted));

  lim_form_add_text (hostile, "prompt", boundary);
  g_autoptr (GBytes) second = lim_form_finish (hostile, &other);
  g_assert_nonnull (second);
  g_assert_cmpstr (type, !=, other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/web/fault/%02u %s", i, faults[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fault);
    }
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *path = g_strdup_printf ("/web/address/%02u %s", i, addresses[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_address);
    }
  g_test_add_func ("/web/retry-after", test_retry_after);
  g_test_add_func ("/web/decode", test_decode);
  g_test_add_func ("/web/form", test_form);
  return g_test_run ();
}
