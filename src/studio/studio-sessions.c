#include "studio-sessions.h"

#include "studio-guard.h"
#include "studio-users.h"

#include "base-hash.h"
#include "base-password.h"

#include <string.h>

#define IDLE_US (G_TIME_SPAN_HOUR * 12)
#define LONGEST_US (G_TIME_SPAN_DAY * 30)
#define MAX_SESSIONS 1000
#define MAX_PASSWORD 1024
/* Passwords that are being tried or wait for it. */
#define MAX_TRYING 6
/* Addresses and names whose attempts are remembered. */
#define MAX_REMEMBERED 4096

/* At first that many, then one each so many seconds. */
static const LimBucket of_peer = { .most = 8, .per_second = 1.0 / 10 };
static const LimBucket of_name = { .most = 12, .per_second = 1.0 / 5 };
static const LimBucket of_all = { .most = 40, .per_second = 2 };

typedef struct
{
  char *name;
  gint64 begun, used;
} Session;

struct LimSessions
{
  char *path;
  GMutex lock;               /* of all below */
  LimUsers *users;           /* NULL: the file cannot be read, and … */
  GError *problem;           /* … why */
  GHashTable *open;          /* hash of the secret → Session */
  GHashTable *peers, *names; /* → LimBucket */
  LimBucket all;
  guint epoch, n_trying;
  GMutex trying; /* one password at a time, for its memory */
};

static void
session_free (gpointer data)
{
  g_free (((Session *) data)->name);
  g_free (data);
}

LimSessions *
lim_sessions_new (const char *path, GError **error)
{
  g_autoptr (LimUsers) users = lim_users_load (path, error);

  if (users == NULL)
    return NULL;
  if (lim_users_count (users) == 0)
    return lim_fail_null (error, LIM_ERROR_REFUSED,
                          "%s names nobody; `limner serve --add-user NAME --users %s` adds somebody", path, path);
  LimSessions *self = g_new0 (LimSessions, 1);
  self->path = g_strdup (path);
  self->users = g_steal_pointer (&users);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  self->peers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->all = of_all;
  g_mutex_init (&self->lock);
  g_mutex_init (&self->trying);
  return self;
}

void
lim_sessions_free (LimSessions *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  lim_users_free (self->users);
  g_clear_error (&self->problem);
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->peers);
  g_hash_table_unref (self->names);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->trying);
  g_free (self);
}

/* -- The file -- */

/* Who was let in by another file is let in no more: a password may have been changed because somebody else knows it. */
static void
follow_file (LimSessions *self)
{
  if (self->users != NULL && !lim_users_changed (self->users))
    return;
  if (self->users != NULL)
    {
      g_hash_table_remove_all (self->open);
      self->epoch++;
    }
  lim_users_free (self->users);
  g_clear_error (&self->problem);
  self->users = lim_users_load (self->path, &self->problem);
}

/* -- Sessions -- */

static gboolean
is_over (const Session *session, gint64 now)
{
  return now - session->used > IDLE_US || now - session->begun > LONGEST_US;
}

char *
lim_sessions_person (LimSessions *self, const char *secret, gsize length, gint64 now)
{
  g_autofree char *key = lim_sha256_hex (secret, (gssize) length);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  follow_file (self);
  Session *session = g_hash_table_lookup (self->open, key);
  if (session == NULL)
    return NULL;
  if (is_over (session, now))
    {
      g_hash_table_remove (self->open, key);
      return NULL;
    }
  session->used = now;
  return g_strdup (session->name);
}

/* Room for one more: without those that are over, and where that is not enough without the one used longest ago. */
static void
make_room (LimSessions *self, gint64 now)
{
  GHashTableIter iter;
  gpointer key, value;
  const char *oldest = NULL;
  gint64 used = G_MAXINT64;

  if (g_hash_table_size (self->open) < MAX_SESSIONS)
    return;
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (is_over (value, now))
      g_hash_table_iter_remove (&iter);
    else if (((Session *) value)->used < used)
      {
        oldest = key;
        used = ((Session *) value)->used;
      }
  if (g_hash_table_size (self->open) >= MAX_SESSIONS)
    g_hash_table_remove (self->open, oldest);
}

static char *
begin_session (LimSessions *self, const char *name, gint64 now)
{
  g_autofree char *secret = lim_guard_new_secret ();
  Session *session = g_new0 (Session, 1);

  make_room (self, now);
  session->name = g_strdup (name);
  session->begun = session->used = now;
  g_hash_table_insert (self->open, lim_sha256_hex (secret, -1), session);
  return g_steal_pointer (&secret);
}

void
lim_sessions_end (LimSessions *self, const char *secret, gsize length)
{
  g_autofree char *key = lim_sha256_hex (secret, (gssize) length);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->open, key);
}

guint
lim_sessions_epoch (LimSessions *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  follow_file (self);
  return self->epoch;
}

/* -- Logging in -- */

/* Forgets those who have all their attempts again. */
static gboolean
is_rested (gpointer key G_GNUC_UNUSED, gpointer value, gpointer now)
{
  LimBucket bucket = *(LimBucket *) value;

  return lim_bucket_take (&bucket, *(gint64 *) now) && bucket.left >= bucket.most - 1;
}

static gboolean
take_from (GHashTable *table, const char *key, LimBucket fresh, gint64 now)
{
  LimBucket *bucket = g_hash_table_lookup (table, key);

  if (bucket == NULL)
    {
      if (g_hash_table_size (table) >= MAX_REMEMBERED)
        g_hash_table_foreach_remove (table, is_rested, &now);
      if (g_hash_table_size (table) >= MAX_REMEMBERED)
        return FALSE;
      bucket = g_memdup2 (&fresh, sizeof fresh);
      g_hash_table_insert (table, g_strdup (key), bucket);
    }
  return lim_bucket_take (bucket, now);
}

static gboolean
may_try (LimSessions *self, const char *name, const char *peer, gint64 now)
{
  return self->n_trying < MAX_TRYING && take_from (self->peers, peer, of_peer, now)
         && take_from (self->names, name, of_name, now) && lim_bucket_take (&self->all, now);
}

/* What is to be compared with; for a name that is not there as well, which takes as long. */
static LimLogin
begin_trying (LimSessions *self, const char *name, const char *peer, gint64 now, char **hash, gboolean *known,
              guint *epoch, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  follow_file (self);
  if (self->users == NULL || lim_users_count (self->users) == 0)
    {
      lim_fail (error, LIM_ERROR_IO, "nobody can log in: %s",
                self->problem != NULL ? self->problem->message : "the file of users names nobody any more");
      return LIM_LOGIN_CLOSED;
    }
  if (!may_try (self, name, peer, now))
    {
      lim_fail (error, LIM_ERROR_REFUSED, "that was tried too often; wait a minute and try again");
      return LIM_LOGIN_TOO_OFTEN;
    }
  *known = lim_users_hash (self->users, name) != NULL;
  *hash = g_strdup (*known ? lim_users_hash (self->users, name) : lim_users_any_hash (self->users));
  *epoch = self->epoch;
  self->n_trying++;
  return LIM_LOGIN_DONE;
}

static void
give_back (GHashTable *table, const char *key)
{
  LimBucket *bucket = g_hash_table_lookup (table, key);

  if (bucket != NULL)
    bucket->left = MIN (bucket->most, bucket->left + 1);
}

LimLogin
lim_sessions_login (LimSessions *self, const char *name, const char *password, const char *peer, gint64 now,
                    char **secret, GError **error)
{
  /* What cannot be a name is nobody's, and one more entry for each such text would fill the table. */
  const char *whose = lim_users_check_name (name, NULL) ? name : "";
  g_autofree char *hash = NULL;
  gboolean known = FALSE;
  guint epoch = 0;
  LimLogin outcome = begin_trying (self, whose, peer, now, &hash, &known, &epoch, error);

  if (outcome != LIM_LOGIN_DONE)
    return outcome;
  g_mutex_lock (&self->trying);
  gboolean right = lim_password_check (hash, strlen (password) <= MAX_PASSWORD ? password : "") && known;
  g_mutex_unlock (&self->trying);

  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  self->n_trying--;
  follow_file (self);
  if (!right || epoch != self->epoch || self->users == NULL)
    {
      lim_fail (error, LIM_ERROR_REFUSED, "name or password are wrong");
      return LIM_LOGIN_WRONG;
    }
  give_back (self->peers, peer); /* a right one does not count */
  give_back (self->names, whose);
  *secret = begin_session (self, name, now);
  return LIM_LOGIN_DONE;
}
