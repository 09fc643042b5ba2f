/* style-check.h: what `doctor` looks at. One file style-check-NAME.c ends in one row; NAME stands in the list of
 * style/meson.build. */
#pragma once

#include "base-context.h"
#include "base-finding.h"
#include "canon.h"
#include "store-project.h"

typedef struct
{
  const LimContext *context;
  LimProject *project;
  LimCanon *canon;     /* NULL when the canon cannot be used; the canon check has said why */
  gboolean dry_run;    /* tell what would be repaired, and do not */
  GPtrArray *findings; /* (element-type LimFinding) */
  GPtrArray *repairs;  /* (element-type LimRepair) */
  GMutex lock;         /* of the two lists, for checks that use several threads */
  guint n_checked;     /* things looked at by the check that runs */
} LimDoctor;

typedef struct
{
  const char *name;  /* “records” */
  const char *thing; /* what is counted, in the singular: “record” */

  /* Adds its findings; FALSE only when it could not look (disk, cancelled), not for what it found. */
  gboolean (*run) (LimDoctor *doctor, GError **error);
} LimDoctorCheck;

/* Adds a finding; safe from several threads. @found is a format. */
void lim_doctor_add (LimDoctor *doctor, LimFindingSeverity severity, const char *file, guint line, const char *field,
                     const char *expected, const char *fix, const char *found, ...) G_GNUC_PRINTF (8, 9);

/* Adds @error, whose message names its file, as an error of @file. */
void lim_doctor_add_error (LimDoctor *doctor, const char *file, const GError *error);
