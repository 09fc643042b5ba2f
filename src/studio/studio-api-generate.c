/* studio-api-generate.c: making more: what packs and packets there are, what one would make, and making it: `limner generate` and
 * `limner identity` on a thread. */
#include "studio-route.h"

#include "base-error.h"
#include "base-text.h"
#include "produce-options.h"
#include "style-generate.h"
#include "style-identity.h"
#include "style-inputs.h"

#include <string.h>

#define PACK_FOLDER "inputs/prompts"

/* -- Generating -- */

static const LimOptionRow generate_options[] = {
  LIM_PRODUCE_OPTION_ONLY,
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_PROVIDER,
  LIM_PRODUCE_OPTION_SEEDS,
  LIM_PRODUCE_OPTION_DENOISE,
  { .name = "subject", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "only this subject of the packet" },
  { 0 },
};

typedef struct
{
  LimProject *project; /* its own, for limner.yaml is read anew */
  LimMaking *making;
  guint kind;
  char *input; /* absolute path */
  LimSettings *settings;
} Generating;

static void
generating_free (gpointer data)
{
  Generating *self = data;

  lim_project_free (self->project);
  g_clear_pointer (&self->settings, lim_settings_free);
  g_free (self->input);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Generating, generating_free)

static gboolean
make_pack (const LimContext *context, LimProject *project, const LimIdentityOptions *options,
           LimGenerateReport *report, GError **error)
{
  return lim_style_generate (context, project, &options->make, report, error);
}

static const struct
{
  const char *name, *folder, *what;
  gboolean (*make) (const LimContext *context, LimProject *project, const LimIdentityOptions *options,
                    LimGenerateReport *report, GError **error);
} kinds[] = {
  { "pack", PACK_FOLDER, "pack", make_pack },
  { "discover", LIM_PACKET_FOLDER, "identity packet", lim_style_identity_discover },
  { "follow-on", LIM_PACKET_FOLDER, "identity packet", lim_style_identity_follow_on },
};

static gboolean
generate (const LimContext *context, const Generating *self, gboolean dry_run, LimGenerateReport *report,
          GError **error)
{
  const LimIdentityOptions options = {
    .packet = self->input,
    .subject = lim_settings_string (self->settings, "subject"),
    .n_seeds = (guint) lim_settings_int (self->settings, "seeds"),
    .denoise = lim_settings_double (self->settings, "denoise"),
    .make = { .pack = self->input,
              .provider = lim_settings_string (self->settings, "provider"),
              .only = lim_settings_list (self->settings, "only"),
              .limit = (guint) lim_settings_int (self->settings, "limit"),
              .dry_run = dry_run,
              .events = dry_run ? NULL : lim_making_listen (self->making) },
  };

  return kinds[self->kind].make (context, self->project, &options, report, error);
}

static gboolean
run_generate (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result, GError **error)
{
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  gboolean well = generate (context, data, FALSE, report, error);

  if (report->pack != NULL && report->provider != NULL)
    {
      *result = lim_generate_report_to_json (report, FALSE, doc);
      lim_json_remove (*result, "images"); /* they stand among the jobs */
    }
  return well && lim_produce_report_check (report->made, 0, error);
}

/* The absolute path of @path, one of those that GET /api/inputs lists. */
static char *
find_input (const LimProject *project, guint kind, const char *path, GError **error)
{
  g_autoptr (GPtrArray) paths = lim_style_list_inputs (project, kinds[kind].folder, error);

  if (paths == NULL)
    return NULL;
  for (guint i = 0; i < paths->len; i++)
    if (strcmp (paths->pdata[i], path) == 0)
      return lim_project_path (project, path);
  g_autofree char *harmless = lim_text_harmless (path);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no %s “%.200s” in this project", kinds[kind].what,
                        harmless);
}

static gboolean
find_kind (const char *name, guint *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return lim_fail (error, LIM_ERROR_USAGE, "kind must be one of pack, discover and follow-on, found “%s”", name);
}

/* Transfer full. */
static Generating *
read_generating (const LimStudioRequest *request, const LimJson *root, GError **error)
{
  g_autoptr (Generating) self = g_new0 (Generating, 1);
  const char *kind, *input;

  if (!lim_json_require_string (root, "kind", &kind, error) || !find_kind (kind, &self->kind, error)
      || !lim_json_require_string (root, "input", &input, error))
    return NULL;
  self->making = request->desk->making;
  self->project = lim_project_open (lim_project_folder (request->desk->project), NULL, error);
  self->input = self->project != NULL ? find_input (self->project, self->kind, input, error) : NULL;
  self->settings = lim_settings_new (generate_options);
  if (self->input == NULL || !lim_settings_set_json (self->settings, lim_json_get (root, "options"), error))
    return NULL;
  return g_steal_pointer (&self);
}

LIM_STUDIO_HANDLER (generate)
{
  static const char *const known[] = { "kind", "input", "options", "dry_run", NULL };
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  const LimJson *root = body != NULL ? lim_json_root (body) : NULL;
  g_autoptr (Generating) self = root != NULL ? read_generating (request, root, error) : NULL;
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimContext context = *request->desk->context;
  LimMaking *making = request->desk->making;

  /* What is wrong is said at once, also when it is to be made. */
  context.cancellable = request->cancellable;
  if (self == NULL || !generate (&context, self, TRUE, report, error))
    return FALSE;
  if (lim_json_get_bool (root, "dry_run", FALSE))
    return lim_studio_answer_json (answer, lim_generate_report_to_json (report, TRUE, doc));
  return lim_making_start (making, "generate", run_generate, g_steal_pointer (&self), generating_free, error)
         && lim_studio_answer_json (answer, lim_work_to_json (lim_making_work (making), doc));
}

/* -- What there is to generate from -- */

static LimJson *
subjects_of (const LimJsonDoc *packet, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (const LimJson *at = lim_json_first (lim_json_get (lim_json_root (packet), "subjects")); at != NULL;
       at = lim_json_next (at))
    {
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", lim_json_get_string (at, "subject_name"));
      lim_json_set_string (object, "type", lim_json_get_string (at, "subject_type"));
      lim_json_set_int (object, "shots", lim_json_length (lim_json_get (at, "shots")));
      lim_json_append (list, object);
    }
  return list;
}

static void
describe_packet (const LimJsonDoc *packet, LimJson *object, LimJsonDoc *doc, GError **error)
{
  const LimPacketOptions plan = { .n_seeds = 1 };
  g_autoptr (LimPack) pack = lim_packet_plan (packet, &plan, error);

  if (pack == NULL)
    return;
  lim_json_set_string (object, "lane", pack->lane);
  lim_json_set_int (object, "images", pack->candidates->len);
  lim_json_set (object, "subjects", subjects_of (packet, doc));
}

static void
describe_pack (const LimJsonDoc *source, LimJson *object, LimJsonDoc *doc G_GNUC_UNUSED, GError **error)
{
  g_autoptr (LimPack) pack = lim_pack_from_doc (source, error);

  if (pack == NULL)
    return;
  lim_json_set_string (object, "lane", pack->lane);
  lim_json_set_string (object, "description", pack->description);
  lim_json_set_int (object, "images", pack->candidates->len);
}

static gboolean
list_inputs (const LimProject *project, const char *folder,
             void (*describe) (const LimJsonDoc *source, LimJson *object, LimJsonDoc *doc, GError **error),
             LimJson *list, LimJsonDoc *doc, GError **error)
{
  g_autoptr (GPtrArray) paths = lim_style_list_inputs (project, folder, error);

  for (guint i = 0; paths != NULL && i < paths->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (LimJsonDoc) source = lim_style_read_document (project, paths->pdata[i], &problem);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "path", paths->pdata[i]);
      if (source != NULL)
        describe (source, object, doc, &problem);
      lim_json_set_string (object, "problem", problem != NULL ? problem->message : NULL);
      lim_json_append (list, object);
    }
  return paths != NULL;
}

LIM_STUDIO_HANDLER (inputs)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *packs = lim_json_new_array (doc), *packets = lim_json_new_array (doc);

  if (!list_inputs (project, PACK_FOLDER, describe_pack, packs, doc, error)
      || !list_inputs (project, LIM_PACKET_FOLDER, describe_packet, packets, doc, error))
    return FALSE;
  lim_json_set (root, "packs", packs);
  lim_json_set (root, "packets", packets);
  return lim_studio_answer_json (answer, root);
}

/* -- Rows -- */

static const LimStudioParameter generate_body[] = {
  { "kind", "pack, discover or follow-on" },
  { "input", "the path of the pack or packet, from GET /api/inputs" },
  { "options", "an object: `only`, `limit`, `provider`; of packets also `subject`, `seeds`, `denoise`" },
  { "dry_run", "true: only say what would be made" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_generate[] = {
  { "GET", "/api/inputs", LIM_ROUTE_WORK, "The packs and identity packets to generate from.",
    .answer = "`packs` and `packets`: `path`, `lane`, `images`, `problem` (null: it can be used); packs have a "
              "`description`, packets `subjects`",
    .handle = handle_inputs },
  { "POST", "/api/production/generate", LIM_ROUTE_WORK,
    "Makes what a pack or packet asks for, as `limner generate` and `limner identity` do, in a run of this studio.",
    .body = generate_body,
    .answer = "with `dry_run` what `limner generate --dry-run --json` prints, else `work` of /api/production. 409: "
              "a run is going on",
    .handle = handle_generate },
  { NULL },
};
