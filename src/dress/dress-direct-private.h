/* dress-direct-private.h: for the files of `dress direct`. */
#pragma once

#include "dress-chat.h"
#include "dress-direct.h"
#include "dress-talk.h"

typedef struct
{
  const LimContext *context;
  LimProject *project;
  const LimDirectOptions *options;
  LimDressBook *book;
  LimMade *made;
  LimDressChat *chat; /* NULL: by hand */
  LimTalk *talk;      /* likewise */
} LimDirecting;

void lim_directing_note (const LimDirecting *directing, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Asks for free text with the conversation so far and, last, @request (NULL: nothing more); what comes is shown under @title. Transfer
 * full. */
char *lim_directing_talk (LimDirecting *directing, const char *key, const char *title, const char *request,
                          GError **error);

/* Discusses until there is no more to say. *@done: the person wants the look made. */
gboolean lim_directing_discuss (LimDirecting *directing, gboolean *done, GError **error);

/* Makes the summary, or takes the one a person edited. Transfer full. */
char *lim_directing_summarize (LimDirecting *directing, GError **error);

/* Turns @summary into a whole look. Transfer full. */
LimLook *lim_directing_serialize (LimDirecting *directing, const char *summary, GError **error);

/* About how many tokens the questions of a whole run have. */
gint64 lim_directing_estimate (const LimDirecting *directing);
