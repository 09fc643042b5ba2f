/* record-plan-fields.h: how members of a plan are read: tables of fields, each with a function for what it holds. For the
 * reader of plans only. */
#pragma once

#include "record-plan.h"

typedef struct
{
  const char *file;
  GPtrArray *findings;
  LimPlan *plan;
  guint n_images;
} LimPlanReading;

typedef struct _LimPlanField LimPlanField;

/* Reads @node, which is there, into the memory @to; complains where it cannot. */
typedef void (*LimPlanReadFunc) (LimPlanReading *reading, const LimPlanField *field, const LimJson *node,
                                 gpointer to);

struct _LimPlanField
{
  const char *key;
  LimPlanReadFunc read;
  gsize offset;
  gboolean required;
  double least, most;                            /* of numbers; most of texts: their longest */
  const char *example;                           /* of the whole member, for what to do */
  const char *const *(*names) (void);            /* of words */
  gboolean (*parse) (const char *text, int *to); /* of words */
  const LimPlanField *members;                   /* of objects, ending in { NULL } */
};

/* Adds an error about the member @field; any of the texts after @line but @found may be NULL. */
void lim_plan_complain (LimPlanReading *reading, guint line, const char *field, const char *found,
                        const char *expected, const char *fix);

/* The same: @node is not what @field holds; its example says what to do. */
void lim_plan_complain_value (LimPlanReading *reading, const LimPlanField *field, const LimJson *node,
                              const char *expected);

/* The members of @object by @fields into the struct @to; those missing though required, and those unknown, are told. */
void lim_plan_read_members (LimPlanReading *reading, const LimPlanField *fields, const LimJson *object, gpointer to);

/* A list of texts, each read by @read. */
void lim_plan_read_texts (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, char ***to,
                          LimPlanReadFunc read);

/* What a member may hold, and the type it is read into. */
#define LIM_PLAN_READERS(F)                                                                                          \
  F (object)  /* members of its own, by field->members, into the same struct or one in it */                         \
  F (text)    /* char*: one line */                                                                                  \
  F (tag)     /* char*: a part of a caption, without a comma */                                                      \
  F (prompt)  /* char*: text that may be folded over lines */                                                        \
  F (id)      /* char* */                                                                                            \
  F (trigger) /* char* */                                                                                            \
  F (class)   /* char* */                                                                                            \
  F (path)    /* char*: inside the project */                                                                        \
  F (tags)    /* char** */                                                                                           \
  F (prompts) /* char** */                                                                                           \
  F (uint)    /* guint, from field->least to field->most */                                                          \
  F (seed)    /* gint64, likewise */                                                                                 \
  F (size)    /* guint, likewise, a multiple of 8 */                                                                 \
  F (number)  /* double, likewise */                                                                                 \
  F (range)   /* LimPlanRange, likewise */                                                                           \
  F (colour)  /* guint8[3] */                                                                                        \
  F (word)    /* an enum, by field->parse */                                                                         \
  F (words)   /* guint32: bits 1 << word */                                                                          \
  F (shares)  /* double[]: by word; they add up to 1 */

#define DECLARE(name)                                                                                                \
  void lim_plan_read_##name (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to);
LIM_PLAN_READERS (DECLARE)
#undef DECLARE
