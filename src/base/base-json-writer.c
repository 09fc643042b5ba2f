#include "base-json-writer.h"

#include <string.h>

struct _LimJsonWriter
{
  GString *out;
  guint depth;
  gboolean complete;                      /* the value at the top is written */
  gboolean has_child[LIM_JSON_MAX_DEPTH]; /* per open container: a comma is due */
  char closing[LIM_JSON_MAX_DEPTH];       /* per open container: its bracket */
};

LimJsonWriter *
lim_json_writer_new (GString *out)
{
  LimJsonWriter *writer = g_new0 (LimJsonWriter, 1);

  writer->out = out;
  return writer;
}

void
lim_json_writer_free (LimJsonWriter *writer)
{
  g_free (writer);
}

void
lim_json_writer_finish (LimJsonWriter *writer)
{
  if (writer->depth != 0 || !writer->complete)
    g_error ("JSON writer: finished with %u containers open", writer->depth);
  writer->complete = FALSE;
}

/* -- Where the next value stands; @key is NULL for elements and the top -- */

static void
begin_value (LimJsonWriter *writer, const char *key)
{
  if (writer->depth == 0)
    {
      if (key != NULL || writer->complete)
        g_error ("JSON writer: a second value or a member at the top");
      writer->complete = TRUE;
      return;
    }

  guint top = writer->depth - 1;
  if ((key != NULL) != (writer->closing[top] == '}'))
    g_error ("JSON writer: %s", key != NULL ? "a member outside an object" : "an element outside an array");
  if (writer->has_child[top])
    g_string_append_c (writer->out, ',');
  writer->has_child[top] = TRUE;
  if (key != NULL)
    {
      lim_json_append_quoted (writer->out, key, -1);
      g_string_append_c (writer->out, ':');
    }
}

static void
begin_container (LimJsonWriter *writer, const char *key, char opening, char closing)
{
  begin_value (writer, key);
  if (writer->depth == LIM_JSON_MAX_DEPTH)
    g_error ("JSON writer: nested deeper than it could be read back");
  writer->closing[writer->depth] = closing;
  writer->has_child[writer->depth] = FALSE;
  writer->depth++;
  g_string_append_c (writer->out, opening);
}

static void
end_container (LimJsonWriter *writer, char closing)
{
  if (writer->depth == 0 || writer->closing[writer->depth - 1] != closing)
    g_error ("JSON writer: “%c” ends nothing here", closing);
  writer->depth--;
  g_string_append_c (writer->out, closing);
}

void
lim_json_begin_object (LimJsonWriter *writer)
{
  begin_container (writer, NULL, '{', '}');
}

void
lim_json_begin_array (LimJsonWriter *writer)
{
  begin_container (writer, NULL, '[', ']');
}

void
lim_json_end_object (LimJsonWriter *writer)
{
  end_container (writer, '}');
}

void
lim_json_end_array (LimJsonWriter *writer)
{
  end_container (writer, ']');
}

void
lim_json_member_object (LimJsonWriter *writer, const char *key)
{
  g_assert (key != NULL);
  begin_container (writer, key, '{', '}');
}

void
lim_json_member_array (LimJsonWriter *writer, const char *key)
{
  g_assert (key != NULL);
  begin_container (writer, key, '[', ']');
}

/* -- Values -- */

static void
put_string (LimJsonWriter *writer, const char *key, const char *text)
{
  begin_value (writer, key);
  if (text != NULL)
    lim_json_append_quoted (writer->out, text, -1);
  else
    g_string_append (writer->out, "null");
}

static void
put_int (LimJsonWriter *writer, const char *key, gint64 value)
{
  begin_value (writer, key);
  g_string_append_printf (writer->out, "%" G_GINT64_FORMAT, value);
}

static void
put_double (LimJsonWriter *writer, const char *key, double value)
{
  begin_value (writer, key);
  lim_json_append_double (writer->out, value);
}

static void
put_word (LimJsonWriter *writer, const char *key, const char *word)
{
  begin_value (writer, key);
  g_string_append (writer->out, word);
}

static void
put_node (LimJsonWriter *writer, const char *key, const LimJson *node)
{
  begin_value (writer, key);
  lim_json_append_compact (writer->out, node);
}

static void
put_base64 (LimJsonWriter *writer, const char *key, const char *prefix, const void *data, gsize length)
{
  GString *out = writer->out;
  int state = 0, save = 0;

  begin_value (writer, key);
  lim_json_append_quoted (out, prefix, -1);
  g_string_truncate (out, out->len - 1); /* the closing quote comes after the bytes */

  gsize start = out->len;
  g_string_set_size (out, start + (length / 3 + 1) * 4 + 4);
  gsize written = g_base64_encode_step (data, length, FALSE, out->str + start, &state, &save);
  written += g_base64_encode_close (FALSE, out->str + start + written, &state, &save);
  g_string_truncate (out, start + written);
  g_string_append_c (out, '"');
}

void
lim_json_member_string (LimJsonWriter *writer, const char *key, const char *text)
{
  g_assert (key != NULL);
  put_string (writer, key, text);
}

void
lim_json_member_int (LimJsonWriter *writer, const char *key, gint64 value)
{
  g_assert (key != NULL);
  put_int (writer, key, value);
}

void
lim_json_member_double (LimJsonWriter *writer, const char *key, double value)
{
  g_assert (key != NULL);
  put_double (writer, key, value);
}

void
lim_json_member_bool (LimJsonWriter *writer, const char *key, gboolean value)
{
  g_assert (key != NULL);
  put_word (writer, key, value ? "true" : "false");
}

void
lim_json_member_null (LimJsonWriter *writer, const char *key)
{
  g_assert (key != NULL);
  put_word (writer, key, "null");
}

void
lim_json_member_node (LimJsonWriter *writer, const char *key, const LimJson *node)
{
  g_assert (key != NULL);
  put_node (writer, key, node);
}

void
lim_json_member_strv (LimJsonWriter *writer, const char *key, const char *const *strings)
{
  lim_json_member_array (writer, key);
  for (gsize i = 0; strings != NULL && strings[i] != NULL; i++)
    put_string (writer, NULL, strings[i]);
  lim_json_end_array (writer);
}

void
lim_json_member_base64 (LimJsonWriter *writer, const char *key, const char *prefix, const void *data, gsize length)
{
  g_assert (key != NULL);
  put_base64 (writer, key, prefix, data, length);
}

void
lim_json_element_string (LimJsonWriter *writer, const char *text)
{
  put_string (writer, NULL, text);
}

void
lim_json_element_int (LimJsonWriter *writer, gint64 value)
{
  put_int (writer, NULL, value);
}

void
lim_json_element_double (LimJsonWriter *writer, double value)
{
  put_double (writer, NULL, value);
}

void
lim_json_element_bool (LimJsonWriter *writer, gboolean value)
{
  put_word (writer, NULL, value ? "true" : "false");
}

void
lim_json_element_null (LimJsonWriter *writer)
{
  put_word (writer, NULL, "null");
}

void
lim_json_element_node (LimJsonWriter *writer, const LimJson *node)
{
  put_node (writer, NULL, node);
}

void
lim_json_element_base64 (LimJsonWriter *writer, const char *prefix, const void *data, gsize length)
{
  put_base64 (writer, NULL, prefix, data, length);
}
