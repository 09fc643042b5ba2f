/* provider-chat-extract.h: the JSON in what a model said: between fences, after thoughts, amid prose. Pure. */
#pragma once

#include "base-json.h"

/* The first object (or, where there is none, list) in @text that can be read; @name stands in messages. Thoughts (“<think>…</think>”)
 * are no part of it. LIM_ERROR_BAD_INPUT says why the likeliest one cannot be read, or that there is none. Transfer full. */
LimJsonDoc *lim_chat_extract (const char *name, const char *text, GError **error);
