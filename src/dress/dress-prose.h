/* dress-prose.h: prose as its author typed it → paragraphs and emphasis, for whatever shows it. Pure.
 *
 * Read is what people type without thinking of it as markup, and nothing that could do anything: blank lines between paragraphs,
 * *emphasis*, _emphasis_, **strong**, ~~struck~~, # heading, > quotation, a line of --- or *** for a break between scenes; “\” takes
 * the meaning of what follows. In stories that were written for a format of Twine also //emphasis//, ''strong'', ==struck==,
 * <i>, <em>, <b>, <strong>, <s> and <br> without attributes, ! heading, entities like &mdash;, and each line break counts; else the lines of a paragraph are
 * one, but for lines that begin with a dash or end in two blanks.
 *
 * Everything else, HTML, links and macros too, is text and is to be shown as text. Takes time in proportion to the length. */
#pragma once

#include "record-story.h"

typedef enum
{
  LIM_PROSE_TEXT,
  LIM_PROSE_BREAK,
  LIM_PROSE_EMPHASIS,
  LIM_PROSE_STRONG,
  LIM_PROSE_STRUCK,
  LIM_PROSE_PARAGRAPH,
  LIM_PROSE_HEADING,
  LIM_PROSE_QUOTE,
  LIM_PROSE_RULE,
} LimProseKind;

typedef struct
{
  LimProseKind kind;
  char *text;          /* of LIM_PROSE_TEXT, else NULL */
  GPtrArray *children; /* (element-type LimProse) of all but text, break and rule, else NULL */
} LimProse;

/* The blocks of @text, valid UTF-8 or NULL (element-type LimProse). Children of a block are text, breaks and emphasis, at most
 * LIM_PROSE_MAX_DEPTH deep. @twine: it was written for a format of Twine. Transfer full. */
#define LIM_PROSE_MAX_DEPTH 16u
GPtrArray *lim_prose_parse (const char *text, gboolean twine);

/* Whether the prose of @story is Twine's. */
gboolean lim_prose_is_twine (const LimStory *story);

/* Appends the blocks as JSON: [["p","He ",["em","runs"],"."],["hr"]]; kinds p, h, quote, hr; br, em, strong, s. */
void lim_prose_append_json (GString *out, const GPtrArray *blocks);

/* The text alone, paragraphs by a blank line. Transfer full. */
char *lim_prose_plain (const GPtrArray *blocks);
