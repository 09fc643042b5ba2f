#include "provider-form.h"

#include "base-hash.h"

#include <string.h>

typedef struct
{
  char *head; /* the part's own headers */
  GBytes *data;
} Part;

struct _LimForm
{
  GArray *parts; /* (element-type Part) */
};

static void
part_clear (gpointer data)
{
  Part *part = data;

  g_free (part->head);
  g_bytes_unref (part->data);
}

LimForm *
lim_form_new (void)
{
  LimForm *form = g_new0 (LimForm, 1);

  form->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_array_set_clear_func (form->parts, part_clear);
  return form;
}

void
lim_form_free (LimForm *form)
{
  if (form == NULL)
    return;
  g_array_unref (form->parts);
  g_free (form);
}

void
lim_form_add_text (LimForm *form, const char *name, const char *text)
{
  Part part = { g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"\r\n\r\n", name),
                g_bytes_new (text, strlen (text)) };

  g_array_append_val (form->parts, part);
}

void
lim_form_add_file (LimForm *form, const char *name, const char *filename, const char *type, GBytes *data)
{
  Part part = { g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                                 "Content-Type: %s\r\n\r\n",
                                 name, filename, type),
                g_bytes_ref (data) };

  g_array_append_val (form->parts, part);
}

static gboolean
is_in_a_part (const LimForm *form, const char *boundary)
{
  for (guint i = 0; i < form->parts->len; i++)
    {
      gsize length;
      const char *data = g_bytes_get_data (g_array_index (form->parts, Part, i).data, &length);

      if (length > 0 && memmem (data, length, boundary, strlen (boundary)) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Made of what the form says, and tried again in the unlikely case. */
static char *
choose_boundary (const LimForm *form)
{
  g_autofree char *seed = g_strdup ("limner");

  for (;;)
    {
      g_autofree char *hash = lim_sha256_hex (seed, -1);
      g_autofree char *boundary = g_strdup_printf ("limner-%.32s", hash);

      if (!is_in_a_part (form, boundary))
        return g_steal_pointer (&boundary);
      g_free (seed);
      seed = g_steal_pointer (&hash);
    }
}

GBytes *
lim_form_finish (const LimForm *form, char **content_type)
{
  g_autofree char *boundary = choose_boundary (form);
  GString *body = g_string_new (NULL);

  for (guint i = 0; i < form->parts->len; i++)
    {
      const Part *part = &g_array_index (form->parts, Part, i);
      gsize length;
      const char *data = g_bytes_get_data (part->data, &length);

      g_string_append_printf (body, "--%s\r\n%s", boundary, part->head);
      g_string_append_len (body, data, (gssize) length);
      g_string_append (body, "\r\n");
    }
  g_string_append_printf (body, "--%s--\r\n", boundary);
  *content_type = g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  return g_string_free_to_bytes (body);
}
