/* fake-stats.h: what the server remembers for the test that asks it: every request, prompt and picture. */
#pragma once

#include "fake-request.h"

FakeStats *fake_stats_new (void);
void fake_stats_free (FakeStats *stats);

void fake_stats_request (FakeRequest *request);
void fake_stats_bytes (Fake *fake, gsize sent);

/* A prompt was taken; @body is what was sent. Transfer none. */
void fake_stats_prompt (Fake *fake, const char *id, const char *client, const char *identity, const LimJson *body);
void fake_stats_started (Fake *fake, const char *id);

/* @id came to an end: “success”, “cached”, “error”, “interrupted”. A success is a render of its identity. */
void fake_stats_ended (Fake *fake, const char *id, const char *how);

/* The server lost the result of @id (NULL: of all). */
void fake_stats_forgotten (Fake *fake, const char *id);

/* @id saved the file @path (“output/…”); and a client got that file whole. */
void fake_stats_saved (Fake *fake, const char *id, const char *path);
void fake_stats_delivered (Fake *fake, const char *path);

/* A picture was made by a protocol without prompts. */
void fake_stats_render (Fake *fake, const char *identity);

void fake_stats_upload (Fake *fake, const char *name);
void fake_stats_interrupt (Fake *fake, const char *id);
void fake_stats_deleted (Fake *fake, const char *id);

LimJson *fake_stats_json (Fake *fake, LimJsonDoc *doc);

/* The bodies of all prompts taken, in their order; all requests as {method, path, query, headers}. */
LimJson *fake_stats_prompts (Fake *fake, LimJsonDoc *doc);
LimJson *fake_stats_requests (Fake *fake, LimJsonDoc *doc);
