/* The lineage of a subject as one picture (style-subjects.h). */
#include "base-file.h"
#include "imaging-tree.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-subjects.h"

#include <string.h>

#define SIDE 256u

static const guint8 frames[LIM_N_STATUSES][3] = {
  [LIM_STATUS_CANDIDATE] = { 0xb8, 0xb4, 0xaa },
  [LIM_STATUS_APPROVED] = { 0x4f, 0x8f, 0x5b },
  [LIM_STATUS_REJECTED] = { 0xb5, 0x48, 0x3a },
  [LIM_STATUS_BORDERLINE] = { 0xcf, 0x9a, 0x3c },
};

/* Transfer full; NULL when it is nowhere. */
static char *
find_path (const LimProject *project, const char *id)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, NULL);
  g_autofree char *relative = record != NULL ? lim_store_find_image (project, record, NULL) : NULL;

  return relative != NULL ? lim_project_path (project, relative) : NULL;
}

static void
add_leaf (const LimProject *project, const LimSubject *subject, const LimSubjectImage *image, GArray *leaves,
          GPtrArray *paths)
{
  const LimLikeness *one = image->likeness;
  LimTreeLeaf leaf = { .is_origin = one->lineage->phase == LIM_PHASE_ANCHOR,
                       .emphasised = image == subject->current };
  char *path = find_path (project, one->id);

  memcpy (leaf.frame, frames[one->status], sizeof leaf.frame);
  leaf.path = path;
  if (path != NULL)
    g_ptr_array_add (paths, path);
  g_array_append_val (leaves, leaf);
}

/* Whether an image stands in the tree of an anchor: subjects list those first. */
static gboolean
is_in_tree (const LimSubjectImage *image, gboolean has_anchor)
{
  return has_anchor && image->likeness->lineage->phase != LIM_PHASE_DISCOVERY
         && image->likeness->lineage->phase != LIM_PHASE_UNKNOWN;
}

gboolean
lim_style_subject_write_picture (const LimProject *project, const LimSubject *subject, const char *path,
                                 GError **error)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (LimTreeLeaf));
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) png = NULL;
  gsize length;

  if (!g_str_has_suffix (path, ".png"))
    return lim_fail (error, LIM_ERROR_USAGE, "%s: the picture is a PNG file; give it a name that ends in .png", path);
  for (int in_tree = FALSE; in_tree <= TRUE; in_tree++)
    for (guint i = 0; i < subject->images->len; i++)
      if (is_in_tree (subject->images->pdata[i], subject->current != NULL) == in_tree)
        add_leaf (project, subject, subject->images->pdata[i], leaves, paths);
  png = lim_tree_draw ((const LimTreeLeaf *) (void *) leaves->data, leaves->len, SIDE, error);
  if (png == NULL)
    return FALSE;
  const void *data = g_bytes_get_data (png, &length);
  return lim_file_write (path, data, length, error);
}
