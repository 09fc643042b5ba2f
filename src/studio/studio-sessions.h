/* studio-sessions.h: who is logged in, where the studio has users (studio-users.h). A session is a secret in a browser's
 * cookie; here only its hash is kept, and in memory. It ends by logging out, after twelve hours without a request, after 30
 * days, and, all of them, when the file of users changes. Times are microseconds that only grow. May be used from several
 * threads. */
#pragma once

#include "base-error.h"

typedef struct LimSessions LimSessions;

/* Reads the users of @path. LIM_ERROR_REFUSED when there are none, else as lim_users_load(). Transfer full. */
LimSessions *lim_sessions_new (const char *path, GError **error);
void lim_sessions_free (LimSessions *sessions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSessions, lim_sessions_free)

/* Who has the @length bytes of @secret in the cookie, NULL: nobody. Looks at the file first. Transfer full. */
char *lim_sessions_person (LimSessions *sessions, const char *secret, gsize length, gint64 now);

typedef enum
{
  LIM_LOGIN_DONE,
  LIM_LOGIN_WRONG,     /* name or password; which of them is not told, not even by the time it takes */
  LIM_LOGIN_TOO_OFTEN, /* from there, for that name, or altogether */
  LIM_LOGIN_CLOSED,    /* the file cannot be read any more */
} LimLogin;

/* Tries @name and @password from @peer, an address. With LIM_LOGIN_DONE, *@secret (transfer full) is for the cookie; else
 * @error has the sentence. Takes a tenth of a second and 64 MiB; others wait their turn, and too many are sent away. */
LimLogin lim_sessions_login (LimSessions *sessions, const char *name, const char *password, const char *peer,
                             gint64 now, char **secret, GError **error);

/* Ends that session, if there is one. */
void lim_sessions_end (LimSessions *sessions, const char *secret, gsize length);

/* A number that is another one once all sessions were ended. */
guint lim_sessions_epoch (LimSessions *sessions);
