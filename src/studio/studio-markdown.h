/* studio-markdown.h: Markdown as a tree that the pages draw themselves, so that no text ever becomes markup. */
#pragma once

#include "base-json.h"

/* The blocks of @text, an array that belongs to @doc. A node is a text, or an object: `t`, what it is (heading, paragraph,
 * list, item, quote, code, rule, table, row, cell, strong, emphasis, link, inline, break), `c`, its children, and where they
 * say something `level`, `ordered`, `text`, `to`, and for blocks `line`, from 1. Markup and pictures of the
 * text are texts here; what is nested deeper than any person would is left out. */
LimJson *lim_studio_markdown (LimJsonDoc *doc, const char *text, gsize length);
