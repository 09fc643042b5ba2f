/* cli-keys.h: bytes from a terminal into keys. Pure. */
#pragma once

#include "style-line.h"

typedef struct
{
  guint8 bytes[64]; /* of a key that is not complete yet */
  guint n;
  gboolean in_string; /* inside an answer of the terminal, which is no key */
} LimKeyReader;

/* Takes one byte. TRUE when it completed *@key. Bytes that are no key (answers of the terminal, broken UTF-8, unknown
 * sequences) are swallowed. */
gboolean lim_key_reader_take (LimKeyReader *reader, guint8 byte, LimKey *key);

/* No further byte is there: a lone Escape is a key then. TRUE when there was one. */
gboolean lim_key_reader_pause (LimKeyReader *reader, LimKey *key);
