#include "fake-fault.h"

#include "fake-json.h"

#include "base-random.h"
#include "base-text.h"

#include <string.h>

typedef struct
{
  const char *name;
  FakeSite site;
  FakeKind kind;
  const char *what; /* path or type of event when none is given; NULL: any */
  gboolean handled;
  guint ms;
  guint storm; /* its weight in a storm */
  const char *help;
} Row;

/* Where pictures come from. */
#define PICTURES "/view|/sdapi/v1/txt2img|/sdapi/v1/img2img|/v1/images"

/* Where chat models answer. */
#define CHAT "/v1/chat/completions|/v1/messages"

/* clang-format off */
static const Row rows[] = {
  { "delay", FAKE_SITE_REQUEST, FAKE_DELAY, NULL, TRUE, 200, 6, "answers ms later" },
  { "hang", FAKE_SITE_REQUEST, FAKE_HANG, NULL, FALSE, 0, 0, "never answers; with ms, hangs up after them" },
  { "drop", FAKE_SITE_REQUEST, FAKE_DROP, NULL, FALSE, 0, 4, "hangs up without an answer" },
  { "cut", FAKE_SITE_REQUEST, FAKE_CUT, NULL, TRUE, 0, 4, "hangs up in the middle of the answer" },
  { "STATUS", FAKE_SITE_REQUEST, FAKE_STATUS, NULL, FALSE, 0, 0, "three digits, as 401, 413, 429, 500: that answer; with retry_after=S or, as a date, retry_date=S, that header too" },
  { "quota", FAKE_SITE_REQUEST, FAKE_QUOTA, "/v1/images|" CHAT, FALSE, 0, 0, "429 insufficient_quota" },
  { "moderation", FAKE_SITE_REQUEST, FAKE_MODERATION, "/v1/images", FALSE, 0, 0, "400 moderation_blocked" },
  { "garbage", FAKE_SITE_REQUEST, FAKE_GARBAGE, NULL, FALSE, 0, 3, "200 and broken JSON" },
  { "huge", FAKE_SITE_REQUEST, FAKE_HUGE, NULL, FALSE, 0, 0, "200 and a body of `bytes` (2 GB)" },
  { "empty", FAKE_SITE_REQUEST, FAKE_EMPTY, NULL, TRUE, 0, 2, "the answer without its body" },
  { "text", FAKE_SITE_REQUEST, FAKE_TEXT, PICTURES, TRUE, 0, 0, "a page of HTML instead of the picture" },
  { "short", FAKE_SITE_REQUEST, FAKE_SHORT, PICTURES, TRUE, 0, 0, "the first half of the picture, as if it were all" },
  { "wrong-size", FAKE_SITE_REQUEST, FAKE_WRONG_SIZE, PICTURES, TRUE, 0, 0, "a picture of 8 x 8" },
  { "restart", FAKE_SITE_REQUEST, FAKE_RESTART, NULL, FALSE, 0, 1, "the server restarts instead of answering; down for ms; files=1 loses saved files too" },
  { "refuse", FAKE_SITE_REQUEST, FAKE_REFUSE, "/prompt", TRUE, 0, 0, "400 with node errors: the checkpoint is missing" },
  { "partial", FAKE_SITE_REQUEST, FAKE_PARTIAL, "/prompt", TRUE, 0, 0, "200 with node errors" },
  { "other-id", FAKE_SITE_REQUEST, FAKE_OTHER_ID, "/prompt", TRUE, 0, 0, "the server chooses the prompt's id itself" },
  { "other-name", FAKE_SITE_REQUEST, FAKE_OTHER_NAME, "/upload", TRUE, 0, 0, "keeps an upload under another name" },
  { "chat-prose", FAKE_SITE_REQUEST, FAKE_CHAT_PROSE, CHAT, TRUE, 0, 0, "friendly prose in place of JSON" },
  { "chat-fence", FAKE_SITE_REQUEST, FAKE_CHAT_FENCE, CHAT, TRUE, 0, 0, "the answer between Markdown fences, with prose around" },
  { "chat-half", FAKE_SITE_REQUEST, FAKE_CHAT_HALF, CHAT, TRUE, 0, 0, "the first half of the answer, as if it were all" },
  { "chat-length", FAKE_SITE_REQUEST, FAKE_CHAT_LENGTH, CHAT, TRUE, 0, 0, "the same, and it says that the tokens ran out" },
  { "chat-enum", FAKE_SITE_REQUEST, FAKE_CHAT_ENUM, CHAT, TRUE, 0, 0, "every text in the JSON is “no-such-value”" },
  { "chat-refusal", FAKE_SITE_REQUEST, FAKE_CHAT_REFUSAL, CHAT, TRUE, 0, 0, "the model refuses" },
  { "chat-nothing", FAKE_SITE_REQUEST, FAKE_CHAT_NOTHING, CHAT, TRUE, 0, 0, "an answer without any message" },
  { "chat-endless", FAKE_SITE_REQUEST, FAKE_CHAT_ENDLESS, CHAT, TRUE, 0, 0, "a stream that never ends, resting ms now and then; without stream, `bytes` of filler" },
  { "chat-noise", FAKE_SITE_REQUEST, FAKE_CHAT_NOISE, CHAT, TRUE, 0, 0, "a stream with an event that is not JSON" },
  { "chat-late", FAKE_SITE_REQUEST, FAKE_CHAT_LATE, CHAT, TRUE, 0, 0, "a stream that ends in an error" },
  { "chat-off", FAKE_SITE_REQUEST, FAKE_CHAT_OFF, CHAT, TRUE, 0, 0, "a stream that ends in the middle" },
  { "error", FAKE_SITE_JOB, FAKE_ERROR, NULL, TRUE, 0, 0, "a node fails: execution_error" },
  { "interrupted", FAKE_SITE_JOB, FAKE_INTERRUPTED, NULL, TRUE, 0, 0, "somebody interrupts it" },
  { "no-image", FAKE_SITE_JOB, FAKE_NO_IMAGE, NULL, TRUE, 0, 0, "succeeds without a picture" },
  { "forget", FAKE_SITE_JOB, FAKE_FORGET, NULL, TRUE, 0, 1, "rendered, then neither history nor files know it" },
  { "stuck", FAKE_SITE_JOB, FAKE_STUCK, NULL, TRUE, 0, 0, "runs until it is interrupted" },
  { "slow", FAKE_SITE_JOB, FAKE_SLOW, NULL, TRUE, 500, 3, "takes ms longer" },
  { "cached", FAKE_SITE_JOB, FAKE_CACHED, NULL, TRUE, 0, 0, "a cached result: no new file, and the old one is gone" },
  { "socket-duplicate", FAKE_SITE_EVENT, FAKE_DUPLICATE, NULL, TRUE, 0, 6, "sends the event twice" },
  { "socket-reorder", FAKE_SITE_EVENT, FAKE_REORDER, NULL, TRUE, 0, 6, "sends the event after the next one" },
  { "socket-silent", FAKE_SITE_EVENT, FAKE_SILENT, NULL, TRUE, 0, 6, "keeps the event to itself" },
  { "socket-cut", FAKE_SITE_EVENT, FAKE_SOCKET_CUT, NULL, TRUE, 0, 2, "cuts the socket instead of sending" },
  { "socket-foreign", FAKE_SITE_EVENT, FAKE_FOREIGN, NULL, TRUE, 0, 6, "sends the whole run of somebody else's prompt first" },
  { "socket-lie", FAKE_SITE_EVENT, FAKE_LIE, "progress", TRUE, 0, 2, "says first that our prompt is finished" },
  { "socket-wrong-id", FAKE_SITE_EVENT, FAKE_WRONG_ID, NULL, TRUE, 0, 4, "sends the event with the id of another prompt" },
};
/* clang-format on */

static const guint storm_statuses[] = { 500, 502, 503, 429 };

typedef struct
{
  const Row *row;
  char *what, *method;
  guint skip, times; /* times 0: always */
  guint seen, struck;
  FakeStrike strike;
} Fault;

struct FakeFaults
{
  GPtrArray *all;
  GHashTable *struck; /* name → count */
  LimRandom *storm;
  double rate;
};

static void
fault_free (gpointer data)
{
  Fault *fault = data;

  g_free (fault->what);
  g_free (fault->method);
  g_free (fault);
}

FakeFaults *
fake_faults_new (void)
{
  FakeFaults *faults = g_new0 (FakeFaults, 1);

  faults->all = g_ptr_array_new_with_free_func (fault_free);
  faults->struck = g_hash_table_new (g_str_hash, g_str_equal);
  return faults;
}

void
fake_faults_free (FakeFaults *faults)
{
  g_clear_pointer (&faults->storm, lim_random_free);
  g_ptr_array_unref (faults->all);
  g_hash_table_unref (faults->struck);
  g_free (faults);
}

void
fake_faults_clear (FakeFaults *faults)
{
  g_clear_pointer (&faults->storm, lim_random_free);
  g_ptr_array_set_size (faults->all, 0);
}

static const Row *
find_row (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *hint = NULL;

  if (strlen (name) == 3 && g_ascii_isdigit (name[0]) && g_ascii_isdigit (name[1]) && g_ascii_isdigit (name[2]))
    name = "STATUS";
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (strcmp (rows[i].name, name) == 0)
        return &rows[i];
      g_ptr_array_add (names, (char *) rows[i].name);
    }
  g_ptr_array_add (names, NULL);
  hint = lim_text_did_you_mean (name, (const char *const *) names->pdata);
  return lim_fail_null (error, LIM_ERROR_USAGE, "there is no fault “%s”.%s --help lists them", name, hint);
}

static gboolean
set_key (Fault *fault, const char *key, const char *value)
{
  char *end = NULL;
  double number = g_ascii_strtod (value, &end);
  gboolean is_number = end != value && *end == '\0' && number >= 0;

  if (strcmp (key, "path") == 0 || strcmp (key, "event") == 0)
    {
      g_free (fault->what);
      fault->what = g_strdup (value);
    }
  else if (strcmp (key, "method") == 0)
    {
      g_free (fault->method);
      fault->method = g_strdup (value);
    }
  else if (strcmp (key, "times") == 0 && (is_number || strcmp (value, "all") == 0))
    fault->times = is_number ? (guint) number : 0;
  else if (strcmp (key, "skip") == 0 && is_number)
    fault->skip = (guint) number;
  else if (strcmp (key, "ms") == 0 && is_number)
    fault->strike.ms = (guint) number;
  else if (strcmp (key, "retry_after") == 0 && is_number)
    fault->strike.retry_after = number;
  else if (strcmp (key, "retry_date") == 0 && is_number)
    fault->strike.retry_date = number;
  else if (strcmp (key, "bytes") == 0 && is_number)
    fault->strike.bytes = (guint64) number;
  else if (strcmp (key, "handled") == 0 && is_number)
    fault->strike.handled = number > 0;
  else if (strcmp (key, "files") == 0 && is_number)
    fault->strike.with_files = number > 0;
  else
    return FALSE;
  return TRUE;
}

static FakeStrike
strike_of (const Row *row)
{
  return (FakeStrike){ .kind = row->kind,
                       .name = row->name,
                       .handled = row->handled,
                       .ms = row->ms,
                       .retry_after = -1,
                       .retry_date = -1,
                       .bytes = G_GUINT64_CONSTANT (2147483648) };
}

gboolean
fake_faults_add (FakeFaults *faults, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  const Row *row = find_row (parts[0] != NULL ? parts[0] : "", error);

  if (row == NULL)
    return FALSE;

  g_auto (GStrv) pairs = g_strsplit (parts[1] != NULL ? parts[1] : "", ",", 0);
  Fault *fault = g_new0 (Fault, 1);

  *fault = (Fault){ .row = row, .what = g_strdup (row->what), .times = 1, .strike = strike_of (row) };
  if (row->kind == FAKE_STATUS)
    {
      fault->strike.status = (guint) g_ascii_strtoull (parts[0], NULL, 10);
      fault->strike.name = g_intern_string (parts[0]);
    }
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals != NULL)
        *equals = '\0';
      if (equals == NULL || !set_key (fault, pairs[i], equals + 1))
        {
          fault_free (fault);
          return lim_fail (error, LIM_ERROR_USAGE, "fault “%s”: “%s” is no key=value of it; --help lists them", text,
                           pairs[i]);
        }
    }
  g_ptr_array_add (faults->all, fault);
  return TRUE;
}

gboolean
fake_faults_storm (FakeFaults *faults, const char *text, GError **error)
{
  char *end = NULL;
  guint64 seed = g_ascii_strtoull (text, &end, 10);
  double rate = 0.05;

  if (end != text && *end == ',')
    rate = g_ascii_strtod (end + 1, &end);
  if (end == text || *end != '\0' || !(rate >= 0 && rate <= 1))
    return lim_fail (error, LIM_ERROR_USAGE, "a storm is SEED[,RATE] with a rate of 0 to 1, found “%s”", text);
  g_clear_pointer (&faults->storm, lim_random_free);
  faults->storm = lim_random_new_seeded (seed);
  faults->rate = rate;
  return TRUE;
}

/* @pattern: divided by “|”, patterns with a star, prefixes of a path or types of events; NULL: anything. */
static gboolean
matches (FakeSite site, const char *pattern, const char *what)
{
  g_auto (GStrv) each = g_strsplit (pattern != NULL ? pattern : "", "|", 0);

  for (guint i = 0; each[i] != NULL; i++)
    if (strchr (each[i], '*') != NULL ? g_pattern_match_simple (each[i], what)
        : site == FAKE_SITE_EVENT     ? strcmp (each[i], what) == 0
                                      : g_str_has_prefix (what, each[i]))
      return TRUE;
  return pattern == NULL;
}

/* A storm passes: what it does to one call, waiting or asking again mends. */
static FakeStrike
storm_strike (FakeFaults *faults, FakeSite site, const char *what)
{
  guint sum = 0;

  if (lim_random_unit (faults->storm) >= faults->rate)
    return (FakeStrike){ 0 };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    sum += rows[i].site == site && matches (site, rows[i].what, what) ? rows[i].storm : 0;

  /* Statuses have one row for all of them, so their share is drawn here. */
  guint statuses = site == FAKE_SITE_REQUEST ? 4 : 0;
  guint lot = (guint) lim_random_below (faults->storm, MAX (sum + statuses, 1));
  FakeStrike strike = strike_of (find_row ("STATUS", NULL));

  strike.status = storm_statuses[lim_random_below (faults->storm, G_N_ELEMENTS (storm_statuses))];
  strike.ms = 20 + (guint) lim_random_below (faults->storm, 280);
  strike.retry_after = strike.status == 429 && lim_random_below (faults->storm, 2) == 0 ? 1 : -1;
  if (lot < statuses)
    {
      g_autofree char *name = g_strdup_printf ("%u", strike.status);

      strike.name = g_intern_string (name);
      strike.handled = strike.status >= 500 && lim_random_below (faults->storm, 2) == 0;
      return strike;
    }
  lot -= statuses;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint weight = rows[i].site == site && matches (site, rows[i].what, what) ? rows[i].storm : 0;

      if (lot < weight)
        {
          guint ms = strike.ms;

          strike = strike_of (&rows[i]);
          strike.ms = ms;
          strike.handled = strike.handled || lim_random_below (faults->storm, 2) == 0;
          return strike;
        }
      lot -= weight;
    }
  return (FakeStrike){ 0 };
}

static void
count (FakeFaults *faults, const char *name)
{
  guint so_far = GPOINTER_TO_UINT (g_hash_table_lookup (faults->struck, name));

  g_hash_table_insert (faults->struck, (char *) name, GUINT_TO_POINTER (so_far + 1));
}

FakeStrike
fake_faults_strike (FakeFaults *faults, FakeSite site, const char *method, const char *what)
{
  FakeStrike strike = { 0 };

  for (guint i = 0; i < faults->all->len; i++)
    {
      Fault *fault = faults->all->pdata[i];

      if (fault->row->site != site || !matches (site, fault->what, what)
          || (fault->method != NULL && g_strcmp0 (fault->method, method) != 0))
        continue;
      fault->seen++;
      if (strike.kind == FAKE_NONE && fault->seen > fault->skip
          && (fault->times == 0 || fault->struck < fault->times))
        {
          fault->struck++;
          strike = fault->strike;
        }
    }
  if (strike.kind == FAKE_NONE && faults->storm != NULL)
    strike = storm_strike (faults, site, what);
  if (strike.kind != FAKE_NONE)
    count (faults, strike.name);
  return strike;
}

LimJson *
fake_faults_stats (FakeFaults *faults, LimJsonDoc *doc)
{
  LimJson *stats = lim_json_new_object (doc);
  GHashTableIter iter;
  gpointer name, number;

  g_hash_table_iter_init (&iter, faults->struck);
  while (g_hash_table_iter_next (&iter, &name, &number))
    lim_json_set_int (stats, name, GPOINTER_TO_UINT (number));
  return stats;
}

char *
fake_faults_help (void)
{
  GString *help = g_string_new (NULL);
  static const char *const sites[] = { "Requests (path=PREFIX or a pattern with *, method=M):",
                                       "Prompts that come to run:", "Events for a WebSocket (event=TYPE):" };

  for (guint site = 0; site < G_N_ELEMENTS (sites); site++)
    {
      g_string_append_printf (help, "  %s\n", sites[site]);
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        if (rows[i].site == site)
          g_string_append_printf (help, "    %-18s%s%s%s%s\n", rows[i].name, rows[i].help,
                                  rows[i].what != NULL ? " [" : "", rows[i].what != NULL ? rows[i].what : "",
                                  rows[i].what != NULL ? "]" : "");
    }
  return g_string_free (help, FALSE);
}
