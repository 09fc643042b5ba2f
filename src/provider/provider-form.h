/* provider-form.h: multipart/form-data, as HTML forms send it: how pictures are uploaded. Pure. */
#pragma once

#include <glib.h>

typedef struct _LimForm LimForm;

/* Transfer full. */
LimForm *lim_form_new (void);
void lim_form_free (LimForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimForm, lim_form_free)

void lim_form_add_text (LimForm *form, const char *name, const char *text);

/* @filename holds neither quotes nor line breaks. */
void lim_form_add_file (LimForm *form, const char *name, const char *filename, const char *type, GBytes *data);

/* The body, and in @content_type its type with the boundary, which stands nowhere in the parts. Equal forms give equal
 * bytes. Transfer full for both. */
GBytes *lim_form_finish (const LimForm *form, char **content_type);
