/* dress-ship.h: a story → something people open (`limner ship`). One file dress-ship-NAME.c ends in one row; NAME stands in the
 * list of dress/meson.build.
 *
 * A format gets a shipment (dress-shipment.h) and an unfinished folder, and writes its files into it: the same shipment, the same
 * bytes; no clock, no chance. Then it checks what it wrote. Only a folder that passes takes its place in exports/; a
 * manifest.json beside the files lists them, and shows the next run that the folder is ours to replace. */
#pragma once

#include "dress-shipment.h"
#include "export-folder.h"

typedef struct
{
  const char *name; /* “html” */
  const char *help; /* what it is, for people */

  /* Why this limner cannot make it, a sentence; NULL: it can. May be absent. */
  const char *(*lacks) (void);

  /* Writes everything but the manifest. *@open is the file a reader opens, relative. Transfer full. */
  gboolean (*write) (const LimShipment *shipment, LimExportFolder *folder, char **open, GError **error);

  /* Reads what was written in @path back and adds what is wrong with it to @problems (element-type char*): links, assets,
   * structure. May be NULL. */
  gboolean (*check) (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error);
} LimShipFormat;

/* The rows, NULL-terminated. */
const LimShipFormat *const *lim_ship_formats (void);

/* The options of shipping, of all formats together: format, name, language, … */
extern const LimOptionRow lim_ship_options[];

typedef struct
{
  const LimShipFormat *format;
  char *folder; /* relative: “exports/the-salt-lantern-html” */
  char *open;   /* relative to the project: what a reader opens */
  guint n_files;
  guint64 bytes;
} LimShipped;

typedef struct
{
  GPtrArray *shipped; /* (element-type LimShipped) */
  GPtrArray *lacking; /* (element-type char*) of “all” what cannot be made by this limner, with the reason */
  GPtrArray *notes;   /* (element-type char*) as of the shipment */
  char *title, *story_hash;
  guint n_passages, n_codex, n_pictures;
} LimShipReport;

/* Ships the project's story in each format @options ask for. Each folder is put in its place whole or not at all; the first that
 * fails ends it. With @dry_run everything is made and checked, and nothing is kept. Transfer full. */
LimShipReport *lim_dress_ship (const LimProject *project, const LimSettings *options, gboolean dry_run,
                               GError **error);
void lim_ship_report_free (LimShipReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimShipReport, lim_ship_report_free)

/* -- For formats -- */

gboolean lim_ship_write_bytes (LimExportFolder *folder, const char *name, GBytes *bytes, GError **error);

/* Writes each picture once, below @below. */
gboolean lim_ship_write_pictures (const LimShipment *shipment, LimExportFolder *folder, const char *below,
                                  GError **error);
