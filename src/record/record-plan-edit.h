/* record-plan-edit.h: changing a plan that people write, without touching anything else in it: remarks, order and layout
 * stay as they are. Pure. */
#pragma once

#include "record-plan.h"

/* The text of the plan with @caption as the whole caption of the image @id. One that is there is replaced, else a member
 * `caption` is put behind the image's id. The result reads as the same plan in every other respect, or nothing is changed:
 * LIM_ERROR_REFUSED, with the line, where the caption is spelled over several lines or otherwise out of reach, and what
 * to do. LIM_ERROR_NOT_FOUND when the plan has no such image. @name stands in messages. Transfer full. */
char *lim_plan_edit_caption (const char *text, const char *name, const char *id, const char *caption, GError **error);
