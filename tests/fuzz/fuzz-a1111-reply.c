#include "provider-a1111-reply.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Every reader gets the same bytes; what is said to people must be text they can read. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new_static (data, size);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();
  g_auto (LimA1111Result) result = { 0 };
  g_autoptr (GError) error = NULL;

  recipe->checkpoint = g_strdup ("sd_xl_base_1.0");
  recipe->sampler = g_strdup ("Euler");
  for (guint kind = LIM_A1111_MODELS; kind <= LIM_A1111_LORAS; kind++)
    {
      g_autoptr (GPtrArray) names = lim_a1111_read_names (body, kind, NULL);
      const LimA1111Name *name = names != NULL ? lim_a1111_find (names, "Euler") : NULL;

      if (name != NULL && *name->send == '\0')
        g_error ("a name that is none");
    }
  if (lim_a1111_read_result (body, &result, &error) != (result.image != NULL))
    g_error ("read without a picture, or refused with one");
  if (error == NULL)
    lim_a1111_check_result (&result, recipe, NULL, NULL, &error);
  if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
    g_error ("a message that is no UTF-8");
  for (guint internal = 0; internal < 2; internal++)
    {
      g_auto (LimA1111Progress) progress = { 0 };

      if (lim_a1111_read_progress (body, internal, &progress) && !(progress.share >= 0 && progress.share <= 1))
        g_error ("a share beyond all bounds");
    }
  return 0;
}
