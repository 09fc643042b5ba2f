/* fake.h: a stand-in for image servers and chat models. It speaks ComfyUI, AUTOMATIC1111, OpenAI Images, OpenAI chat completions and
 * Anthropic Messages over real sockets and misbehaves on request.
 *
 * One thread, one main loop. fake-server.c takes requests, fake-fault.c decides what goes wrong with them, a table of
 * routes per protocol answers them, and fake-gpu.c is the machine behind: one picture at a time. */
#pragma once

#include <libsoup/soup.h>
#include <stdio.h>

#include "base-json.h"

typedef struct FakeFaults FakeFaults;
typedef struct FakeGpu FakeGpu;
typedef struct FakeSockets FakeSockets;
typedef struct FakeComfy FakeComfy;
typedef struct FakeA1111 FakeA1111;
typedef struct FakeChat FakeChat;
typedef struct FakeStats FakeStats;

/* The command line. Lists are NULL-terminated. */
typedef struct
{
  char *host;
  int port;      /* 0: any free one */
  int render_ms; /* how long one picture takes */
  int lag_ms;    /* between a prompt's execution_success and its entry in the history */
  int history_limit;
  int max_upload_mib;
  gboolean previews; /* ComfyUI's --preview-method auto */
  gboolean plain;    /* no NaN in JSON, for clients that cannot read it */
  gboolean combo;    /* spell every choice list the new way */
  gboolean any_id;   /* take prompt ids that are no UUIDs, as old servers do */
  char *comfyui_version;
  char **checkpoints, **loras;
  char *flavour;    /* a1111, forge, sdnext or sd-server: whose habits /sdapi/v1 has */
  char *login;      /* user:password that /sdapi/v1 wants */
  char *key;        /* bearer key that /v1 wants */
  char **models;    /* of /v1/models */
  char **blocked;   /* words that /v1 refuses to paint */
  char *rate_limit; /* “N,MS”: how many requests /v1 takes in that time */
  char *log;
  char *state;
  char **faults;
  char *storm;
  gboolean until_stdin_closes;
} FakeOptions;

typedef struct Fake
{
  FakeOptions options;
  GMainLoop *loop;
  SoupServer *server;
  char *url;
  FILE *log;
  FILE *state; /* NULL: nothing is kept */
  FakeFaults *faults;
  FakeGpu *gpu;
  FakeSockets *sockets;
  FakeComfy *comfy;
  FakeA1111 *a1111;
  FakeChat *chat;
  FakeStats *stats;
  GPtrArray *hung;   /* requests that are never answered (owned) */
  double window_end; /* of the rate limit of /v1, steady milliseconds */
  double window_calls;
  gint64 down_until; /* monotonic microseconds; before it nobody answers */
} Fake;

/* Serves until told to stop. @fake has its options, and nothing else, set. */
gboolean fake_serve (Fake *fake, GError **error);

/* Milliseconds since 1970, for time stamps that clients see; and of a clock that only goes forward, for measuring. */
gint64 fake_wall_ms (void);
double fake_steady_ms (void);

/* Writes a line to the log, if there is one. */
void fake_log (Fake *fake, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What a restart of the process does: history, queue, cache and temporary files are gone, sockets and connections cut;
 * nobody answers for @down_ms. @with_files: saved pictures and uploads are gone too. */
void fake_restart (Fake *fake, guint down_ms, gboolean with_files);
