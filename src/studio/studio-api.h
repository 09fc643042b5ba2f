/* studio-api.h: who answers which route. For the table in studio-route.c; the rows there say what each does. */
#pragma once

#include "studio-request.h"

#define LIM_STUDIO_HANDLER(name)                                                                                     \
  gboolean lim_studio_##name (const LimStudioRequest *request, LimStudioAnswer *answer, GError **error)

LIM_STUDIO_HANDLER (session);
LIM_STUDIO_HANDLER (status);
LIM_STUDIO_HANDLER (records);
LIM_STUDIO_HANDLER (record);
LIM_STUDIO_HANDLER (image);
LIM_STUDIO_HANDLER (thumb);
LIM_STUDIO_HANDLER (canon);
LIM_STUDIO_HANDLER (call);
LIM_STUDIO_HANDLER (judge);
LIM_STUDIO_HANDLER (undo);
