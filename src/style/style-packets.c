#include "style-packets.h"

#include "base-finding.h"
#include "record-packet.h"
#include "style-identity.h"
#include "style-inputs.h"

static void
file_free (gpointer data)
{
  LimPacketFile *file = data;

  g_free (file->path);
  lim_json_doc_free (file->doc);
  g_free (file->problem);
  g_free (file);
}

/* Every error in the packet, a line each; NULL: none. */
static char *
find_problem (const LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  GString *text = g_string_new (NULL);

  lim_packet_check (doc, findings);
  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = findings->pdata[i];
      g_autofree char *message = lim_finding_message (finding);

      if (finding->severity == LIM_FINDING_ERROR)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", message);
    }
  return g_string_free (text, text->len == 0);
}

GPtrArray *
lim_style_packets (const LimProject *project, GError **error)
{
  g_autoptr (GPtrArray) paths = lim_style_list_inputs (project, LIM_PACKET_FOLDER, error);
  GPtrArray *packets = paths != NULL ? g_ptr_array_new_with_free_func (file_free) : NULL;

  for (guint i = 0; paths != NULL && i < paths->len; i++)
    {
      LimPacketFile *file = g_new0 (LimPacketFile, 1);
      g_autoptr (GError) problem = NULL;

      file->path = g_strdup (paths->pdata[i]);
      file->doc = lim_style_read_document (project, file->path, &problem);
      file->problem = file->doc != NULL ? find_problem (file->doc) : g_strdup (problem->message);
      g_ptr_array_add (packets, file);
    }
  return packets;
}

const LimJson *
lim_style_packet_subject (const GPtrArray *packets, const char *name, const LimPacketFile **of)
{
  for (guint i = 0; i < packets->len; i++)
    {
      const LimPacketFile *file = packets->pdata[i];

      if (file->problem != NULL)
        continue;
      for (const LimJson *at = lim_json_first (lim_json_get (lim_json_root (file->doc), "subjects")); at != NULL;
           at = lim_json_next (at))
        if (g_strcmp0 (lim_json_get_string (at, "subject_name"), name) == 0)
          {
            *of = file;
            return at;
          }
    }
  return NULL;
}
