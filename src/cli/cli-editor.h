/* cli-editor.h: a text in the person's own editor. */
#pragma once

#include "base-error.h"

/* @text as it is after the editor that VISUAL or EDITOR names, else vi, was left; it sees a file limner-@what-….txt. The
 * terminal must be in its ordinary state. NULL with @error when the editor could not be run or failed. Transfer full. */
char *lim_cli_edit_text (const char *what, const char *text, GError **error);
