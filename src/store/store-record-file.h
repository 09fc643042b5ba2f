/* store-record-file.h: reading record files by the folder they lie in. For store/ only. */
#pragma once

#include "base-json.h"

/* The bytes of @relative, “records/<id>.json”, in the open @folder records/, and a NUL that @length does not count. They
 * are of one version: where the file was rewritten while it was read, it is read again. Transfer full. */
char *lim_record_file_read (int folder, const char *relative, gsize *length, GError **error);
