/* lora-page.h: pieces of the HTML pages: text that cannot break out, and pictures held in the page itself. */
#pragma once

#include "imaging-decode.h"

/* The start of a page: doctype to the opened body, with a Content-Security-Policy that lets nothing in from outside. @head is put
 * into the head as it is (may be NULL); @title is text. LIM_ERROR when the style is missing, which cannot be. */
gboolean lim_lora_page_begin (GString *out, const char *title, const char *head, GError **error);
void lim_lora_page_end (GString *out);

/* @text as text. */
void lim_lora_page_text (GString *out, const char *text);

/* The same between the markup @open and @close. */
void lim_lora_page_element (GString *out, const char *open, const char *text, const char *close);

/* @image as an img element: PNG where that is small, else JPEG. */
gboolean lim_lora_page_image (GString *out, const LimImage *image, const char *alt, GError **error);

/* The colour of the rectangle number @index, from 0: “#e6194b”. */
const char *lim_lora_page_colour (guint index);

/* @image made small, in its shape: no side exceeds @side; never enlarged. Transfer full. */
LimImage *lim_lora_page_small (const LimImage *image, guint side);
