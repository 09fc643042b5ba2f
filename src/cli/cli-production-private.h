/* cli-production-private.h: what the value and its drawing share. */
#pragma once

#include "cli-production.h"

#define LIM_PRODUCTION_RECENT 32u /* images that the rate is taken from */

/* A job that a server has. */
typedef struct
{
  char *id;
  double share; /* 0..1 */
} LimProductionJob;

typedef struct
{
  char *name;    /* as the engine says it */
  char *shown;   /* as people see it */
  char *message; /* NULL: none */
  LimServerHealth health;
  guint slots, busy, made;
  GPtrArray *jobs; /* (element-type LimProductionJob), oldest first */
} LimProductionServer;

struct _LimProduction
{
  char *title;
  guint64 total, done;
  guint failed;
  gboolean paused;
  GPtrArray *servers; /* (element-type LimProductionServer) */

  /* When something was over, the oldest first; the first of all is the start. */
  struct
  {
    gint64 at;
    guint64 done;
  } recent[LIM_PRODUCTION_RECENT];
  guint n_recent;
};
