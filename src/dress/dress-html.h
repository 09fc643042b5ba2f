/* dress-html.h: as much of HTML as is needed to read what Twine publishes: tags, attributes, entities. Pure. */
#pragma once

#include <glib.h>

typedef struct
{
  const char *begin, *end; /* from “<” up to behind “>”; borrowed */
} LimHtmlTag;

/* The tag that begins at @text, which is “<”; a “>” in quotes does not end it. FALSE when it does not end. */
gboolean lim_html_read_tag (const char *text, const char *end, LimHtmlTag *tag);

/* The decoded value of the attribute @name, "" where it has none; NULL when it is not there. Transfer full. */
char *lim_html_attribute (const LimHtmlTag *tag, const char *name);

/* @text with its entities decoded, once: &amp;lt; is “&lt;”. Named ones of HTML that Twine and its authors use, and all by number;
 * others stay as they are. Transfer full, valid where @text is. */
char *lim_html_decode (const char *text, gsize length);
