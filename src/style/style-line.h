/* style-line.h: keys, and a line of text that is edited by them. Pure. */
#pragma once

#include <glib.h>

/* A key is a Unicode character, or one of these beyond Unicode. Enter is “\r”, Escape 0x1b, Backspace 0x7f; Ctrl with a
 * letter is the letter's number in the alphabet. */
typedef guint32 LimKey;
enum
{
  LIM_KEY_UP = 0x110000,
  LIM_KEY_DOWN,
  LIM_KEY_LEFT,
  LIM_KEY_RIGHT,
  LIM_KEY_HOME,
  LIM_KEY_END,
  LIM_KEY_DELETE,
  LIM_KEY_PAGE_UP,
  LIM_KEY_PAGE_DOWN,
  LIM_KEY_PASTE_BEGIN, /* what follows was not typed */
  LIM_KEY_PASTE_END,
};
#define LIM_KEY_ENTER ((LimKey) '\r')
#define LIM_KEY_ESCAPE ((LimKey) 0x1b)
#define LIM_KEY_BACKSPACE ((LimKey) 0x7f)
#define LIM_KEY_CTRL(letter) ((LimKey) ((letter) - 'a' + 1))

#define LIM_LINE_MAX 4000 /* characters */

typedef struct
{
  GArray *letters; /* (element-type gunichar) */
  guint cursor;    /* letters before it */
} LimLine;

void lim_line_init (LimLine *line);
void lim_line_clear (LimLine *line);

/* Takes over @text (NULL: ""), cursor at the end. Line breaks and other control characters become blanks; what is beyond
 * the limit is dropped. */
void lim_line_set (LimLine *line, const char *text);

/* The text without blanks at both ends. Transfer full. */
char *lim_line_get (const LimLine *line);

/* The text before and after the cursor. Transfer full. */
char *lim_line_before (const LimLine *line);
char *lim_line_after (const LimLine *line);

/* Lets @key insert, delete or move. FALSE: it is no editing key. */
gboolean lim_line_key (LimLine *line, LimKey key);
