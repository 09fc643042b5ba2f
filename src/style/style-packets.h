/* style-packets.h: the identity packets of a project, good and bad. */
#pragma once

#include "base-json.h"
#include "store-project.h"

typedef struct
{
  char *path;      /* relative to the project */
  LimJsonDoc *doc; /* NULL: it cannot be read */
  char *problem;   /* why it cannot be used, with all there is wrong; NULL: it can */
} LimPacketFile;

/* The packets in LIM_PACKET_FOLDER, by path (element-type LimPacketFile). Transfer full. */
GPtrArray *lim_style_packets (const LimProject *project, GError **error);

/* The subject called @name in the first of @packets that has it and can be used; *@of is that packet. NULL: there is none.
 * Borrowed. */
const LimJson *lim_style_packet_subject (const GPtrArray *packets, const char *name, const LimPacketFile **of);
