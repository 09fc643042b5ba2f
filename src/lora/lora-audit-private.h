/* lora-audit-private.h: the parts of an audit. */
#pragma once

#include "lora-audit.h"

/* Fills @item from the file at @path: all but what other files have a say in. What cannot be read is excluded, with the reason.
 * @size: of training images. */
void lim_lora_audit_measure (LimLoraAuditItem *item, const char *path, guint size, gboolean small);

void lim_lora_audit_remark (LimLoraAuditItem *item, LimLoraUse use, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The crops of @item as members of a flow mapping each, “{ id: …, left: … }”. (element-type char*), transfer full. */
GPtrArray *lim_lora_audit_crops (const LimLoraAuditItem *item);

/* What the plan calls its kind. */
LimSheetKind lim_lora_audit_sheet_kind (const LimLoraAuditItem *item);
