/* studio-send.h: what goes back to a browser: an answer, or a sentence that says why there is none, and the headers that every
 * response has. For studio/ only. */
#pragma once

#include "studio-request.h"

#include <libsoup/soup.h>

/* Sets the headers with which a browser keeps the page to itself: the content security policy and its neighbours. */
void lim_studio_guard_headers (SoupServerMessage *message);

/* Answers with HTTP @status and {"error": @sentence, "exit": @exit_code}, the code with which a command would end. */
void lim_studio_send_error (SoupServerMessage *message, guint status, const char *sentence, int exit_code);

/* Likewise; @more: further members as JSON, each with a comma before it. */
void lim_studio_send_error_with (SoupServerMessage *message, guint status, const char *sentence, int exit_code,
                                 const char *more);

/* Answers 200 with @answer, or 304 where the browser has it already; libsoup cuts it to the range that was asked for. */
void lim_studio_send_answer (SoupServerMessage *message, const LimStudioAnswer *answer);
