/* studio-users.h: who may log in: a file of lines “NAME:HASH” (base-password.h), kept outside of any project and readable by
 * its owner only. “#” begins a comment, which stays when somebody is added. */
#pragma once

#include "base-error.h"

typedef struct LimUsers LimUsers;

/* Reads @path. LIM_ERROR_REFUSED when others may read or write it, LIM_ERROR_BAD_INPUT names the line that is wrong,
 * LIM_ERROR_NOT_FOUND says how to make one. Transfer full. */
LimUsers *lim_users_load (const char *path, GError **error);
void lim_users_free (LimUsers *users);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimUsers, lim_users_free)

guint lim_users_count (const LimUsers *users);

/* Whether the file is no longer what was read. Costs one look at its times. */
gboolean lim_users_changed (const LimUsers *users);

/* The hash of @name's password, NULL when there is no such name. Borrowed. */
const char *lim_users_hash (const LimUsers *users, const char *name);

/* Somebody's, for spending as much time on a name that is not there. There must be somebody. */
const char *lim_users_any_hash (const LimUsers *users);

/* Whether @name could be one: 1..64 letters, digits, “.”, “_”, “-” and “@”, of any script. Else LIM_ERROR_USAGE. */
gboolean lim_users_check_name (const char *name, GError **error);

#define LIM_MIN_PASSWORD 8

/* Writes @name with a new @password into @path, which is made, readable by its owner only, where there is none.
 * *@replaced: the name had another password. LIM_ERROR_USAGE for a password that is too short. */
gboolean lim_users_add (const char *path, const char *name, const char *password, gboolean *replaced, GError **error);

/* Takes @name out. LIM_ERROR_NOT_FOUND lists who is there. */
gboolean lim_users_remove (const char *path, const char *name, GError **error);
