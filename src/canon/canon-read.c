/* The files of a canon, each read by what knows it, then merged. */
#include "canon-private.h"

#include <string.h>

const char *
lim_canon_file_path (LimCanonFile file)
{
  static const char *const paths[LIM_N_CANON_FILES] = {
    [LIM_CANON_CONSTITUTION_MD] = "canon/constitution.md",
    [LIM_CANON_REVIEW_RUBRIC_MD] = "canon/review-rubric.md",
    [LIM_CANON_IDENTITY_GATES_MD] = "canon/identity-gates.md",
    [LIM_CANON_CONSTITUTION_JSON] = "constitution.json",
    [LIM_CANON_RUBRIC_JSON] = "rubric.json",
    [LIM_CANON_LANES_JSON] = "lanes.json",
    [LIM_CANON_TERMINOLOGY_JSON] = "terminology.json",
  };

  return paths[file];
}

typedef struct
{
  const LimCanonSources *sources;
  GPtrArray *findings;
} Intake;

static const char *
source_name (const LimCanonSources *sources, LimCanonFile file)
{
  return sources->files[file].name != NULL ? sources->files[file].name : lim_canon_file_path (file);
}

/* The text of a file that is there and can be read at all; else NULL, with a finding in the latter case. */
static const char *
usable_text (const Intake *intake, LimCanonFile file, gsize *length)
{
  const char *text = intake->sources->files[file].text, *end;
  gssize given = intake->sources->files[file].length;

  if (text == NULL)
    return NULL;
  *length = given < 0 ? strlen (text) : (gsize) given;
  if (*length > CANON_MAX_FILE_BYTES)
    {
      canon_add_finding (intake->findings, LIM_FINDING_ERROR, source_name (intake->sources, file), 0, NULL,
                         "at most 4 MiB", NULL, "the file has %" G_GSIZE_FORMAT " bytes", *length);
      return NULL;
    }
  if (!g_utf8_validate_len (text, *length, &end))
    {
      guint line = 1;

      for (const char *at = text; at < end; at++)
        line += *at == '\n';
      canon_add_finding (intake->findings, LIM_FINDING_ERROR, source_name (intake->sources, file), line, NULL,
                         "text in UTF-8", "Save the file as UTF-8.", "a byte 0x%02x that is not UTF-8",
                         (guint8) *end);
      return NULL;
    }
  return text;
}

static LimJsonDoc *
parse_json (const Intake *intake, LimCanonFile file)
{
  const char *name = source_name (intake->sources, file);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = usable_text (intake, file, &length);
  LimJsonDoc *doc;

  if (text == NULL)
    return NULL;
  doc = lim_json_parse (name, text, (gssize) length, &error);
  if (doc == NULL)
    g_ptr_array_add (intake->findings, lim_finding_new_from_message (LIM_FINDING_ERROR, name, error->message));
  return doc;
}

static void
read_prose (const Intake *intake, LimCanonFile file, CanonProse *prose)
{
  gsize length;
  const char *text = usable_text (intake, file, &length);

  if (text != NULL)
    canon_prose_read (prose, source_name (intake->sources, file), text, length, file == LIM_CANON_CONSTITUTION_MD,
                      intake->findings);
}

void
canon_read (LimCanon *canon, const LimCanonSources *sources, GPtrArray *findings)
{
  const Intake intake = { .sources = sources, .findings = findings };
  g_autoptr (LimJsonDoc) rules_doc = parse_json (&intake, LIM_CANON_CONSTITUTION_JSON);
  g_autoptr (LimJsonDoc) rubric_doc = parse_json (&intake, LIM_CANON_RUBRIC_JSON);
  g_autoptr (LimJsonDoc) lanes_doc = parse_json (&intake, LIM_CANON_LANES_JSON);
  g_autoptr (LimJsonDoc) terms_doc = parse_json (&intake, LIM_CANON_TERMINOLOGY_JSON);
  GPtrArray *json_rules = NULL;
  CanonRubric rubric = { 0 };
  CanonProse prose;
  gsize length;
  const char *gates = usable_text (&intake, LIM_CANON_IDENTITY_GATES_MD, &length);

  canon_prose_init (&prose);
  canon->gates_text = gates != NULL ? g_strndup (gates, length) : NULL;
  read_prose (&intake, LIM_CANON_CONSTITUTION_MD, &prose);
  read_prose (&intake, LIM_CANON_REVIEW_RUBRIC_MD, &prose);
  if (rules_doc != NULL)
    json_rules = canon_json_read_rules (canon, lim_json_root (rules_doc), lim_json_doc_name (rules_doc), findings);
  if (rubric_doc != NULL)
    canon_json_read_rubric (canon, lim_json_root (rubric_doc), lim_json_doc_name (rubric_doc), &rubric, findings);
  if (lanes_doc != NULL)
    canon_json_read_lanes (canon, lim_json_root (lanes_doc), lim_json_doc_name (lanes_doc), findings);
  if (terms_doc != NULL)
    canon_json_read_terminology (canon, lim_json_root (terms_doc), lim_json_doc_name (terms_doc), findings);
  canon_merge (canon, &prose, json_rules, &rubric, findings);
  canon_prose_clear (&prose);
}
