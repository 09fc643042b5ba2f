/* fake-graph.h: what a ComfyUI graph asks for, and what is wrong with it. */
#pragma once

#include "fake.h"

/* What comes of checking a graph. The nodes belong to the document given to fake_graph_check(). */
typedef struct
{
  LimJson *error;       /* NULL: at least one output can be made */
  LimJson *node_errors; /* never NULL; may be filled although there is no error */
  char **outputs;       /* ids of the output nodes that can be made */
} FakeCheck;

/* Checks @graph as execution.py does: shape, classes, every input of what the outputs need. */
void fake_graph_check (Fake *fake, LimJsonDoc *doc, const LimJson *graph, FakeCheck *check);
void fake_check_clear (FakeCheck *check);

/* The picture that output node @output is to save. */
typedef struct
{
  guint width, height, batch, steps;
  char *seed, *prompt, *negative;
  char *identity; /* “SEED|PROMPT” */
  gboolean plain; /* EmptyImage: one colour */
  guint32 colour;
  const char *source; /* LoadImage's name; NULL: from words alone. Borrowed from the graph */
} FakePlan;

void fake_graph_plan (const LimJson *graph, const char *output, FakePlan *plan);
void fake_plan_clear (FakePlan *plan);

/* The ids of the nodes that @outputs need, in an order in which they can run. Transfer full. */
char **fake_graph_order (const LimJson *graph, const char *const *outputs);

const char *fake_node_class (const LimJson *graph, const char *id); /* NULL: none */
