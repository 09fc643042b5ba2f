/* record-plan-edit.h: changing a plan that people write, without touching anything else in it: remarks, order and layout
 * stay as they are. Pure. */
#pragma once

#include "record-plan.h"

/* The text of the plan with @caption as the whole caption of the image @id. One that is there is replaced, else a member
 * `caption` is put behind the image's id. The result reads as the same plan in every other respect, or nothing is changed:
 * LIM_ERROR_REFUSED, with the line, where the caption is spelled over several lines or otherwise out of reach, and what
 * to do. LIM_ERROR_NOT_FOUND when the plan has no such image. @name stands in messages. Transfer full. */
char *lim_plan_edit_caption (const char *text, const char *name, const char *id, const char *caption, GError **error);

/* The same for any member @key of the image @id, which becomes @value, a text, a number, or a list of such; NULL: it goes. */
char *lim_plan_edit_member (const char *text, const char *name, const char *id, const char *key, const LimJson *value,
                            GError **error);

/* The same for member @key of the plan itself, or of its member @section (may be NULL), which must be there. */
char *lim_plan_edit_setting (const char *text, const char *name, const char *section, const char *key,
                             const LimJson *value, GError **error);

/* The text of the plan without the crop @id, its lines and the remarks on them. The same promise and errors as above. */
char *lim_plan_edit_delete_crop (const char *text, const char *name, const char *id, GError **error);

/* Appends @value as plans spell it: what needs no quotes has none. */
void lim_plan_append_value (GString *out, const LimJson *value);

/* A source to be added. */
typedef struct
{
  const char *file;
  LimSheetKind kind;
  const char *exclude;    /* NULL: it is used */
  const GPtrArray *crops; /* (element-type char*): flow mappings “{ id: …, left: … }”; not used with `exclude` */
} LimPlanNewSource;

/* Appends @source to @out as an entry of a list, @indent blanks from the left, each line ending in @line_end. */
void lim_plan_append_source (GString *out, const LimPlanNewSource *source, guint indent, const char *line_end);

/* The text of the plan with @source as the last of its sources; and with the crops of @source in the source of that file,
 * behind those it has. The same promise and errors as above. Transfer full. */
char *lim_plan_edit_add_source (const char *text, const char *name, const LimPlanNewSource *source, GError **error);
char *lim_plan_edit_add_crops (const char *text, const char *name, const LimPlanNewSource *source, GError **error);
