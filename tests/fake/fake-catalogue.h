/* fake-catalogue.h: the node classes this ComfyUI knows, and the names it has for checkpoints, LoRAs and so on. */
#pragma once

#include "fake.h"

typedef struct
{
  const char *name;
  const char *inputs;  /* “name:TYPE name:INT=default,min,max name:*list”; after “|” optional ones */
  const char *outputs; /* types, divided by blanks */
  gboolean saves;      /* an output node */
  gboolean v3;         /* spells its choice lists the new way */
} FakeClass;

const FakeClass *fake_class_find (const char *name); /* NULL: unknown */

/* One input of a class. */
typedef struct
{
  char name[40];
  char type[40]; /* “*list”: one of the names of that list */
  gboolean optional, has_range;
  char text[96]; /* “default,min,max” as written; "" */
  double min, max;
} FakeInput;

/* Reads the next input from @at, which it moves on. FALSE: there is none. Start with class->inputs. */
gboolean fake_input_next (const char **at, gboolean *optional, FakeInput *input);

/* The type of output @index of @class; NULL: it has none. Transfer full. */
char *fake_class_output (const FakeClass *class, gint64 index);

/* The names of @list (“*checkpoints”). Transfer full. */
char **fake_choices (Fake *fake, const char *list);

/* What /object_info says of @class, or of all (NULL). */
LimJson *fake_catalogue_json (Fake *fake, LimJsonDoc *doc, const char *class);

/* The input's part of it: [TYPE, {…}] or [[…], {}]. */
LimJson *fake_input_json (Fake *fake, LimJsonDoc *doc, const FakeInput *input, gboolean v3);

/* The names of the folders of /models, and the files in one; NULL: there is no such folder. Transfer full. */
char **fake_model_folders (void);
char **fake_model_files (Fake *fake, const char *folder);
