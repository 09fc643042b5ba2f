/* cli-curate-screen.h: what a sitting of judging looks like in a terminal: everything but the picture. Pure: state in,
 * text with escape sequences out. */
#pragma once

#include "cli-terminal.h"
#include "record.h"
#include "style-curate-session.h"

#define LIM_CURATE_MIN_COLUMNS 60u
#define LIM_CURATE_MIN_ROWS 20u

/* Where things are, in cells from 1. */
typedef struct
{
  guint picture_left, picture_top, picture_columns, picture_rows;
  guint panel_left, panel_top, panel_width, panel_rows;
  guint columns, rows;
} LimCurateLayout;

LimCurateLayout lim_curate_layout (const LimTerminalSize *size);

/* Facts about the picture shown, beside what the session knows. */
typedef struct
{
  const char *project;        /* its name */
  const LimRecord *record;    /* of the picture shown; NULL: nothing is shown, or it cannot be read */
  const char *lane, *faction; /* may be NULL */
  const char *picture_says;   /* in place of a picture; NULL: there is one */
  gboolean dry_run, color;
} LimCurateFacts;

/* Appends header, panel and footer, and in place of the picture what @facts say. */
void lim_curate_draw (GString *out, const LimCurateSession *session, const LimCurateFacts *facts,
                      const LimCurateLayout *layout);
