/* dress-words.h: a story and its look as material for a chat model (dress-chat.h): plain lines. Pure. */
#pragma once

#include "record-art.h"
#include "record-story.h"

/* Title and vision, a line each. */
void lim_dress_say_vision (GString *out, const LimStory *story);

/* “- wren (character), called Wren Tally: an inspector …; coat: grey”; with @overlays also what is so once codewords are earned. */
void lim_dress_say_entity (GString *out, const LimStoryEntity *entity, gboolean overlays);

/* All fields that are said, a line each. */
void lim_dress_say_direction (GString *out, const LimArtDirection *direction);
void lim_dress_say_visual (GString *out, const LimStoryEntity *entity, const LimEntityVisual *visual);

/* What vision the story lacks (“genre and themes”), or NULL. Transfer full. */
char *lim_dress_lacks_vision (const LimStory *story);

/* A model's text of one line: blanks for line breaks and whatever could steer a terminal, none at its ends. NULL for NULL and for
 * nothing. Transfer full. */
char *lim_dress_clean_line (const char *text);

/* The same for paragraphs: line breaks stay. */
char *lim_dress_clean_text (const char *text);
