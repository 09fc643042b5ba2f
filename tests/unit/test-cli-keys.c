/* Bytes of a terminal are keys, whole or in pieces, and nothing else it says is one. */
#include "cli-keys.h"

#include <string.h>

static const struct
{
  const char *holds;
  const char *bytes; /* then a pause */
  LimKey keys[6];    /* ended by 0 */
} rows[] = {
  { "letters are themselves, beyond ASCII too", "aé良😀", { 'a', 0xe9, 0x826f, 0x1f600 } },
  { "Enter, Tab and Backspace", "\r\t\x7f", { LIM_KEY_ENTER, '\t', LIM_KEY_BACKSPACE } },
  { "arrows in both spellings", "\033[A\033OB\033[C", { LIM_KEY_UP, LIM_KEY_DOWN, LIM_KEY_RIGHT } },
  { "Home, End and Delete of several terminals",
    "\033[H\033[4~\033OF\033[3~",
    { LIM_KEY_HOME, LIM_KEY_END, LIM_KEY_END, LIM_KEY_DELETE } },
  { "a lone Escape is a key after a pause", "\033", { LIM_KEY_ESCAPE } },
  { "Escape twice is one, and then one more", "\033\033", { LIM_KEY_ESCAPE } },
  { "a paste is marked", "\033[200~x\033[201~", { LIM_KEY_PASTE_BEGIN, 'x', LIM_KEY_PASTE_END } },
  { "unknown sequences are swallowed whole", "\033[1;5Aa\033[<0;1;2Mb", { 'a', 'b' } },
  { "answers of the terminal are no keys",
    "\033]11;rgb:00/00/00\033\\a\033P1+r\033\\b\033_Gi=1;OK\033\\c\033]0;q\007d",
    { 'a', 'b', 'c', 'd' } },
  { "Alt with a letter is nothing", "\033qa", { 'a' } },
  { "broken UTF-8 is nothing", "\xff\x61\xc3\x28z", { 'a', 'z' } },
  { "an endless sequence ends",
    "\033[11111111111111111111111111111111111111111111111111111111111111111111~a",
    { '1', '1', '1', '1', '1' } },
};

static void
test_row (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  LimKeyReader reader = { 0 };
  LimKey key;
  guint n = 0;

  for (const char *at = rows[i].bytes; *at != '\0'; at++)
    if (lim_key_reader_take (&reader, (guint8) *at, &key) && n < 5)
      g_assert_cmphex (key, ==, rows[i].keys[n++]);
  if (lim_key_reader_pause (&reader, &key))
    g_assert_cmphex (key, ==, rows[i].keys[n++]);
  g_assert_cmphex (rows[i].keys[n], ==, 0);
}

static void
test_any_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  LimKeyReader reader = { 0 };
  LimKey key;

  for (guint i = 0; i < 200000; i++)
    {
      guint8 byte = (guint8) (g_rand_int_range (rand, 0, 4) ? g_rand_int_range (rand, 0, 256)
                                                            : "\033[O]~"[g_rand_int_range (rand, 0, 5)]);

      lim_key_reader_take (&reader, byte, &key);
      g_assert_cmpuint (reader.n, <=, sizeof reader.bytes);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/keys/%s", rows[i].holds);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/keys/any bytes whatever", test_any_bytes);
  return g_test_run ();
}
