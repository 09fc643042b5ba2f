/* lora-audit.h: an inventory of pictures that a training set may be cut from: what each is, how good, and what the plan could
 * take from it. It proposes; a person decides. Nothing is written here but what lim_lora_audit_write() says. */
#pragma once

#include "base-context.h"
#include "imaging-letterbox.h"
#include "lora-set.h"

#define LIM_LORA_REFERENCES "inputs/references" /* where source pictures lie when nobody says otherwise */
#define LIM_LORA_AUDIT_PAGE "audit.html"        /* in the set's folder; without a set in exports/ */

typedef enum
{
  LIM_LORA_BROKEN,    /* no picture that can be read */
  LIM_LORA_BLANK,     /* nothing is on it */
  LIM_LORA_SHEET,     /* several figures on plain ground */
  LIM_LORA_ANNOTATED, /* the same with rows of writing */
  LIM_LORA_FIGURE,    /* one figure on plain ground */
  LIM_LORA_SCENE,     /* a picture with a background */
  LIM_LORA_PHOTO,     /* the same, or one figure, taken by a camera, as its own tags tell */
} LimLoraPictureKind;

typedef enum
{
  LIM_LORA_USABLE,
  LIM_LORA_PARTIAL,  /* with care: the remarks say why */
  LIM_LORA_EXCLUDED, /* not: the first remark says why */
} LimLoraUse;

const char *lim_lora_picture_kind_name (LimLoraPictureKind kind); /* “annotated sheet” */
const char *lim_lora_use_name (LimLoraUse use);                   /* “partial” */

/* A figure that stands apart, with some ground around it. */
typedef struct
{
  char *id; /* for the plan: from the file's name; no crop of the plan has it */
  LimImageRect rect;
  LimFraming framing; /* guessed from its shape */
} LimLoraFigure;

/* One file. What stands behind `kind` is only set when the file is a picture. */
typedef struct
{
  char *file;             /* relative to the project, or absolute when it lies outside */
  gboolean outside;       /* of the project: a plan cannot name it */
  gboolean in_plan;       /* the plan lists it already */
  gboolean plan_crops;    /* and cuts something from it, or excludes it */
  LimSheetKind plan_kind; /* and calls it this */
  guint64 bytes;
  LimLoraUse use;
  GPtrArray *remarks; /* (element-type char*): sentences without a full stop */
  LimLoraPictureKind kind;
  const char *format;   /* “png” */
  guint width, height;  /* upright */
  guint bits, channels; /* as stored */
  gboolean animated;
  gboolean plain;   /* stands on one colour: */
  guint8 ground[3]; /* R G B */
  double text;      /* share of the picture that is writing, 0..1 */
  double edge;      /* pixels that its edges take; 0: it has none */
  GPtrArray *
      figures; /* (element-type LimLoraFigure), in the order one reads; one for the whole of a scene is not among them */
  gboolean near; /* nearly the same as another, which the remarks name */
  char *pixels_sha256;
  guint64 fingerprint;
  LimImage *small; /* for the page, at most LIM_LORA_AUDIT_SIDE a side; NULL unless asked for */
} LimLoraAuditItem;

#define LIM_LORA_AUDIT_SIDE 560u

typedef struct
{
  GPtrArray *items; /* (element-type LimLoraAuditItem), by file */
  guint n_usable, n_partial, n_excluded, n_figures;
  guint n_passed_over; /* files that are no pictures by their names */
} LimLoraAudit;

void lim_lora_audit_free (LimLoraAudit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLoraAudit, lim_lora_audit_free)

/* Looks at every picture in @places (files and folders, absolute or relative to the working folder; NULL or empty:
 * LIM_LORA_REFERENCES of @project) and the folders in them. With @set (may be NULL) its plan says the training size and what is
 * known already. @small: make `small`. Broken, giant and foreign files are items like others. LIM_ERROR_NOT_FOUND for a place
 * that is not there. Transfer full. */
LimLoraAudit *lim_lora_audit (const LimContext *context, const LimProject *project, const LimLoraSet *set,
                              const char *const *places, gboolean small, GError **error);

/* One picture for programs, as `lora audit --json` prints it. */
LimJson *lim_lora_audit_item_to_json (const LimLoraAuditItem *item, LimJsonDoc *doc);

/* The proposals for a plan, as YAML to paste below its `sources:`; what the plan has already is left out. NULL when there is
 * nothing to propose. Transfer full. */
char *lim_lora_audit_yaml (const LimLoraAudit *audit);

/* The audit as one HTML page that needs nothing else: a contact sheet. Transfer full. */
GBytes *lim_lora_audit_page (const LimLoraAudit *audit, const char *title, GError **error);

/* Puts the proposals into the plan of @set: sources it does not have, and crops into sources it lists without any. What it says
 * already stays, remarks too. *@n_sources, *@n_crops: how many. LIM_ERROR_CONFLICT when the plan was changed meanwhile;
 * LIM_ERROR_BAD_INPUT, with the line, when it is written so that nothing can be put in, and what to do. */
gboolean lim_lora_audit_write (const LimLoraSet *set, const LimLoraAudit *audit, gboolean dry_run, guint *n_sources,
                               guint *n_crops, GError **error);
