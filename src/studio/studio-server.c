/* studio-server.c: the parts put together: takes requests, hands them to who answers, and sends what comes back. */
#include "studio.h"

#include "studio-events.h"
#include "studio-guard.h"
#include "studio-pages.h"
#include "studio-patience.h"
#include "studio-route.h"
#include "studio-send.h"
#include "studio-sessions.h"

#include "base-error.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#define N_THREADS 4
#define MAX_WAITING 512
/* From a request's first byte to its last; a client that takes longer is cut off. */
#define READ_SECONDS 20
/* A connection on which nothing is asked. */
#define IDLE_SECONDS 120

typedef struct
{
  LimStudioDesk desk;
  LimGuard *guard;
  SoupServer *soup;
  LimEvents *events;
  GThreadPool *pool;
  GMainLoop *loop;
  LimBucket strangers, changes;
  GHashTable *jobs; /* (element-type Job): those that a thread has or will have */
  guint epoch;      /* of the sessions */
} Server;

/* -- Work on threads -- */

typedef struct
{
  Server *server;
  SoupServerMessage *message;
  const LimStudioRoute *route;
  char *id;
  GHashTable *query;
  GBytes *body;
  LimStudioDesk desk; /* the server's, with who asks */
  char *person, *peer;
  GCancellable *cancellable;
  GSource *gone; /* looks whether the client is still there */
  LimStudioAnswer answer;
  GError *error;
} Job;

static void
job_free (Job *job)
{
  if (job->gone != NULL)
    {
      g_source_destroy (job->gone);
      g_source_unref (job->gone);
    }
  g_hash_table_remove (job->server->jobs, job);
  g_object_unref (job->message);
  g_object_unref (job->cancellable);
  g_free (job->id);
  g_free (job->person);
  g_free (job->peer);
  g_hash_table_unref (job->query);
  g_clear_pointer (&job->body, g_bytes_unref);
  g_clear_pointer (&job->answer.body, g_bytes_unref);
  g_free (job->answer.hash);
  g_free (job->answer.cookie);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
on_job_done (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    lim_studio_send_error (job->message,
                           job->answer.status != 0 ? job->answer.status : lim_studio_status_of (job->error),
                           job->error->message, lim_error_exit_code (job->error));
  else
    lim_studio_send_answer (job->message, &job->answer);
  soup_server_message_unpause (job->message);
  job_free (job);
  return G_SOURCE_REMOVE;
}

/* Runs on a thread of the pool. */
static void
do_job (gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  Job *job = data;
  LimStudioRequest request = { .desk = &job->desk,
                               .id = job->id,
                               .query = job->query,
                               .body = job->body,
                               .cancellable = job->cancellable,
                               .peer = job->peer,
                               .session = g_object_get_data (G_OBJECT (job->message), "limner-session") };

  if (g_cancellable_is_cancelled (job->cancellable))
    lim_fail (&job->error, LIM_ERROR_CANCELLED, "nobody waits for the answer any more");
  else if (!job->route->handle (&request, &job->answer, &job->error) && job->error == NULL)
    lim_fail (&job->error, LIM_ERROR_IO, "%s failed without saying why", job->route->pattern);
  g_main_context_invoke (NULL, on_job_done, job);
}

/* Nothing is read from a connection while its request is at work, so its end has to be looked for. */
static gboolean
on_socket (GSocket *socket, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  Job *job = data;
  char byte;
  gssize got = recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
    g_cancellable_cancel (job->cancellable);
  return got < 0 && (errno == EAGAIN || errno == EINTR) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
watch_client (Job *job)
{
  GSocket *socket = soup_server_message_get_socket (job->message);

  if (socket == NULL)
    return;
  job->gone = g_socket_create_source (socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
  g_source_set_callback (job->gone, G_SOURCE_FUNC (on_socket), job, NULL);
  g_source_attach (job->gone, NULL);
}

/* The query without what the route does not take, which is refused. NULL with @error. Transfer full. */
static GHashTable *
check_query (const LimStudioRoute *route, GHashTable *query, GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  if (query != NULL)
    {
      g_hash_table_iter_init (&iter, query);
      while (g_hash_table_iter_next (&iter, &name, &value))
        {
          const LimStudioParameter *parameter = route->query;

          while (parameter != NULL && parameter->name != NULL && strcmp (parameter->name, name) != 0)
            parameter++;
          if (parameter == NULL || parameter->name == NULL)
            return lim_fail_null (error, LIM_ERROR_USAGE, "%s takes no “%s”; docs/api.md lists what it takes",
                                  route->pattern, (char *) name);
          g_hash_table_insert (taken, g_strdup (name), g_strdup (value));
        }
    }
  return g_steal_pointer (&taken);
}

/* Where people log in, what they do carries their name. */
static void
seat (Job *job)
{
  const char *name = g_object_get_data (G_OBJECT (job->message), "limner-person");

  if (name == NULL)
    return;
  job->person = g_strconcat ("human:", name, NULL);
  job->desk.reviewer = job->person;
  job->desk.no_reviewer = NULL;
}

static void
start_job (Server *self, SoupServerMessage *message, const LimStudioRoute *route, const char *id, GHashTable *query)
{
  g_autoptr (GError) error = NULL;
  GHashTable *taken = check_query (route, query, &error);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (taken == NULL)
    {
      lim_studio_send_error (message, lim_studio_status_of (error), error->message, lim_error_exit_code (error));
      return;
    }
  if (g_hash_table_size (self->jobs) >= MAX_WAITING)
    {
      g_hash_table_unref (taken);
      lim_studio_send_error (message, 503, "the studio has too much to do; ask again in a moment", 1);
      return;
    }
  Job *job = g_new0 (Job, 1);
  job->server = self;
  job->message = g_object_ref (message);
  job->route = route;
  job->id = g_strdup (id);
  job->query = taken;
  job->body = soup_message_body_flatten (body);
  job->desk = self->desk;
  job->peer = g_strdup (soup_server_message_get_remote_host (message));
  seat (job);
  job->cancellable = g_cancellable_new ();
  g_hash_table_add (self->jobs, job);
  watch_client (job);
  soup_server_message_pause (message);
  g_thread_pool_push (self->pool, job, NULL);
}

/* -- Taking requests -- */

static void
send_page (SoupServerMessage *message, const char *path)
{
  LimStudioAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;

  if (lim_studio_page (path, &answer, &error))
    lim_studio_send_answer (message, &answer);
  else
    lim_studio_send_error (message, lim_studio_status_of (error), error->message, lim_error_exit_code (error));
  g_clear_pointer (&answer.body, g_bytes_unref);
  g_free (answer.hash);
}

static void
send_no_route (SoupServerMessage *message, const char *method, const char *path, const char *allowed)
{
  g_autofree char *sentence = allowed != NULL
                                  ? g_strdup_printf ("%s takes %s, not %s", path, allowed, method)
                                  : g_strdup_printf ("the studio has no %s; docs/api.md lists what there is", path);

  if (allowed != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow", allowed);
  lim_studio_send_error (message, allowed != NULL ? 405 : 404, sentence, 3);
}

/* Once the whole request is there; who may come in was decided before. */
static void
on_request (SoupServer *soup G_GNUC_UNUSED, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  Server *self = data;
  const char *method = soup_server_message_get_method (message);
  g_autofree char *id = NULL, *allowed = NULL;
  const LimStudioRoute *route = lim_studio_route_find (method, path, &id, &allowed);

  if (route == NULL)
    send_no_route (message, method, path, allowed);
  else if (strcmp (route->method, "POST") == 0 && !lim_bucket_take (&self->changes, g_get_monotonic_time ()))
    lim_studio_send_error (message, 429, "too many changes at once; ask again in a second", 1);
  else if (route->kind == LIM_ROUTE_PAGE)
    send_page (message, path);
  else if (route->kind == LIM_ROUTE_WORK)
    start_job (self, message, route, id, query);
  else if (lim_events_add (self->events, message))
    lim_studio_guard_headers (message);
  else
    lim_studio_send_error (message, 503, "too many pages listen already; close some", 1);
}

/* The address of this machine that @message came to. Transfer full. */
static char *
reached_address (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_local_address (message);

  return G_IS_INET_SOCKET_ADDRESS (address)
             ? g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
             : NULL;
}

static gboolean
is_public (const char *method, const char *path)
{
  g_autofree char *id = NULL, *allowed = NULL;
  const LimStudioRoute *route = lim_studio_route_find (method, path, &id, &allowed);

  return route != NULL && (route->kind == LIM_ROUTE_PAGE || route->is_public);
}

/* Who has the session of @message's cookie stays with it: its name, and the secret itself, to end it by. */
static gboolean
find_person (Server *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gsize length = 0;
  const char *secret =
      lim_guard_find_cookie (self->guard, soup_message_headers_get_list (headers, "Cookie"), &length);
  char *person = secret != NULL && self->desk.sessions != NULL
                     ? lim_sessions_person (self->desk.sessions, secret, length, g_get_monotonic_time ())
                     : NULL;

  /* A connection carries one request after the other, each in a message of its own. */
  g_object_set_data_full (G_OBJECT (message), "limner-person", person, g_free);
  g_object_set_data_full (G_OBJECT (message), "limner-session", person != NULL ? g_strndup (secret, length) : NULL,
                          g_free);
  return person != NULL;
}

static LimClaim
claim_of (Server *self, SoupServerMessage *message, const char *path, GHashTable *query, const char *reached)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  const char *method = soup_server_message_get_method (message);

  return (LimClaim){
    .method = method,
    .path = path,
    .token = query != NULL ? g_hash_table_lookup (query, "token") : NULL,
    .host = soup_message_headers_get_one (headers, "Host"),
    .origin = soup_message_headers_get_one (headers, "Origin"),
    .fetch_site = soup_message_headers_get_one (headers, "Sec-Fetch-Site"),
    .cookie = soup_message_headers_get_list (headers, "Cookie"),
    .content_type = soup_message_headers_get_one (headers, "Content-Type"),
    .marker = soup_message_headers_get_one (headers, LIM_STUDIO_HEADER),
    .has_body = encoding != SOUP_ENCODING_NONE && encoding != SOUP_ENCODING_EOF,
    .has_length = encoding == SOUP_ENCODING_CONTENT_LENGTH,
    .length = encoding == SOUP_ENCODING_CONTENT_LENGTH ? soup_message_headers_get_content_length (headers) : 0,
    .reached = reached,
    .is_public = is_public (method, path),
    .has_person = find_person (self, message),
  };
}

static void
welcome (Server *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *cookie = lim_guard_cookie (self->guard, self->guard->secret);

  lim_studio_guard_headers (message);
  soup_message_headers_replace (headers, "Set-Cookie", cookie);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Location", "/");
  soup_server_message_set_status (message, 303, NULL);
}

/* -- What is looked at before it is read -- */

static void
on_body (SoupServerMessage *message, gpointer data G_GNUC_UNUSED)
{
  lim_studio_set_patience (message, 0);
}

static void
on_started (SoupServer *soup G_GNUC_UNUSED, SoupServerMessage *message, gpointer data G_GNUC_UNUSED)
{
  lim_studio_set_patience (message, IDLE_SECONDS);
  g_signal_connect (message, "got-body", G_CALLBACK (on_body), NULL);
}

/* Once the head of a request is there: what is refused here is not read any further than it must be. */
static void
on_head (SoupServer *soup G_GNUC_UNUSED, SoupServerMessage *message, const char *path, GHashTable *query,
         gpointer data)
{
  Server *self = data;
  g_autofree char *reached = reached_address (message);
  LimClaim claim = claim_of (self, message, path, query, reached);
  const char *sentence = NULL;
  guint status = 0;
  LimGuardAnswer verdict = lim_guard_look (self->guard, &claim, &status, &sentence);

  lim_studio_set_patience (message, READ_SECONDS);
  if (verdict == LIM_GUARD_PASS)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  if (verdict == LIM_GUARD_WELCOME)
    welcome (self, message);
  else if (status == 401 && !lim_bucket_take (&self->strangers, g_get_monotonic_time ()))
    lim_studio_send_error (message, 429, "too many strangers; ask again in a second", 2);
  else
    lim_studio_send_error_with (message, status, sentence, 2,
                                status == 401 && self->guard->has_users ? ",\"login\":true" : "");
}

/* -- Starting and ending -- */

/* Where to listen: on the loopback address, or where @options say. NULL: that is no address. Transfer full. */
static GInetAddress *
address_of (const LimStudioOptions *options, GError **error)
{
  GInetAddress *address = options->listen != NULL ? g_inet_address_new_from_string (options->listen)
                                                  : g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  if (address == NULL)
    lim_fail (error, LIM_ERROR_USAGE,
              "“%s” is no address of this machine: give it in numbers, as 192.168.1.5, or 0.0.0.0 for all of them",
              options->listen);
  return address;
}

static gboolean
listen_on (Server *self, const LimStudioOptions *options, GError **error)
{
  g_autoptr (GError) problem = NULL;
  guint port = options->port;
  g_autoptr (GInetAddress) host = address_of (options, error);

  if (host == NULL)
    return FALSE;
  g_autofree char *name = g_inet_address_to_string (host);
  g_autoptr (GSocketAddress) wanted =
      g_inet_socket_address_new (host, (guint16) (port != 0 ? port : LIM_STUDIO_PORT));
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (host, 0);

  if (!soup_server_listen (self->soup, wanted, 0, &problem)
      && (port != 0 || !soup_server_listen (self->soup, any, 0, NULL)))
    return lim_fail (error, LIM_ERROR_IO, "cannot listen on port %u of %s: %s.%s", port != 0 ? port : LIM_STUDIO_PORT,
                     options->listen != NULL ? name : "this machine", problem->message,
                     port != 0 ? " Leave --port out to take a free one" : "");
  GSList *uris = soup_server_get_uris (self->soup);
  const char *const names[] = { name, g_get_host_name (), NULL };
  self->guard = lim_guard_new ((guint) g_uri_get_port (uris->data), options->listen != NULL ? names : NULL);
  self->guard->has_users = self->desk.sessions != NULL;
  self->guard->anywhere = g_inet_address_get_is_any (host);
  self->desk.guard = self->guard;
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

/* The address to open. Transfer full. */
static char *
url_of (const Server *self, const LimStudioOptions *options)
{
  const LimGuard *guard = self->guard;
  const char *host = options->listen == NULL ? "127.0.0.1" : guard->anywhere ? g_get_host_name () : guard->names[0];
  const char *form = strchr (host, ':') != NULL ? "http://[%s]:%u/" : "http://%s:%u/";
  g_autoptr (GString) url = g_string_new (NULL);

  g_string_append_printf (url, form, host, guard->port);
  if (!guard->has_users)
    g_string_append_printf (url, "?token=%s", guard->token);
  return g_strdup (url->str);
}

static gboolean
on_cancelled (GCancellable *cancellable G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* Whose session ended hears nothing more. */
static gboolean
on_second (gpointer data)
{
  Server *self = data;
  guint epoch = lim_sessions_epoch (self->desk.sessions);

  if (epoch != self->epoch)
    lim_events_hang_up (self->events);
  self->epoch = epoch;
  return G_SOURCE_CONTINUE;
}

static void
run (Server *self, const LimStudioOptions *options)
{
  g_autofree char *url = url_of (self, options);
  GSource *end = NULL;
  guint second = self->desk.sessions != NULL ? g_timeout_add_seconds (1, on_second, self) : 0;

  if (self->desk.context->cancellable != NULL)
    {
      end = g_cancellable_source_new (self->desk.context->cancellable);
      g_source_set_callback (end, G_SOURCE_FUNC (on_cancelled), self->loop, NULL);
      g_source_attach (end, NULL);
    }
  options->ready (url, lim_studio_has_pages (), options->data);
  g_main_loop_run (self->loop);
  if (end != NULL)
    {
      g_source_destroy (end);
      g_source_unref (end);
    }
  if (second != 0)
    g_source_remove (second);
}

static void
cancel_jobs (Server *self)
{
  GHashTableIter iter;
  gpointer job;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, &job, NULL))
    g_cancellable_cancel (((Job *) job)->cancellable);
}

/* Whatever a thread has in hand is finished, unless it heeds being cancelled: it may be a judgment. Long work ends where it can be
 * gone on with. */
static void
stop (Server *self)
{
  lim_work_stop (lim_making_work (self->desk.making));
  lim_work_stop (self->desk.exporting);
  lim_work_stop (self->desk.building);
  cancel_jobs (self);
  g_clear_pointer (&self->events, lim_events_free);
  while (g_hash_table_size (self->jobs) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_thread_pool_free (self->pool, FALSE, TRUE);
  soup_server_disconnect (self->soup);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (self->soup);
  lim_guard_free (self->guard);
  lim_sessions_free (self->desk.sessions);
  lim_making_free (self->desk.making);
  lim_work_free (self->desk.exporting);
  lim_work_free (self->desk.building);
  lim_seen_free (self->desk.seen);
  lim_near_free (self->desk.near);
  lim_thumbs_free (self->desk.thumbs);
  lim_sheets_free (self->desk.sheets);
  g_hash_table_unref (self->jobs);
  g_main_loop_unref (self->loop);
}

gboolean
lim_studio_serve (const LimContext *context, const LimProject *project, const LimStudioOptions *options,
                  GError **error)
{
  Server self = { .desk = { .context = context,
                            .project = project,
                            .reviewer = options->reviewer,
                            .no_reviewer = options->no_reviewer },
                  .strangers = { .most = 30, .per_second = 5 },
                  .changes = { .most = 60, .per_second = 10 } };

  if (options->users != NULL && (self.desk.sessions = lim_sessions_new (options->users, error)) == NULL)
    return FALSE;
  if (options->users != NULL)
    {
      self.desk.reviewer = NULL;
      self.desk.no_reviewer = "log in first";
    }
  self.desk.thumbs = lim_thumbs_new (project);
  self.desk.sheets = lim_sheets_new ();
  self.desk.building = lim_work_new (context);
  self.desk.making = lim_making_new (context, project);
  self.desk.exporting = lim_work_new (context);
  self.desk.near = lim_near_new (self.desk.thumbs);
  self.desk.seen = lim_seen_new (project);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.soup = soup_server_new (NULL, NULL);
  self.jobs = g_hash_table_new (NULL, NULL);
  self.events = lim_events_new (&self.desk);
  self.pool = g_thread_pool_new (do_job, NULL, N_THREADS, FALSE, NULL);
  g_signal_connect (self.soup, "request-started", G_CALLBACK (on_started), &self);
  soup_server_add_early_handler (self.soup, NULL, on_head, &self, NULL);
  soup_server_add_handler (self.soup, NULL, on_request, &self, NULL);
  gboolean well = listen_on (&self, options, error);
  if (well)
    run (&self, options);
  stop (&self);
  return well;
}
