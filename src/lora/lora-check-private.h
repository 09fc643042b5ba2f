/* lora-check-private.h: what the parts of `lora check` share. A part is a file lora-check-NAME.c with one function named in
 * the table of lora-check.c; it adds findings and sets how many things it looked at. */
#pragma once

#include "lora-check.h"
#include "lora-made.h"

typedef struct
{
  const LimContext *context;
  const LimLoraSet *set;
  LimLoraMade *made;
  LimLoraCheck *check;
  guint n_checked; /* by the part that runs */
} LimLoraChecking;

/* Adds a finding; @found is a format. */
void lim_lora_check_add (LimLoraChecking *self, LimFindingSeverity severity, const char *file, const char *field,
                         const char *expected, const char *fix, const char *found, ...) G_GNUC_PRINTF (7, 8);

/* The same for what a rule forbids: always an error, and counted apart. */
void lim_lora_check_forbid (LimLoraChecking *self, const char *file, const char *field, const char *expected,
                            const char *fix, const char *found, ...) G_GNUC_PRINTF (6, 7);

/* Whether there is an error about @file already. */
gboolean lim_lora_check_has_error (const LimLoraChecking *self, const char *file);

/* Fills entries, others, reading and images from the disk. */
gboolean lim_lora_check_scan (LimLoraChecking *self, GError **error);

/* The parts. FALSE only when they could not look. */
gboolean lim_lora_check_layout (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_captions (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_pictures (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_doubles (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_flips (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_caches (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_coverage (LimLoraChecking *self, GError **error);
gboolean lim_lora_check_steps (LimLoraChecking *self, GError **error);
