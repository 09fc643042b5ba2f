/* studio-api-subjects.c: named subjects: what makes them who they are, their images and lineage, and what people say at the gates.
 * What may be said and promoted is decided where the command line has it decided: in style-identity.h. */
#include "studio-route.h"

#include "canon-identity.h"
#include "record-packet.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-identity.h"
#include "style-packets.h"
#include "style-subjects.h"

#include <math.h>
#include <string.h>

/* -- Packets -- */

/* How many shots @subject has; and how many of them have an approved image, where @images tells. */
static LimJson *
packet_to_json (const LimPacketFile *file, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc), *names = lim_json_new_array (doc);
  const LimJson *subjects = file->doc != NULL ? lim_json_get (lim_json_root (file->doc), "subjects") : NULL;

  for (const LimJson *at = lim_json_first (subjects); at != NULL; at = lim_json_next (at))
    {
      LimJson *subject = lim_json_new_object (doc);

      lim_json_set_string (subject, "subject_name", lim_json_get_string (at, "subject_name"));
      lim_json_set_string (subject, "subject_type", lim_json_get_string (at, "subject_type"));
      lim_json_set_int (subject, "shots", lim_json_length (lim_json_get (at, "shots")));
      lim_json_append (names, subject);
    }
  lim_json_set_string (object, "path", file->path);
  lim_json_set_string (object, "problem", file->problem);
  lim_json_set (object, "subjects", names);
  return object;
}

/* -- Images -- */

static LimJson *
gates_to_json (const LimSubjectImage *image, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < image->n_gates; i++)
    lim_json_append (list,
                     lim_json_new_string (doc, image->stale[i] ? "stale" : lim_gate_state_name (image->gates[i])));
  return list;
}

/* The subject as the command line prints it, and each image's gates one by one. */
static LimJson *
subject_to_json (const LimSubject *subject, LimJsonDoc *doc)
{
  LimJson *object = lim_subject_to_json (subject, doc);
  LimJson *image = lim_json_first (lim_json_get (object, "images"));
  g_autofree char *next = lim_subject_next_step (subject);

  for (guint i = 0; i < subject->images->len; i++, image = lim_json_next (image))
    lim_json_set (image, "gate_states", gates_to_json (subject->images->pdata[i], doc));
  lim_json_set_string (object, "next", next);
  return object;
}

LIM_STUDIO_HANDLER (subjects)
{
  const LimProject *project = request->desk->project;
  g_autoptr (GPtrArray) subjects = lim_style_subjects (project, NULL, error);
  g_autoptr (GPtrArray) packets = subjects != NULL ? lim_style_packets (project, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc), *files = lim_json_new_array (doc);

  if (packets == NULL)
    return FALSE;
  for (guint i = 0; i < subjects->len; i++)
    lim_json_append (list, subject_to_json (subjects->pdata[i], doc));
  for (guint i = 0; i < packets->len; i++)
    lim_json_append (files, packet_to_json (packets->pdata[i], doc));
  lim_json_set (root, "subjects", list);
  lim_json_set (root, "packets", files);
  return lim_studio_answer_json (answer, root);
}

/* -- One subject -- */

static LimJson *
gate_rows_to_json (const char *type, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);
  const LimGate *gates = lim_gates_of_type (type);

  for (const LimGate *gate = gates; gate != NULL && gate->id != NULL; gate++)
    {
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", gate->id);
      lim_json_set_string (object, "asks", gate->asks);
      lim_json_append (list, object);
    }
  return list;
}

/* The shots of the packet, each with the ids of its images. */
static LimJson *
shots_to_json (const LimJson *wanted, const LimSubject *subject, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (const LimJson *shot = lim_json_first (lim_json_get (wanted, "shots")); shot != NULL;
       shot = lim_json_next (shot))
    {
      LimJson *object = lim_json_copy (doc, shot), *images = lim_json_new_array (doc);
      const char *id = lim_json_get_string (shot, "id");

      for (guint i = 0; subject != NULL && i < subject->images->len; i++)
        {
          const LimLikeness *one = ((const LimSubjectImage *) subject->images->pdata[i])->likeness;

          if (lim_packet_is_of_shot (one->id, id))
            lim_json_append (images, lim_json_new_string (doc, one->id));
        }
      lim_json_set (object, "images", images);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
wanted_to_json (const LimPacketFile *file, const LimJson *wanted, LimJsonDoc *doc)
{
  static const char *const keys[] = { "subject_name", "subject_type", "faction", "role", "identity_lock", NULL };
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "path", file->path);
  for (const char *const *key = keys; *key != NULL; key++)
    {
      const LimJson *value = lim_json_get (wanted, *key);

      lim_json_set (object, *key, value != NULL ? lim_json_copy (doc, value) : lim_json_new_null (doc));
    }
  return object;
}

/* The subject @name among images; *@subjects keeps it. NULL without @error: it has no image. */
static const LimSubject *
find_subject (const LimProject *project, const char *name, GPtrArray **subjects, GError **error)
{
  g_autoptr (GError) problem = NULL;

  *subjects = lim_style_subjects (project, name, &problem);
  if (*subjects != NULL)
    return (*subjects)->pdata[0];
  if (!g_error_matches (problem, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

LIM_STUDIO_HANDLER (subject)
{
  const LimProject *project = request->desk->project;
  g_autoptr (GPtrArray) packets = lim_style_packets (project, error), subjects = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  g_autoptr (GError) problem = NULL;
  const LimPacketFile *file = NULL;
  LimJson *root = lim_json_new_object (doc);

  if (packets == NULL)
    return FALSE;
  const LimJson *wanted = lim_style_packet_subject (packets, request->id, &file);
  const LimSubject *subject = find_subject (project, request->id, &subjects, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (wanted == NULL && subject == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "no image and no identity packet has a subject “%s”", request->id);
  const char *type = subject != NULL ? subject->identity->subject_type : lim_json_get_string (wanted, "subject_type");
  lim_json_set (root, "subject", subject != NULL ? subject_to_json (subject, doc) : lim_json_new_null (doc));
  lim_json_set (root, "packet", wanted != NULL ? wanted_to_json (file, wanted, doc) : lim_json_new_null (doc));
  lim_json_set (root, "shots", shots_to_json (wanted, subject, doc));
  lim_json_set (root, "gates", gate_rows_to_json (type, doc));
  return lim_studio_answer_json (answer, root);
}

/* -- One image -- */

static LimJson *
standing_to_json (const LimIdentityStanding *standing, LimJsonDoc *doc)
{
  g_auto (GStrv) lacks = lim_lacks_texts (standing->lacks);

  return lim_json_new_strv (doc, (const char *const *) lacks);
}

/* What the record says at each of its gates. */
static LimJson *
said_to_json (const LimRecord *record, LimJsonDoc *doc)
{
  const char *type = lim_json_string (lim_json_path (record->root, "identity", "subject_type", NULL));
  LimJson *list = gate_rows_to_json (type, doc);

  for (LimJson *gate = lim_json_first (list); gate != NULL; gate = lim_json_next (gate))
    {
      const char *id = lim_json_get_string (gate, "id"), *reason;
      LimGateState state = lim_gate_state (record, id, &reason);

      lim_json_set_string (gate, "state", lim_gate_state_name (state));
      lim_json_set_string (gate, "reason", reason);
      lim_json_set_string (gate, "reviewer",
                           lim_json_string (lim_json_path (record->root, "identity_gates", id, "reviewer", NULL)));
    }
  return list;
}

/* The identity dimensions of @record with their scores. */
static LimJson *
scores_to_json (const LimRecord *record, const LimLineage *lineage, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  const char *const *names = lim_identity_dimensions (lineage != NULL ? lineage->phase : LIM_PHASE_UNKNOWN);

  for (; *names != NULL; names++)
    {
      double value =
          lim_json_get_double (lim_json_path (record->root, "identity_scores", "scores", NULL), *names, NAN);

      lim_json_set_double (object, *names, value);
    }
  return object;
}

/* How the image stands, as an answer of every route about one. */
static gboolean
answer_standing (const LimStudioRequest *request, LimStudioAnswer *answer, const LimIdentityStanding *standing,
                 gboolean dry_run, GError **error)
{
  g_autoptr (LimRecord) record = lim_store_load_record (request->desk->project, request->id, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (record == NULL)
    return FALSE;
  g_autoptr (LimLineage) lineage = lim_lineage_from_json (lim_json_get (record->root, "lineage"));
  g_autofree char *hash = lim_record_content_hash (record);
  lim_json_set_string (root, "id", record->id);
  lim_json_set_string (root, "record_hash", hash);
  lim_json_set_string (root, "status", lim_status_name (standing->status));
  lim_json_set (root, "lacks", standing_to_json (standing, doc));
  lim_json_set_bool (root, "dry_run", dry_run);
  lim_json_set (root, "gates", said_to_json (record, doc));
  lim_json_set (root, "scores", scores_to_json (record, lineage, doc));
  lim_json_set_double (root, "persistence", lineage != NULL ? lineage->persistence : NAN);
  lim_json_set_string (root, "phase", lim_phase_name (lineage != NULL ? lineage->phase : LIM_PHASE_UNKNOWN));
  return lim_studio_answer_json (answer, root);
}

static gboolean
review (const LimStudioRequest *request, LimStudioAnswer *answer, const LimIdentityReview *said, gboolean dry_run,
        GError **error)
{
  const LimStudioDesk *desk = request->desk;
  g_autoptr (LimCanon) canon = lim_style_load_canon (desk->project, NULL, error);
  LimIdentityStanding standing = { 0 };

  if (canon == NULL
      || !lim_style_identity_review (desk->context, desk->project, canon, request->id, said, dry_run, &standing,
                                     error))
    return FALSE;
  g_autoptr (GPtrArray) lacks = standing.lacks;
  return answer_standing (request, answer, &standing, dry_run, error);
}

LIM_STUDIO_HANDLER (gates)
{
  g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_new ();
  g_autoptr (LimScores) scores = lim_scores_new ();
  const LimIdentityReview nothing = { verdicts, scores, NAN, "" };

  return review (request, answer, &nothing, TRUE, error);
}

static gboolean
read_verdicts (const LimJson *list, GPtrArray *verdicts, GError **error)
{
  if (!lim_json_is_null (list) && !lim_json_is (list, LIM_JSON_ARRAY))
    return lim_json_fail (list, error, "verdicts must be a list");
  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    {
      const char *gate;

      if (!lim_json_require_string (at, "gate", &gate, error)
          || !lim_gate_verdicts_add (verdicts, gate, lim_json_get_bool (at, "pass", FALSE),
                                     lim_json_get_string (at, "reason"), error))
        return FALSE;
    }
  return TRUE;
}

/* LIM_ERROR_CONFLICT where the record is another one than was shown. */
static gboolean
check_seen (const LimStudioRequest *request, const LimJson *root, GError **error)
{
  const char *seen;
  g_autoptr (LimRecord) record = NULL;

  if (!lim_json_require_string (root, "record_hash", &seen, error))
    return FALSE;
  record = lim_store_load_record (request->desk->project, request->id, error);
  if (record == NULL)
    return FALSE;
  g_autofree char *hash = lim_record_content_hash (record);
  return strcmp (hash, seen) == 0
         || lim_fail (error, LIM_ERROR_CONFLICT,
                      "%s was changed by somebody else since it was shown; nothing was written. Look again",
                      record->id);
}

LIM_STUDIO_HANDLER (say)
{
  static const char *const known[] = { "record_hash", "verdicts", "scores", "persistence", "dry_run", NULL };
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *who = doc != NULL ? lim_studio_reviewer (request, error) : NULL;
  g_autoptr (GPtrArray) verdicts = lim_gate_verdicts_new ();
  g_autoptr (LimScores) scores = lim_scores_new ();

  if (who == NULL || !read_verdicts (lim_json_get (root, "verdicts"), verdicts, error)
      || !lim_studio_read_scores (lim_json_get (root, "scores"), scores, error) || !check_seen (request, root, error))
    return FALSE;
  const LimIdentityReview said = { verdicts, scores, lim_json_get_double (root, "persistence", NAN), who };
  return review (request, answer, &said, lim_json_get_bool (root, "dry_run", FALSE), error);
}

LIM_STUDIO_HANDLER (promote)
{
  static const char *const known[] = { "override", "dry_run", NULL };
  const LimStudioDesk *desk = request->desk;
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error), doc = lim_json_doc_new (NULL);
  const LimJson *root = body != NULL ? lim_json_root (body) : NULL;
  const char *who = body != NULL ? lim_studio_reviewer (request, error) : NULL;
  const char *override = lim_json_get_string (root, "override");
  gboolean dry_run = lim_json_get_bool (root, "dry_run", FALSE);
  LimPromotion promotion = { 0 };
  LimJson *out = lim_json_new_object (doc);

  if (who == NULL
      || !lim_style_identity_promote (desk->context, desk->project, request->id,
                                      override != NULL && *override != '\0' ? override : NULL, who, dry_run,
                                      &promotion, error))
    return FALSE;
  g_autofree char *tag = promotion.tag;
  lim_json_set_string (out, "id", request->id);
  lim_json_set_string (out, "version", tag);
  lim_json_set_bool (out, "was_anchor", promotion.was_anchor);
  lim_json_set_int (out, "follow_earlier", promotion.n_followers);
  lim_json_set_bool (out, "dry_run", dry_run);
  return lim_studio_answer_json (answer, out);
}

/* -- The rows -- */

static const LimStudioParameter say_body[] = {
  { "record_hash", "of the record as it was shown" },
  { "verdicts", "a list of `{gate, pass, reason}`; a gate that fails needs its reason" },
  { "scores", "an object: a number from 0 to 1 for identity dimensions" },
  { "persistence", "how well a follow-on matches its anchor, 0 to 1; may be left out" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

static const LimStudioParameter promote_body[] = {
  { "override", "why an image becomes the anchor that is not approved; may be left out" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_subjects[] = {
  { "GET", "/subjects", LIM_ROUTE_PAGE, "The page of the named subjects.", .answer = "HTML" },
  { "GET", "/api/subjects", LIM_ROUTE_WORK, "The named subjects that have images, and the identity packets.",
    .answer =
        "`subjects` as `limner identity show --json` prints them, each image with `gate_states` (open, pass, fail, "
        "stale) and the subject's `next` step; `packets`: `path`, `problem` (why it cannot be used, or null), "
        "`subjects`",
    .handle = handle_subjects },
  { "GET", "/api/subjects/{id}", LIM_ROUTE_WORK, "One named subject.",
    .answer =
        "`subject` as above (null: it has no image yet), `packet` (`path`, `identity_lock` and the like; null: none "
        "has it), `shots` of the packet with the ids of their `images`, and `gates`: what each asks",
    .handle = handle_subject },
  { "GET", "/api/subjects/{id}/gates", LIM_ROUTE_WORK,
    "How the image of that record stands at its gates, as `limner identity gate RECORD` tells.",
    .answer =
        "`record_hash`, `status`, `phase`, `lacks` (sentences: what keeps it from being approved), `gates` (`id`, "
        "`asks`, `state`, `reason`, `reviewer`), `scores`, `persistence`",
    .handle = handle_gates },
  { "POST", "/api/subjects/{id}/gates", LIM_ROUTE_WORK,
    "Says at the gates of that record what one sees, as `limner identity gate RECORD GATE=pass` does.",
    .body = say_body, .answer = "as from GET. 409: somebody else changed the record; 422: a gate refuses",
    .handle = handle_say },
  { "POST", "/api/subjects/{id}/promote", LIM_ROUTE_WORK,
    "Makes the image of that record the anchor of its subject, as `limner identity promote RECORD` does.",
    .body = promote_body, .answer = "what `limner identity promote --json` prints. 422: it may not be",
    .handle = handle_promote },
  { NULL },
};
