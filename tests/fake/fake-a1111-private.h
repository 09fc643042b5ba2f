/* fake-a1111-private.h: shared by the two halves of /sdapi/v1. */
#pragma once

#include "fake-a1111.h"
#include "fake-gpu.h"
#include "fake-request.h"
#include "fake-stats.h"

struct FakeA1111
{
  char *checkpoint; /* the file that is loaded */
  char *format;     /* samples_format */
  gboolean grid;    /* return_grid */
};

gboolean fake_a1111_is (Fake *fake, const char *flavour);

/* The file called so by its name, title or stem; the sampler, and the label of the scheduler, called so. NULL: none. */
const char *fake_a1111_checkpoint (Fake *fake, const char *name);
const char *fake_a1111_sampler (const char *name);
const char *fake_a1111_scheduler (const char *name);

char *fake_a1111_hash (const char *name); /* ten digits; transfer full */
char *fake_a1111_stem (const char *name); /* transfer full */
void fake_a1111_load (Fake *fake, const char *checkpoint);

/* Whether the login is right; if not, that was answered. */
gboolean fake_a1111_admits (FakeRequest *request);
void fake_a1111_answer_error (FakeRequest *request, guint status, const char *kind, const char *detail);

/* The bytes of a picture in base64, as data URL or bare; NULL: it is none. Transfer full. */
GBytes *fake_a1111_decode (const LimJson *text);

/* POST txt2img and img2img. */
void fake_a1111_render (FakeRequest *request);
gboolean fake_a1111_is_task (const FakeTask *task);
