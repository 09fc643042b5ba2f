/* export-order.h: what a person orders: which formats, which tasks, how split, with which options. One reading of it for
 * the command line and the studio. */
#pragma once

#include "base-settings.h"
#include "export-run.h"

/* The rows that say it; ends without { 0 }, for more may follow. */
#define LIM_EXPORT_ORDER_OPTIONS                                                                                     \
  { .name = "format",                                                                                                \
    .letter = 'f',                                                                                                   \
    .type = LIM_OPTION_LIST,                                                                                         \
    .placeholder = "FORMAT",                                                                                         \
    .help = "for which trainer: one, several with commas, or all" },                                                 \
      { .name = "task",                                                                                              \
        .type = LIM_OPTION_LIST,                                                                                     \
        .choices = LIM_CHOICES ("classification", "critique", "preference"),                                         \
        .placeholder = "TASK",                                                                                       \
        .help = "what to learn; all three unless said" },                                                            \
      { .name = "split",                                                                                             \
        .type = LIM_OPTION_STRING,                                                                                   \
        .fallback = "0.9,0.05,0.05",                                                                                 \
        .placeholder = "SHARES",                                                                                     \
        .help = "shares of train, validation and test" },                                                            \
      { .name = "embed", .help = "image bytes inside the rows, where the format can" },                              \
      { .name = "link", .help = "hard links instead of copies of the images" },                                      \
      { .name = "strip", .help = "images without prompts and other metadata; their pixels stay as they are" },       \
  {                                                                                                                  \
    .name = "allow-incomplete", .help = "export without canon or explanation too; leave stale bindings out"          \
  }

typedef struct
{
  GPtrArray *formats; /* (element-type LimExporter), each once; borrowed */
  gboolean all;       /* every format: what one cannot do is no reason to refuse */
  LimExportPlanOptions plan;
  LimExportRunOptions run;
} LimExportOrder;

/* Reads @settings, which have the rows above. LIM_ERROR_USAGE for a format that is none, none at all, shares that make no
 * sense, and options that contradict each other. Transfer full. */
LimExportOrder *lim_export_order_new (const LimSettings *settings, GError **error);
void lim_export_order_free (LimExportOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimExportOrder, lim_export_order_free)

/* What came of one format. */
typedef struct
{
  const LimExporter *format;
  LimExportResult *result; /* NULL: nothing was written … */
  char *passed_over;       /* … because of this, which is no failure; of an order of all formats */
} LimExportDelivery;

/* Writes @plan in each format of @order into @out. What was written when an error comes stays. LIM_ERROR_BAD_INPUT when
 * there was nothing to export in any format; else as lim_export_run(). @deliveries (element-type LimExportDelivery) gets
 * one for each format that had its turn. */
gboolean lim_export_order_deliver (const LimExportOrder *order, const LimExportPlan *plan, const char *out,
                                   const LimContext *context, GPtrArray *deliveries, GError **error);

/* An empty list for lim_export_order_deliver(). Transfer full. */
GPtrArray *lim_export_deliveries_new (void);

/* What must be said after a plan is done with: LIM_ERROR_SOME_FAILED when files could not be read and so were left out. */
gboolean lim_export_check_read (const LimExportPlan *plan, GError **error);
