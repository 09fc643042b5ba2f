/* Who logs in: the file of users, sessions, and how often one may try. */
#include "base-password.h"
#include "studio-sessions.h"
#include "studio-users.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)

/* A cheap one of “lantern-lit”, as Python's hashlib.scrypt() makes it. */
#define LANTERN                                                                                                      \
  "$scrypt$ln=10,r=1,p=1$TmFDbE5hQ2w$"                                                                               \
  "xXfYJo2HQT47p2ZT0DGUtGGeKH6pQUSmXDVQ9TmY5Pc"

typedef struct
{
  char *folder, *path;
} Place;

static void
set_up (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  place->folder = g_dir_make_tmp ("limner-users-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "users", NULL);
  g_assert_true (
      g_file_set_contents_full (place->path, "anna:" LANTERN "\n", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
tear_down (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (place->path);
  g_rmdir (place->folder);
  g_free (place->path);
  g_free (place->folder);
}

/* -- Passwords -- */

static void
test_password (void)
{
  g_autofree char *hash = lim_password_hash ("höfen und Häuser", NULL),
                  *other = lim_password_hash ("höfen und Häuser", NULL);

  g_assert_true (lim_password_is_hash (hash));
  g_assert_true (lim_password_check (hash, "höfen und Häuser"));
  g_assert_false (lim_password_check (hash, "höfen und Häuse"));
  g_assert_cmpstr (hash, !=, other);
}

static void
test_password_of_others (void)
{
  g_assert_true (lim_password_check (LANTERN, "lantern-lit"));
  g_assert_false (lim_password_check (LANTERN, "Lantern-lit"));
}

static const struct
{
  const char *holds, *hash;
} no_hashes[] = {
  { "nothing", "" },
  { "the password itself", "lantern" },
  { "another function", "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA" },
  { "no salt", "$scrypt$ln=10,r=1,p=1$$aGFzaGhhc2hoYXNoaGFzaA" },
  { "a hash of two bytes", "$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$YWI" },
  { "more behind it", "$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA$x" },
  { "costs that would take all memory", "$scrypt$ln=21,r=64,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA" },
  { "costs that are no number", "$scrypt$ln=,r=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA" },
  { "costs beyond all numbers", "$scrypt$ln=99999999999999999999999,r=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA" },
  { "costs that cost nothing", "$scrypt$ln=1,r=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA" },
};

static void
test_no_hash (gconstpointer data)
{
  g_assert_false (lim_password_is_hash (no_hashes[GPOINTER_TO_UINT (data)].hash));
}

/* -- The file -- */

static void
test_file_is_its_owners (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  struct stat info;
  g_autoptr (GError) error = NULL;
  gboolean replaced;

  g_unlink (place->path);
  g_assert_true (lim_users_add (place->path, "anna", "lantern-lit", &replaced, NULL));
  g_assert_cmpint (g_stat (place->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_chmod (place->path, 0640);
  g_assert_null (lim_users_load (place->path, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_REFUSED);
}

static void
test_file_keeps_the_rest (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *before = NULL, *after = NULL;
  gboolean replaced = FALSE;

  g_assert_true (g_file_get_contents (place->path, &before, NULL, NULL));
  g_autofree char *commented = g_strdup_printf ("# who draws\n\n%s", before);
  g_assert_true (g_file_set_contents_full (place->path, commented, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  g_assert_true (lim_users_add (place->path, "björn@dock", "quarry-cut", &replaced, NULL));
  g_assert_false (replaced);
  g_assert_true (lim_users_add (place->path, "björn@dock", "another-cut", &replaced, NULL));
  g_assert_true (replaced);
  g_assert_true (lim_users_remove (place->path, "björn@dock", NULL));
  g_assert_true (g_file_get_contents (place->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, commented);
}

static const struct
{
  const char *holds, *text;
  LimErrorCode code;
} bad_files[] = {
  { "a line without a hash is named", "anna\n", LIM_ERROR_BAD_INPUT },
  { "a plain password is no hash", "anna:lantern\n", LIM_ERROR_BAD_INPUT },
  { "nobody stands there twice", "anna:" LANTERN "\nanna:" LANTERN "\n", LIM_ERROR_BAD_INPUT },
  { "a name is a name", "an na:$scrypt$ln=10,r=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA\n", LIM_ERROR_BAD_INPUT },
  { "a file that names nobody opens no studio", "# nobody\n", LIM_ERROR_REFUSED },
};

static void
test_bad_file (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  Place place;
  g_autoptr (GError) error = NULL;

  set_up (&place, NULL);
  g_assert_true (
      g_file_set_contents_full (place.path, bad_files[i].text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  g_assert_null (lim_sessions_new (place.path, &error));
  g_assert_error (error, LIM_ERROR, (int) bad_files[i].code);
  tear_down (&place, NULL);
}

static void
test_short_password (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gboolean replaced;

  g_assert_false (lim_users_add (place->path, "anna", "lantern", &replaced, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_USAGE);
}

/* -- Sessions -- */

static char *
person (LimSessions *sessions, const char *secret, gint64 now)
{
  return lim_sessions_person (sessions, secret, strlen (secret), now);
}

static void
test_session (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimSessions) sessions = lim_sessions_new (place->path, NULL);
  g_autofree char *secret = NULL;

  g_assert_cmpint (lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.1", MINUTE, &secret, NULL), ==,
                   LIM_LOGIN_DONE);
  g_autofree char *who = person (sessions, secret, 2 * MINUTE);
  g_assert_cmpstr (who, ==, "anna");
  g_assert_null (person (sessions, "00112233", 2 * MINUTE));
  g_autofree char *later = person (sessions, secret, 12 * 60 * MINUTE);
  g_assert_cmpstr (later, ==, "anna"); /* each request counts */
  g_assert_null (person (sessions, secret, 25 * 60 * MINUTE));
}

static void
test_logout (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimSessions) sessions = lim_sessions_new (place->path, NULL);
  g_autofree char *secret = NULL, *other = NULL;

  lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.1", MINUTE, &secret, NULL);
  lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.2", MINUTE, &other, NULL);
  lim_sessions_end (sessions, secret, strlen (secret));
  g_assert_null (person (sessions, secret, MINUTE));
  g_autofree char *who = person (sessions, other, MINUTE);
  g_assert_cmpstr (who, ==, "anna");
}

static void
test_changed_file (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimSessions) sessions = lim_sessions_new (place->path, NULL);
  g_autofree char *secret = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  gboolean replaced;
  guint before = lim_sessions_epoch (sessions);

  lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.1", MINUTE, &secret, NULL);
  g_assert_true (lim_users_add (place->path, "bert", "quarry-cut", &replaced, NULL));
  g_assert_null (person (sessions, secret, MINUTE));
  g_assert_cmpuint (lim_sessions_epoch (sessions), !=, before);
  g_assert_cmpint (lim_sessions_login (sessions, "bert", "quarry-cut", "10.0.0.1", MINUTE, &again, NULL), ==,
                   LIM_LOGIN_DONE);
  g_unlink (place->path);
  g_assert_null (person (sessions, again, MINUTE));
  g_assert_cmpint (lim_sessions_login (sessions, "bert", "quarry-cut", "10.0.0.1", MINUTE, &secret, &error), ==,
                   LIM_LOGIN_CLOSED);
  g_assert_error (error, LIM_ERROR, LIM_ERROR_IO);
}

/* How many wrong tries of @name from @peer are listened to before one is sent away, at most @most. */
static guint
try_often (LimSessions *sessions, const char *name, const char *peer, gint64 now, guint most)
{
  g_autofree char *secret = NULL;
  guint n = 0;

  while (n < most && lim_sessions_login (sessions, name, "x", peer, now, &secret, NULL) == LIM_LOGIN_WRONG)
    n++;
  return n;
}

static void
test_guessing (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimSessions) sessions = lim_sessions_new (place->path, NULL);
  g_autofree char *secret = NULL;

  g_assert_cmpuint (try_often (sessions, "nobody", "10.0.0.1", MINUTE, 20), ==, 8);
  g_assert_cmpint (lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.1", MINUTE, &secret, NULL), ==,
                   LIM_LOGIN_TOO_OFTEN);
  g_assert_cmpint (lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.2", MINUTE, &secret, NULL), ==,
                   LIM_LOGIN_DONE);
  g_clear_pointer (&secret, g_free);
  g_assert_cmpint (lim_sessions_login (sessions, "anna", "lantern-lit", "10.0.0.1", 2 * MINUTE, &secret, NULL), ==,
                   LIM_LOGIN_DONE);
}

static void
test_guessing_from_everywhere (Place *place, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (LimSessions) sessions = lim_sessions_new (place->path, NULL);
  guint n = try_often (sessions, "anna", "10.0.0.1", MINUTE, 7) + try_often (sessions, "anna", "10.0.0.2", MINUTE, 7)
            + try_often (sessions, "anna", "10.0.0.3", MINUTE, 7);

  g_assert_cmpuint (n, ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/studio/password/the right one opens, another does not, and no two hashes are alike",
                   test_password);
  g_test_add_func ("/studio/password/another program's hash opens", test_password_of_others);
  for (guint i = 0; i < G_N_ELEMENTS (no_hashes); i++)
    {
      g_autofree char *name = g_strdup_printf ("/studio/password/no hash: %s", no_hashes[i].holds);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_no_hash);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autofree char *name = g_strdup_printf ("/studio/users/%s", bad_files[i].holds);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_bad_file);
    }
#define ADD(path, func) g_test_add (path, Place, NULL, set_up, func, tear_down)
  ADD ("/studio/users/the file is readable by its owner only, else nobody gets in", test_file_is_its_owners);
  ADD ("/studio/users/adding and removing leave the other lines as they are", test_file_keeps_the_rest);
  ADD ("/studio/users/a short password is refused", test_short_password);
  ADD ("/studio/sessions/a session lasts while it is used", test_session);
  ADD ("/studio/sessions/logging out ends one and no other", test_logout);
  ADD ("/studio/sessions/another file ends all", test_changed_file);
  ADD ("/studio/sessions/who guesses from one address is sent away, and others are not", test_guessing);
  ADD ("/studio/sessions/who guesses one name from everywhere is, too", test_guessing_from_everywhere);
  return g_test_run ();
}
