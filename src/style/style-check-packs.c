#include "record-pack.h"
#include "style-check.h"
#include "style-inputs.h"

/* Prompt packs can be read, hold no placeholder, and do not ask for an id that another pack makes. */

static void
check_prompts (LimDoctor *doctor, const char *file, const LimPack *pack, GHashTable *owners)
{
  for (guint i = 0; i < pack->candidates->len; i++)
    {
      const LimCandidate *candidate = pack->candidates->pdata[i];
      g_autofree char *placeholder = lim_pack_find_placeholder (candidate->recipe->prompt);
      const char *owner = g_hash_table_lookup (owners, candidate->id);
      g_autofree char *field = g_strdup_printf ("subject %s", candidate->subject_id);

      if (placeholder != NULL
          && (i == 0
              || g_strcmp0 (((LimCandidate *) pack->candidates->pdata[i - 1])->subject_id, candidate->subject_id)
                     != 0))
        lim_doctor_add (doctor, LIM_FINDING_WARNING, file, 0, field, "a description of your own",
                        "write what the image shows; generate refuses it until then", "the placeholder %s",
                        placeholder);
      if (owner != NULL)
        lim_doctor_add (doctor, LIM_FINDING_ERROR, file, 0, field, "an id no other pack makes",
                        "rename the subject or the variation", "id %s, which %s makes too", candidate->id, owner);
      else
        g_hash_table_insert (owners, g_strdup (candidate->id), (gpointer) file);
    }
}

static gboolean
run (LimDoctor *doctor, GError **error)
{
  g_autoptr (GPtrArray) files = lim_style_list_inputs (doctor->project, "inputs/prompts", error);
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      const char *file = files->pdata[i];
      g_autoptr (GError) problem = NULL;
      g_autoptr (LimJsonDoc) doc = lim_style_read_document (doctor->project, file, &problem);
      g_autoptr (LimPack) pack = doc != NULL ? lim_pack_from_doc (doc, &problem) : NULL;

      doctor->n_checked++;
      if (pack == NULL)
        lim_doctor_add_error (doctor, file, problem);
      else
        check_prompts (doctor, file, pack, owners);
    }
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_packs = { .name = "packs", .thing = "prompt pack", .run = run };
