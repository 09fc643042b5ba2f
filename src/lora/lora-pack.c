#include "lora-pack-private.h"

#include "base-file.h"
#include "base-text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In each pack, so that only a pack is ever replaced. Loaders pass over hidden files. */
#define MARK ".limner-pack"

static const struct
{
  const char *name;
  gboolean (*write) (LimPacking *packing, GError **error);
  gboolean (*verify) (const LimPacking *packing, GError **error);
} formats[] = {
  [LIM_PACK_IMAGEFOLDER] = { "imagefolder", lim_pack_imagefolder, lim_pack_verify_imagefolder },
  [LIM_PACK_WEBDATASET] = { "webdataset", lim_pack_webdataset, lim_pack_verify_webdataset },
};

void
lim_pack_report_clear (LimPackReport *report)
{
  g_clear_pointer (&report->folder, g_free);
}

gboolean
lim_packing_takes (const LimLoraCheckImage *image)
{
  return image->trained != NULL && image->unreadable == NULL;
}

gboolean
lim_packing_write (LimPacking *packing, const char *name, const void *data, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (packing->folder, name, NULL);

  if (!lim_file_write (path, data, length, error))
    return FALSE;
  packing->n_files++;
  packing->bytes += length;
  return TRUE;
}

GBytes *
lim_packing_read (const LimPacking *packing, const LimLoraCheckImage *image, GError **error)
{
  g_autofree char *path = lim_project_path (packing->check->set->project, image->path);
  gsize length = 0;
  char *bytes = lim_file_read (path, 0, &length, error);

  return bytes != NULL ? g_bytes_new_take (bytes, length) : NULL;
}

/* -- Its place -- */

static gboolean
check_place (const char *folder, GError **error)
{
  g_autofree char *mark = g_build_filename (folder, MARK, NULL);

  if (!g_file_test (folder, G_FILE_TEST_EXISTS) || g_file_test (mark, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  return lim_fail (error, LIM_ERROR_CONFLICT,
                   "%s is there and is no pack of limner's; name another folder: --out DIR", folder);
}

/* Puts @made in the place of @folder; what was there is removed afterwards. */
static gboolean
take_place (const char *made, const char *folder, GError **error)
{
  if (renameat2 (AT_FDCWD, made, AT_FDCWD, folder, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno == EEXIST && renameat2 (AT_FDCWD, made, AT_FDCWD, folder, RENAME_EXCHANGE) == 0)
    {
      lim_file_remove_tree (made);
      return TRUE;
    }
  return lim_fail_errno (error, errno, folder, "put the pack there");
}

static gboolean
write_mark (LimPacking *packing, const LimPackOptions *options, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%s of %s, made by limner; replaced by the next one\n",
                                           formats[options->format].name, packing->check->set->subject);
  guint n_files = packing->n_files;
  gboolean ok = lim_packing_write (packing, MARK, text, strlen (text), error);

  packing->n_files = n_files;
  return ok;
}

/* Writes beside the place, looks at what was written, and moves it there. */
static gboolean
pack (LimPacking *packing, const LimPackOptions *options, const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *made = g_build_filename (parent, ".limner-pack-XXXXXX", NULL);
  gboolean ok;

  if (!lim_file_make_folder (parent, error))
    return FALSE;
  if (g_mkdtemp_full (made, 0777) == NULL)
    return lim_fail_errno (error, errno, made, "make a folder");
  packing->folder = made;
  ok = formats[options->format].write (packing, error) && write_mark (packing, options, error)
       && formats[options->format].verify (packing, error) && take_place (made, folder, error);
  if (!ok)
    lim_file_remove_tree (made);
  packing->folder = NULL;
  return ok;
}

static void
count (const LimLoraCheck *check, LimPackFormat format, LimPackReport *report)
{
  for (guint i = 0; i < check->images->len; i++)
    {
      const LimLoraCheckImage *image = check->images->pdata[i];

      if (!lim_packing_takes (image) || (image->is_reg && format == LIM_PACK_IMAGEFOLDER))
        continue;
      *(image->is_reg ? &report->n_reg : &report->n_train) += 1;
    }
}

gboolean
lim_lora_pack (const LimContext *context, const LimLoraSet *set, const LimPackOptions *options, LimPackReport *report,
               GError **error)
{
  g_autoptr (LimLoraCheck) check = lim_lora_check (context, set, error);
  g_autofree char *name = g_strdup_printf ("%s-%s", set->subject, formats[options->format].name);
  g_autofree char *folder = options->out != NULL
                                ? g_canonicalize_filename (options->out, NULL)
                                : g_build_filename (lim_project_folder (set->project), "exports", name, NULL);
  LimPacking packing = { .check = check };

  if (check == NULL || !check_place (folder, error))
    return FALSE;
  if (check->n_errors > 0 && !options->force)
    {
      g_autofree char *errors = lim_text_count (check->n_errors, "error", NULL);

      return lim_fail (error, LIM_ERROR_REFUSED,
                       "%s has %s; `limner lora check %s` names them. --force packs it as it is", set->folder, errors,
                       set->subject);
    }
  count (check, options->format, report);
  if (report->n_train == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s has no training images; `limner lora crop %s` makes them",
                     set->folder, set->subject);
  if (!options->dry_run && !pack (&packing, options, folder, error))
    return FALSE;
  report->folder = g_steal_pointer (&folder);
  report->n_files = packing.n_files;
  report->bytes = packing.bytes;
  return TRUE;
}
