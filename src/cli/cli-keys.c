#include "cli-keys.h"

#include <string.h>

#define ESCAPE 0x1b

/* What terminals send after Escape, as xterm, rxvt and the Linux console spell it. */
static const struct
{
  const char *sequence;
  LimKey key;
} sequences[] = {
  { "[A", LIM_KEY_UP },           { "OA", LIM_KEY_UP },
  { "[B", LIM_KEY_DOWN },         { "OB", LIM_KEY_DOWN },
  { "[C", LIM_KEY_RIGHT },        { "OC", LIM_KEY_RIGHT },
  { "[D", LIM_KEY_LEFT },         { "OD", LIM_KEY_LEFT },
  { "[H", LIM_KEY_HOME },         { "OH", LIM_KEY_HOME },
  { "[1~", LIM_KEY_HOME },        { "[7~", LIM_KEY_HOME },
  { "[F", LIM_KEY_END },          { "OF", LIM_KEY_END },
  { "[4~", LIM_KEY_END },         { "[8~", LIM_KEY_END },
  { "[3~", LIM_KEY_DELETE },      { "[5~", LIM_KEY_PAGE_UP },
  { "[6~", LIM_KEY_PAGE_DOWN },   { "[200~", LIM_KEY_PASTE_BEGIN },
  { "[201~", LIM_KEY_PASTE_END },
};

static gboolean
find_sequence (LimKeyReader *reader, LimKey *key)
{
  gsize length = reader->n - 1;

  reader->n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (sequences); i++)
    if (strlen (sequences[i].sequence) == length && memcmp (reader->bytes + 1, sequences[i].sequence, length) == 0)
      {
        *key = sequences[i].key;
        return TRUE;
      }
  return FALSE;
}

/* Bytes after an Escape: “[…x”, “Ox”, a string that the terminal answers, or Alt with a key, which is nothing here. */
static gboolean
take_after_escape (LimKeyReader *reader, LimKey *key)
{
  guint8 kind = reader->bytes[1], last = reader->bytes[reader->n - 1];

  if (reader->n == 2 && (kind == '[' || kind == 'O'))
    return FALSE;
  if (reader->n == 2)
    {
      reader->in_string = strchr ("P]_^X", kind) != NULL;
      reader->n = 0;
      return FALSE;
    }
  if (kind == 'O' || (last >= 0x40 && last <= 0x7e))
    return find_sequence (reader, key);
  if (reader->n == sizeof reader->bytes)
    reader->n = 0;
  return FALSE;
}

static gboolean
take_letter (LimKeyReader *reader, LimKey *key)
{
  gunichar letter = g_utf8_get_char_validated ((const char *) reader->bytes, reader->n);

  if (letter == (gunichar) -2 && reader->n < 6)
    return FALSE;
  reader->n = 0;
  if (letter == (gunichar) -1 || letter == (gunichar) -2 || letter == 0)
    return FALSE;
  *key = letter;
  return TRUE;
}

gboolean
lim_key_reader_take (LimKeyReader *reader, guint8 byte, LimKey *key)
{
  if (reader->in_string)
    {
      /* It ends in BEL, or in Escape and a backslash, whose backslash is then swallowed as a key after Escape. */
      if (byte == 7 || byte == ESCAPE)
        reader->in_string = FALSE;
      if (byte == ESCAPE)
        reader->bytes[reader->n++] = byte;
      return FALSE;
    }
  if (byte == ESCAPE && reader->n > 0)
    reader->n = 0;
  reader->bytes[reader->n++] = byte;
  if (reader->bytes[0] != ESCAPE)
    return take_letter (reader, key);
  return reader->n > 1 && take_after_escape (reader, key);
}

gboolean
lim_key_reader_pause (LimKeyReader *reader, LimKey *key)
{
  gboolean alone = reader->n == 1 && reader->bytes[0] == ESCAPE;

  if (alone)
    *key = LIM_KEY_ESCAPE;
  if (reader->n > 0 && reader->bytes[0] == ESCAPE)
    reader->n = 0;
  return alone;
}
