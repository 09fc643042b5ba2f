/* studio-picture.h: a picture file as an answer. */
#pragma once

#include "studio-request.h"

/* Answers with the picture at @path (absolute) as it lies there; while the query's `hash` is that of the file, for good. LIM_ERROR_BAD_INPUT
 * for a file that is no picture by its bytes, whatever it is called. */
gboolean lim_studio_answer_picture (const LimStudioRequest *request, LimStudioAnswer *answer, const char *path,
                                    GError **error);
