/* base-settings.h: options as rows, and a bag of values that only lets in what a row allows.
 *
 * Flags of commands, options of providers and exporters, and limner.yaml are all described by such rows, so help, man
 * page, completion and checking come from one place.
 *
 *   static const LimOptionRow options[] = {
 *     { .name = "limit", .type = LIM_OPTION_INT, .min = 1, .max = 100000, .placeholder = "N", .help = "stop after N" },
 *     { .name = "task", .type = LIM_OPTION_LIST, .choices = LIM_CHOICES ("critique", "preference"), … },
 *     { 0 },
 *   };
 *   g_autoptr (LimSettings) settings = lim_settings_new (options);
 *   lim_settings_set_json (settings, lim_json_get (root, "export"), &error) …     a file's say
 *   lim_settings_set_text (settings, "limit", "20", &error) …                     the command line's, later and stronger
 *   lim_settings_int (settings, "limit"); */
#pragma once

#include "base-json.h"

typedef enum
{
  LIM_OPTION_FLAG,   /* given or not; in a file true or false */
  LIM_OPTION_STRING, /* any text */
  LIM_OPTION_INT,    /* whole number within min..max */
  LIM_OPTION_DOUBLE, /* finite number within min..max */
  LIM_OPTION_CHOICE, /* one of choices */
  LIM_OPTION_LIST,   /* texts, “a,b” or given again and again; each one of choices, where there are some */
} LimOptionType;

typedef struct
{
  const char *name; /* “allow-incomplete”; in a file “allow_incomplete” is the same */
  LimOptionType type;
  double min, max;            /* INT, DOUBLE: both ends included; both 0: no bounds */
  const char *const *choices; /* CHOICE and LIST: NULL-terminated, see LIM_CHOICES; NULL for a free LIST */
  const char *fallback;       /* the value when nobody gives one, spelled as on a command line; NULL: none */
  const char *placeholder;    /* what stands for the value in help: “N”, “DIR” */
  const char *help;           /* one line, no full stop */
  char letter;                /* short form “-n”; 0: none */
} LimOptionRow;

#define LIM_CHOICES(...) ((const char *const[]){ __VA_ARGS__, NULL })

typedef struct _LimSettings LimSettings;

/* An empty bag for @rows, which end in { 0 } and are borrowed; NULL is no rows. A row whose fallback it would not
 * itself allow is a mistake in the program and aborts it. Transfer full. */
LimSettings *lim_settings_new (const LimOptionRow *rows);
void lim_settings_free (LimSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimSettings, lim_settings_free)

/* The row of @name, “-” and “_” being alike; NULL when there is none. */
const LimOptionRow *lim_settings_find (const LimSettings *settings, const char *name);

/* Takes a value spelled as on the command line. @text NULL is a flag without a value. A LIST grows by each call, but
 * the first replaces what a file gave. LIM_ERROR_USAGE names the option, what was found and what is allowed; the old
 * value then stays. */
gboolean lim_settings_set_text (LimSettings *settings, const char *name, const char *text, GError **error);

/* Takes all members of @object from JSON or YAML. A null takes the value away again, so that the
 * fallback counts. LIM_ERROR_BAD_INPUT names file, line and option. NULL or null for @object is an empty one. */
gboolean lim_settings_set_json (LimSettings *settings, const LimJson *object, GError **error);

/* Whether somebody gave a value; the getters below also know the fallback. */
gboolean lim_settings_is_set (const LimSettings *settings, const char *name);

/* The value, else the fallback, else FALSE, NULL, 0 or an empty list. Asking for a name that is no row, or with the
 * getter of another type, is a mistake in the program and aborts it. Borrowed until the option is set again. */
gboolean lim_settings_flag (const LimSettings *settings, const char *name);
const char *lim_settings_string (const LimSettings *settings, const char *name); /* STRING and CHOICE */
gint64 lim_settings_int (const LimSettings *settings, const char *name);
double lim_settings_double (const LimSettings *settings, const char *name);
const char *const *lim_settings_list (const LimSettings *settings, const char *name); /* never NULL */

/* All that was given, as an object with one member per option in the order of the rows: for records and manifests. */
LimJson *lim_settings_to_json (const LimSettings *settings, LimJsonDoc *doc);

/* What a row allows, for help and messages: “a whole number from 1 to 100000”, “one of a, b or c”. Transfer full. */
char *lim_option_describe (const LimOptionRow *row);
