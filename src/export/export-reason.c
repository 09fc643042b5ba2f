#include "export-reason.h"

#include <string.h>

static const LimExportReason reasons[] = {
  { "unjudged", "nobody has judged it yet", "Judge it: `limner curate`, or the Review page." },
  { "no_canon", "it is bound to no rule", "Bind the judged ones: `limner canon bind`." },
  { "stale_binding", "rules or judgment changed since it was bound", "Bind again: `limner canon bind`." },
  { "no_explanation", "its judgment gives no reason", "Judge it again, with the reason." },
  { "no_image", "its image is nowhere in the project", "Make it again: `limner restore`." },
  { "image_undecodable", "its image cannot be decoded", "Make it again: `limner restore`." },
  { "image_format", "its image is no PNG, JPEG or WebP", "Convert it, and bring it in again." },
  { "unreadable", "its file cannot be read", "`limner doctor` says what is wrong with it." },
  { "straddles_splits", "its images lie on different sides of the split", NULL },
  { "repeated", "the same image, question and answer again", NULL },
  { "tie", "a tie has no better side, and this format needs one", NULL },
  { "no_opposite", "there is no opposite to pair it with",
    "Judge more images of the same lane, or compare some: `limner compare next`." },
  { "task_not_carried", "this format does not carry this task", NULL },
  { "missing_record", "a side of the comparison has no record any more", NULL },
  { "side_left_out", "the image of one side of the comparison is left out itself", NULL },
  { "gate_open", "approved, but a gate of its subject is still open", "`limner identity gate` closes it." },
  { "gate_failed", "approved, but a gate of its subject says no", "Judge it again." },
  { "gate_stale", "what was said at a gate was said of another picture", "`limner identity gate`, on this picture." },
  { "identity_unscored", "approved, but its likeness was not scored", "`limner identity gate ID --score …`." },
  { "identity_scores_low", "approved, but its likeness was scored too low", "Judge it again, or say why it counts." },
  { "lineage", "what it says of its anchor does not hold", "`limner identity show` says which." },
  { "image_too_large", "this format's reader takes no image of this size", NULL },
  { "image_mode", "this format's reader takes no image of this colour mode", NULL },
};

const LimExportReason *
lim_export_reason (const char *word)
{
  static const LimExportReason unknown = { "", "left out", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (strcmp (reasons[i].word, word) == 0)
      return &reasons[i];
  return &unknown;
}
