/* fake-fault.h: what goes wrong, when and how often. */
#pragma once

#include "fake.h"

/* What a fault strikes: an HTTP request, a ComfyUI prompt that comes to run, an event on its way to a WebSocket. */
typedef enum
{
  FAKE_SITE_REQUEST,
  FAKE_SITE_JOB,
  FAKE_SITE_EVENT,
} FakeSite;

typedef enum
{
  FAKE_NONE,
  /* requests */
  FAKE_DELAY,
  FAKE_HANG,
  FAKE_DROP,
  FAKE_CUT,
  FAKE_STATUS,
  FAKE_QUOTA,
  FAKE_MODERATION,
  FAKE_GARBAGE,
  FAKE_HUGE,
  FAKE_EMPTY,
  FAKE_TEXT,
  FAKE_SHORT,
  FAKE_WRONG_SIZE,
  FAKE_RESTART,
  FAKE_REFUSE,
  FAKE_PARTIAL,
  FAKE_OTHER_ID,
  FAKE_OTHER_NAME,
  /* answers of chat models */
  FAKE_CHAT_PROSE,
  FAKE_CHAT_FENCE,
  FAKE_CHAT_HALF,
  FAKE_CHAT_LENGTH,
  FAKE_CHAT_ENUM,
  FAKE_CHAT_REFUSAL,
  FAKE_CHAT_NOTHING,
  FAKE_CHAT_ENDLESS,
  FAKE_CHAT_NOISE,
  FAKE_CHAT_LATE,
  FAKE_CHAT_OFF,
  /* jobs */
  FAKE_ERROR,
  FAKE_INTERRUPTED,
  FAKE_NO_IMAGE,
  FAKE_FORGET,
  FAKE_STUCK,
  FAKE_SLOW,
  FAKE_CACHED,
  /* events */
  FAKE_DUPLICATE,
  FAKE_REORDER,
  FAKE_SILENT,
  FAKE_SOCKET_CUT,
  FAKE_FOREIGN,
  FAKE_LIE,
  FAKE_WRONG_ID,
} FakeKind;

/* One thing going wrong, now. */
typedef struct
{
  FakeKind kind; /* FAKE_NONE: all is well */
  const char *name;
  gboolean handled; /* the request takes effect before its answer is spoiled */
  guint status;
  guint ms;
  double retry_after; /* seconds; negative: no such header */
  double retry_date;  /* the same as a date */
  guint64 bytes;
  gboolean with_files;
} FakeStrike;

FakeFaults *fake_faults_new (void);
void fake_faults_free (FakeFaults *faults);

/* Adds “NAME[:key=value,…]”. LIM_ERROR_USAGE names what is wrong. */
gboolean fake_faults_add (FakeFaults *faults, const char *text, GError **error);

/* From now on a random part (@text is “SEED[,RATE]”, RATE 0..1) of everything goes wrong in a way that passes. */
gboolean fake_faults_storm (FakeFaults *faults, const char *text, GError **error);

void fake_faults_clear (FakeFaults *faults); /* the storm too */

/* Counts a call of @what (a path without /api, the type of an event, "" for a job) and says what goes wrong with it. */
FakeStrike fake_faults_strike (FakeFaults *faults, FakeSite site, const char *method, const char *what);

/* How often each fault struck. */
LimJson *fake_faults_stats (FakeFaults *faults, LimJsonDoc *doc);

/* The table of faults for --help. Transfer full. */
char *fake_faults_help (void);
