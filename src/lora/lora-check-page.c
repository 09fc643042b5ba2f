/* lora-check-page.c: the report of `lora check` as a page of HTML that needs nothing else. */
#include "lora-check.h"

#include "base-pool.h"
#include "lora-page.h"
#include "lora-resource.h"

#include <string.h>

#define TRAIN_SIDE 384u
#define REG_SIDE 144u
#define JPEG_QUALITY 86

typedef struct
{
  GString *out;
  const LimLoraCheck *check;
  const LimContext *context;
  GBytes **pictures; /* one per image; NULL: cannot be read */
} Page;

/* -- Head -- */

static void
append_fact (GString *out, guint64 number, const char *what)
{
  g_string_append_printf (out, "<li><b>%" G_GUINT64_FORMAT "</b>%s</li>", number, what);
}

static void
append_head (Page *self, const char *css)
{
  const LimLoraCheck *check = self->check;
  const LimPlan *plan = check->set->plan;
  GString *out = self->out;

  g_string_append (out,
                   "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                   "style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
  lim_lora_page_text (out, check->set->subject);
  g_string_append_printf (out, ": training set</title>\n<style>%s</style></head><body>\n", css);
  lim_lora_page_element (out, "<h1>", check->set->subject, "</h1>\n<p>");
  lim_lora_page_element (out, "Trigger word <b>", plan->trigger, "</b>, ");
  lim_lora_page_element (out, "class <b>", plan->class_words, "</b>, ");
  g_string_append_printf (out, "squares of %u pixels.</p>\n", plan->size);
  if (check->n_errors > 0)
    g_string_append_printf (out, "<p class=\"verdict bad\">Not ready: %u to mend.</p>\n", check->n_errors);
  else if (check->n_warnings > 0)
    g_string_append_printf (out, "<p class=\"verdict warn\">It can be trained; %u to think about.</p>\n",
                            check->n_warnings);
  else
    g_string_append (out, "<p class=\"verdict good\">Ready for training.</p>\n");
  g_string_append (out, "<ul class=\"facts\">");
  append_fact (out, check->reading->n_train, "training images");
  append_fact (out, check->reading->n_reg, "regularization images");
  append_fact (out, check->steps.samples, "samples an epoch");
  append_fact (out, check->steps.steps, "steps");
  g_string_append (out, "</ul>\n");
}

/* Those of one severity; a long list of mere remarks waits behind a word. */
static void
append_findings_of (Page *self, LimFindingSeverity severity)
{
  const GPtrArray *findings = self->check->findings;
  const char *name = lim_finding_severity_name (severity);
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += ((const LimFinding *) findings->pdata[i])->severity == severity ? 1 : 0;
  if (n == 0)
    return;
  if (severity == LIM_FINDING_INFO)
    g_string_append_printf (self->out, "<details><summary>%u more to know</summary>\n", n);
  g_string_append (self->out, "<ul class=\"findings\">\n");
  for (guint i = 0; i < findings->len; i++)
    {
      const LimFinding *finding = findings->pdata[i];
      g_autofree char *message = lim_finding_message (finding);

      if (finding->severity != severity)
        continue;
      g_string_append_printf (self->out, "<li class=\"%s\"><b>%s</b> ", name, name);
      lim_lora_page_element (self->out, "", message, "</li>\n");
    }
  g_string_append (self->out, severity == LIM_FINDING_INFO ? "</ul></details>\n" : "</ul>\n");
}

static void
append_findings (Page *self)
{
  if (self->check->findings->len > 0)
    g_string_append (self->out, "<h2>Findings</h2>\n");
  append_findings_of (self, LIM_FINDING_ERROR);
  append_findings_of (self, LIM_FINDING_WARNING);
  append_findings_of (self, LIM_FINDING_INFO);
}

/* -- Plots -- */

static const char *const state_classes[] = {
  [LIM_LORA_SHARE_MET] = "met", [LIM_LORA_SHARE_NEAR] = "near", [LIM_LORA_SHARE_MISSED] = "missed"
};

static void
append_share (GString *out, const LimLoraShare *share)
{
  int width = (int) (1000 * share->share + 0.5), aim = (int) (1000 * share->aim + 0.5);

  lim_lora_page_element (out, "<tr><th scope=\"row\">", share->name, "</th><td>");
  g_string_append_printf (out,
                          "<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                          "<rect class=\"ground\" width=\"1000\" height=\"10\"/><rect class=\"%s\" width=\"%d\" "
                          "height=\"10\"/><line class=\"aim\" x1=\"%d\" x2=\"%d\" y2=\"10\"/></svg></td>",
                          state_classes[share->state], width, MIN (aim, 998), MIN (aim, 998));
  g_string_append_printf (out, "<td>%u of %u, %.0f %% ", share->count, share->total, 100 * share->share);
  if (strcmp (share->group, "expression") == 0)
    g_string_append (out, "<small>aim one</small></td></tr>\n");
  else
    g_string_append_printf (out, "<small>aim %.0f %%</small></td></tr>\n", 100 * share->aim);
}

static void
append_shares (Page *self)
{
  const GPtrArray *shares = self->check->shares;
  const char *group = NULL;

  if (shares->len == 0)
    return;
  g_string_append (self->out, "<h2>What the set shows</h2>\n<div class=\"plots\">\n");
  for (guint i = 0; i < shares->len; i++)
    {
      const LimLoraShare *share = shares->pdata[i];

      if (g_strcmp0 (group, share->group) != 0)
        {
          g_string_append (self->out, group != NULL ? "</tbody></table>\n" : "");
          lim_lora_page_element (self->out, "<table class=\"bars\"><caption>", share->group, "</caption><tbody>\n");
          group = share->group;
        }
      append_share (self->out, share);
    }
  g_string_append (self->out, "</tbody></table>\n</div>\n");
}

/* Steps of each epoch as a row of blocks on a line, with the aim behind them. */
static void
append_steps (Page *self)
{
  const LimLoraCheck *check = self->check;
  const LimPlan *plan = check->set->plan;
  const LimLoraSteps *steps = &check->steps;
  guint64 end = MAX (MAX (steps->steps, plan->steps.most) * 11 / 10, 1);
  guint64 samples = MAX (steps->samples, 1);
  guint n_drawn = (guint) MIN (plan->epochs, 200u);
  GString *out = self->out;

#define X(value) ((int) (700.0 * (double) (value) / (double) end))
  g_string_append (out,
                   "<h2>Steps</h2>\n<div class=\"steps\"><svg viewBox=\"0 0 700 74\" role=\"img\" aria-label=\"Steps "
                   "of each epoch, and the aim\">");
  g_string_append_printf (out, "<rect class=\"ground\" y=\"18\" width=\"700\" height=\"30\"/>");
  for (guint i = 0; i < n_drawn && steps->epoch_steps > 0; i++)
    {
      guint64 from = i * steps->epoch_steps;
      guint64 train = steps->epoch_steps * check->reading->train_samples / samples;

      g_string_append_printf (out,
                              "<rect class=\"train\" x=\"%d\" y=\"22\" width=\"%d\" height=\"22\"/>"
                              "<rect class=\"reg\" x=\"%d\" y=\"22\" width=\"%d\" height=\"22\"/>",
                              X (from) + 1, MAX (X (from + train) - X (from) - 1, 1), X (from + train),
                              MAX (X (from + steps->epoch_steps) - X (from + train) - 1, 0));
    }
  g_string_append_printf (
      out,
      "<rect class=\"aim\" x=\"%d\" y=\"12\" width=\"%d\" height=\"42\"/><text x=\"%d\" y=\"10\">aim "
      "%u to %u</text><line class=\"mark\" x1=\"%d\" x2=\"%d\" y1=\"12\" y2=\"56\"/><text x=\"%d\" "
      "y=\"70\" text-anchor=\"end\">%" G_GUINT64_FORMAT " steps</text></svg>\n",
      X (plan->steps.least), MAX (X (plan->steps.most) - X (plan->steps.least), 1), X (plan->steps.least),
      plan->steps.least, plan->steps.most, X (steps->steps), X (steps->steps), MAX (X (steps->steps), 70),
      steps->steps);
#undef X
  g_string_append_printf (out,
                          "<p><i class=\"train\"></i>%" G_GUINT64_FORMAT
                          " training samples and <i class=\"reg\"></i>%" G_GUINT64_FORMAT
                          " of regularization an epoch, in batches of %u: %" G_GUINT64_FORMAT " steps; %u epochs.",
                          check->reading->train_samples, check->reading->reg_samples, plan->batch, steps->epoch_steps,
                          plan->epochs);
  if (steps->can_hit && steps->least_epochs == steps->most_epochs)
    g_string_append_printf (out, " The aim is hit by %" G_GUINT64_FORMAT " epochs.", steps->least_epochs);
  else if (steps->can_hit)
    g_string_append_printf (out, " The aim is hit by %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " epochs.",
                            steps->least_epochs, steps->most_epochs);
  else
    g_string_append (out, " No number of epochs hits the aim.");
  g_string_append (out, "</p></div>\n");
}

/* -- Images -- */

static gboolean
shrink (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  Page *self = data;
  const LimLoraCheckImage *image = self->check->images->pdata[index];
  g_autofree char *path = lim_project_path (self->check->set->project, image->path);

  if (image->unreadable == NULL)
    self->pictures[index] =
        lim_image_thumbnail (path, image->is_reg ? REG_SIDE : TRAIN_SIDE, LIM_THUMB_JPEG, JPEG_QUALITY, NULL);
  return TRUE;
}

static gboolean
stem_matches (const char *file, const char *path)
{
  const char *dot = strrchr (path, '.');
  gsize length = dot != NULL ? (gsize) (dot - path) : strlen (path);

  return file != NULL && strncmp (file, path, length) == 0 && (file[length] == '.' || file[length] == '\0');
}

/* The worst that was found about the image or its caption: “error”, “warning” or "". */
static const char *
worst_of (const LimLoraCheck *check, const LimLoraCheckImage *image)
{
  const char *worst = "";

  for (guint i = 0; i < check->findings->len; i++)
    {
      const LimFinding *finding = check->findings->pdata[i];

      if (!stem_matches (finding->file, image->path))
        continue;
      if (finding->severity == LIM_FINDING_ERROR)
        return "error";
      if (finding->severity == LIM_FINDING_WARNING)
        worst = "warning";
    }
  return worst;
}

static void
append_image (Page *self, guint index)
{
  const LimLoraCheckImage *image = self->check->images->pdata[index];
  g_autofree char *name = g_path_get_basename (image->path);
  GString *out = self->out;

  g_string_append_printf (out, "<figure class=\"%s%s\">", worst_of (self->check, image),
                          image->trained == NULL ? " unused" : "");
  if (self->pictures[index] != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (self->pictures[index], &length);
      g_autofree char *base64 = g_base64_encode (data, length);

      g_string_append_printf (out, "<img width=\"%u\" height=\"%u\" loading=\"lazy\" alt=\"", image->info.width,
                              image->info.height);
      lim_lora_page_text (out, name);
      g_string_append_printf (out, "\" src=\"data:image/jpeg;base64,%s\">", base64);
    }
  lim_lora_page_element (out, "<figcaption><b>", name, "</b>");
  if (image->trained == NULL)
    g_string_append (out, "never shown");
  else
    {
      lim_lora_page_text (out, image->trained->caption);
      g_string_append_printf (out, " <small>× %" G_GUINT64_FORMAT "</small>", image->trained->repeats);
    }
  if (image->unreadable != NULL)
    g_string_append (out, "<p class=\"bad\">cannot be read</p>");
  if (image->flip)
    g_string_append (out, "<p><small>mirrored copy</small></p>");
  g_string_append (out, "</figcaption></figure>\n");
}

static void
append_images (Page *self, gboolean is_reg, const char *title)
{
  const GPtrArray *images = self->check->images;

  g_string_append_printf (self->out, "<h2>%s</h2>\n<div class=\"images%s\">\n", title, is_reg ? " reg" : "");
  for (guint i = 0; i < images->len; i++)
    if (((const LimLoraCheckImage *) images->pdata[i])->is_reg == is_reg)
      append_image (self, i);
  g_string_append (self->out, "</div>\n");
}

GBytes *
lim_lora_check_page (const LimContext *context, const LimLoraCheck *check, GError **error)
{
  g_autoptr (GBytes) css = g_resource_lookup_data (lora_data_get_resource (), "/limner/lora/check.css", 0, error);
  g_autoptr (GString) out = g_string_new (NULL);
  Page self = { .out = out, .check = check, .context = context };
  gboolean ok;

  if (css == NULL)
    return NULL;
  self.pictures = g_new0 (GBytes *, check->images->len + 1);
  ok = lim_pool_run (0, check->images->len, shrink, &self, context->cancellable, error);
  if (ok)
    {
      append_head (&self, g_bytes_get_data (css, NULL));
      append_findings (&self);
      append_shares (&self);
      append_steps (&self);
      append_images (&self, FALSE, "Training images, as the trainer reads them");
      if (check->reading->n_reg > 0)
        append_images (&self, TRUE, "Regularization images");
      g_string_append (out, "</body></html>\n");
    }
  for (guint i = 0; i < check->images->len; i++)
    g_clear_pointer (&self.pictures[i], g_bytes_unref);
  g_free (self.pictures);
  return ok ? g_string_free_to_bytes (g_steal_pointer (&out)) : NULL;
}
