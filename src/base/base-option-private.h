/* base-option-private.h: one option's value and how a row reads it; only base-option.c and base-settings.c include it. */
#pragma once

#include "base-settings.h"

typedef enum
{
  FROM_NOBODY,
  FROM_FALLBACK,
  FROM_FILE,
  FROM_TEXT,
} LimOptionSource;

typedef struct
{
  LimOptionSource source;
  gboolean flag;
  gint64 whole;
  double real;
  char *text;
  char **list;
} LimOptionValue;

void lim_option_value_clear (LimOptionValue *value);

/* FALSE just means “not allowed”, the caller words it; @value may be filled in part then. */
gboolean lim_option_read_text (const LimOptionRow *row, const char *text, LimOptionValue *value);
gboolean lim_option_read_json (const LimOptionRow *row, const LimJson *json, LimOptionValue *value);

/* The element of @list that is not allowed, or NULL. */
const char *lim_option_wrong_element (const LimOptionRow *row, char **list);
