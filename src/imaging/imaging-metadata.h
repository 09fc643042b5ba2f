/* imaging-metadata.h: the text that image files carry beside their pixels: reading it, adding a recipe, taking all of it
 * away. PNG, JPEG and WebP; no pixel is ever decoded or changed but for lim_image_read_hidden().
 *
 * Every byte is taken as hostile: at most 1,000 texts of 16 MiB each and 32 MiB together are unpacked, and EXIF pointers
 * are followed once. */
#pragma once

#include <gio/gio.h>

/* The texts as keyword, value, …, NULL in file order, in UTF-8; empty when there are none.
 *
 * PNG: tEXt, zTXt and iTXt under their own keywords, and eXIf. JPEG: comments (“Comment”), EXIF, XMP. WebP: EXIF, XMP.
 * EXIF fields have their own names (“UserComment”, “ImageDescription” …), an XMP packet is “XML:com.adobe.xmp”, as in PNG.
 * What is broken or too large is left out: text in a picture is a courtesy. @notes (element-type char*; may be NULL) gets
 * a sentence for what was understood to be there and cannot be read, such as a comment in JIS.
 * LIM_ERROR_BAD_INPUT, naming @name, when the bytes are no image of the three. Transfer full. */
char **lim_image_read_texts (GBytes *image, const char *name, GPtrArray *notes, GError **error);

/* The text that NovelAI hides in the lowest bits of the alpha channel (a JSON object), or NULL. Decodes the picture, and
 * knows only PNG of 8 bits, not interlaced: what NovelAI writes. Transfer full. */
char *lim_image_read_hidden (GBytes *image);

/* The same picture with @parameters, a recipe as lim_recipe_to_parameters() writes it, where all tools look for it: text
 * `parameters` in PNG, EXIF UserComment in JPEG and WebP. The compressed pixels are copied as they are.
 *
 * A `parameters` text that is there is replaced; in JPEG and WebP the whole EXIF block is, but for the orientation. A
 * content credential (C2PA) in the file stays and no longer matches it.
 * LIM_ERROR_BAD_INPUT when the file is broken, or the text is longer than a JPEG can hold (65,000 bytes; 32,000
 * characters beyond ASCII). Transfer full. */
GBytes *lim_image_embed_parameters (GBytes *image, const char *name, const char *parameters, GError **error);

/* The same picture without anything that could tell of prompts or persons: texts, EXIF, XMP, IPTC, comments, thumbnails,
 * C2PA, unknown chunks, and bytes behind its end. Colour (profile, gamma, Adobe's transform), resolution, animation and an
 * orientation that must be applied stay; the compressed pixels are copied as they are. What has nothing of that kind comes
 * back with the same bytes. A text that hides in the pixels (lim_image_read_hidden()) stays.
 * LIM_ERROR_BAD_INPUT when the file is broken. Transfer full. */
GBytes *lim_image_strip (GBytes *image, const char *name, GError **error);
