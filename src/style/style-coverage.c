#include "style-coverage.h"

#include "store-record.h"

typedef struct
{
  const LimCanon *canon;
  GMutex lock;
  LimCoverage *coverage;
} Covering;

static gboolean
cover_record (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Covering *covering = data;
  g_autoptr (LimBinding) binding = lim_canon_bind (covering->canon, *record, NULL);

  if (binding == NULL)
    return TRUE;
  g_mutex_lock (&covering->lock);
  lim_coverage_add (covering->coverage, (*record)->id, binding);
  g_mutex_unlock (&covering->lock);
  return TRUE;
}

LimCoverage *
lim_style_coverage (const LimContext *context, const LimProject *project, const LimCanon *canon, GError **error)
{
  g_autoptr (LimCoverage) coverage = lim_coverage_new (canon);
  Covering covering = { .canon = canon, .coverage = coverage };

  g_mutex_init (&covering.lock);
  gboolean ok =
      lim_store_for_each_record (project, NULL, 0, cover_record, NULL, &covering, context->cancellable, error);
  g_mutex_clear (&covering.lock);
  return ok ? g_steal_pointer (&coverage) : NULL;
}
