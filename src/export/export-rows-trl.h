/* export-rows-trl.h: what the formats of TRL's trainers share: an imagefolder whose rows are messages. */
#pragma once

#include "export-format.h"

/* {"file_names":[…],"id":…,"task":…,"origin":…,"prompt":[…] without the closing brace. */
void lim_trl_begin_row (LimWriter *out, const LimExportRow *row);

/* ,"KEY":[{"role":"assistant","content":ANSWER}] */
void lim_trl_answer (LimWriter *out, const char *key, const char *answer);
