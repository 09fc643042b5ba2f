#include "style-subjects.h"

#include "base-text.h"
#include "store-record.h"
#include "style-identity.h"

#include <string.h>

static void
image_free (gpointer data)
{
  LimSubjectImage *image = data;

  lim_likeness_free (image->likeness);
  g_free (image);
}

static void
view_free (gpointer data)
{
  g_free (((LimSubjectView *) data)->view_type);
  g_free (data);
}

static void
subject_free (gpointer data)
{
  LimSubject *subject = data;

  g_ptr_array_unref (subject->images);
  g_ptr_array_unref (subject->views);
  g_free (subject);
}

/* -- Collecting -- */

typedef struct
{
  const LimProject *project;
  const char *name; /* NULL: all */
  GMutex lock;
  GPtrArray *images;
} Search;

/* Whether what was said at @gate was said of the picture @sha256. */
static gboolean
is_stale (const LimRecord *record, const char *gate, const char *sha256)
{
  const char *seen = lim_json_string (lim_json_path (record->root, "identity_gates", gate, "image_sha256", NULL));

  return sha256 != NULL && g_strcmp0 (seen, sha256) != 0;
}

static void
read_gates (const LimProject *project, const LimRecord *record, LimSubjectImage *image)
{
  const LimGate *gates = lim_gates_of_type (image->likeness->identity->subject_type);
  g_autofree char *sha256 = NULL;

  if (lim_json_get (record->root, "identity_gates") != NULL)
    lim_style_identity_hash_image (project, record, &sha256, NULL);
  for (guint i = 0; gates != NULL && gates[i].id != NULL && i < LIM_MOST_GATES; i++)
    {
      LimGateState state = lim_gate_state (record, gates[i].id, NULL);

      image->gates[i] = state;
      image->stale[i] = state != LIM_GATE_OPEN && is_stale (record, gates[i].id, sha256);
      image->n_gates++;
      image->n_stale += image->stale[i];
      image->n_passed += state == LIM_GATE_PASS && !image->stale[i];
      image->n_failed += state == LIM_GATE_FAIL && !image->stale[i];
    }
}

static gboolean
keep_image (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Search *search = data;
  g_autoptr (LimLikeness) likeness = lim_likeness_new (*record);
  LimSubjectImage *image;

  if (likeness == NULL || (search->name != NULL && strcmp (likeness->identity->subject_name, search->name) != 0))
    return TRUE;
  image = g_new0 (LimSubjectImage, 1);
  image->likeness = g_steal_pointer (&likeness);
  read_gates (search->project, *record, image);
  g_mutex_lock (&search->lock);
  g_ptr_array_add (search->images, image);
  g_mutex_unlock (&search->lock);
  return TRUE;
}

/* -- Ordering -- */

/* Of the anchor an image is or follows; those of none come last. */
static guint
place_of (const LimLikeness *one)
{
  guint version = one->lineage->phase == LIM_PHASE_ANCHOR
                      ? lim_likeness_version (one)
                      : lim_version_of_tag (one->lineage->anchor_subject_version, one->identity->subject_name);

  if (one->lineage->phase == LIM_PHASE_DISCOVERY)
    return G_MAXUINT - 1;
  return version > 0 ? version : G_MAXUINT;
}

static int
compare_images (gconstpointer a, gconstpointer b)
{
  const LimLikeness *x = (*(LimSubjectImage *const *) a)->likeness, *y = (*(LimSubjectImage *const *) b)->likeness;
  int order = strcmp (x->identity->subject_name, y->identity->subject_name);

  if (order == 0)
    order = (place_of (x) > place_of (y)) - (place_of (x) < place_of (y));
  if (order == 0)
    order = (x->lineage->phase != LIM_PHASE_ANCHOR) - (y->lineage->phase != LIM_PHASE_ANCHOR);
  return order != 0 ? order : strcmp (x->id, y->id);
}

static int
compare_views (gconstpointer a, gconstpointer b)
{
  const LimSubjectView *x = *(LimSubjectView *const *) a, *y = *(LimSubjectView *const *) b;

  /* The wanted ones keep the order in which they were added: sorting is stable. */
  if (x->wanted || y->wanted)
    return y->wanted - x->wanted;
  return g_strcmp0 (x->view_type, y->view_type);
}

static LimSubjectView *
add_view (LimSubject *subject, const char *view_type, gboolean wanted)
{
  LimSubjectView *view = g_new0 (LimSubjectView, 1);

  view->view_type = g_strdup (view_type);
  view->wanted = wanted;
  g_ptr_array_add (subject->views, view);
  return view;
}

static void
count_view (LimSubject *subject, const LimLikeness *one)
{
  LimSubjectView *view = NULL;

  for (guint i = 0; i < subject->views->len && view == NULL; i++)
    if (g_strcmp0 (((LimSubjectView *) subject->views->pdata[i])->view_type, one->identity->view_type) == 0)
      view = subject->views->pdata[i];
  if (view == NULL)
    view = add_view (subject, one->identity->view_type, FALSE);
  view->statuses[one->status]++;
}

/* The shots of identity-gates.md, allowed shot intents. */
static const char *const character_views[] = { "anchor_portrait", "full_body", "context", "expression_variant",
                                               NULL };
static const char *const place_views[] = { "establishing", "signature_interior", "functional_detail",
                                           "lived_in_proof", NULL };

static const struct
{
  const char *subject_type;
  const char *const *views;
} wanted_views[] = {
  { "named_character", character_views },
  { "named_location", place_views },
  { "named_ship", place_views },
};

static void
add_wanted_views (LimSubject *subject)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wanted_views); i++)
    if (g_strcmp0 (wanted_views[i].subject_type, subject->identity->subject_type) == 0)
      for (const char *const *view = wanted_views[i].views; *view != NULL; view++)
        add_view (subject, *view, TRUE);
}

static LimSubject *
add_subject (GPtrArray *subjects, const LimIdentity *identity)
{
  LimSubject *subject = g_new0 (LimSubject, 1);

  subject->identity = identity;
  subject->images = g_ptr_array_new_with_free_func (image_free);
  subject->views = g_ptr_array_new_with_free_func (view_free);
  g_ptr_array_add (subjects, subject);
  add_wanted_views (subject);
  return subject;
}

/* Deals the sorted @images out; they then belong to their subjects. */
static GPtrArray *
group (GPtrArray *images)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func (subject_free);
  LimSubject *subject = NULL;

  for (guint i = 0; i < images->len; i++)
    {
      LimSubjectImage *image = images->pdata[i];
      const LimIdentity *identity = image->likeness->identity;

      if (subject == NULL || strcmp (subject->identity->subject_name, identity->subject_name) != 0)
        subject = add_subject (subjects, identity);
      g_ptr_array_add (subject->images, image);
      count_view (subject, image->likeness);
      if (image->likeness->lineage->phase == LIM_PHASE_ANCHOR)
        subject->current = image;
    }
  for (guint i = 0; i < subjects->len; i++)
    g_ptr_array_sort (((LimSubject *) subjects->pdata[i])->views, compare_views);
  return subjects;
}

static gpointer
fail_unknown (const LimProject *project, const char *name, GError **error)
{
  g_autoptr (GPtrArray) all = lim_style_subjects (project, NULL, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    g_strv_builder_add (names, ((LimSubject *) all->pdata[i])->identity->subject_name);

  g_auto (GStrv) known = g_strv_builder_end (names);
  g_autofree char *near = lim_text_did_you_mean (name, (const char *const *) known);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no image of a subject “%s”.%s", name, near);
}

GPtrArray *
lim_style_subjects (const LimProject *project, const char *name, GError **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new ();
  Search search = { .project = project, .name = name, .images = images };

  g_mutex_init (&search.lock);
  gboolean ok = lim_store_for_each_record (project, NULL, 0, keep_image, NULL, &search, NULL, error);
  g_mutex_clear (&search.lock);
  if (!ok)
    {
      g_ptr_array_set_free_func (images, image_free);
      return NULL;
    }
  if (images->len == 0 && name != NULL)
    return fail_unknown (project, name, error);
  g_ptr_array_sort (images, compare_images);
  return group (images);
}
