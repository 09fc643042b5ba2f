/* store-lock.h: one at a time, between processes and between the threads of one. Readers need no lock: every document
 * is replaced whole, so what they read is one version or the next. A lock ends with its process, however that ends. */
#pragma once

#include "store-project.h"

typedef enum
{
  LIM_LOCK_WRITE, /* who holds it may change documents and move images */
  LIM_LOCK_INDEX, /* who holds it may renew the index */
  LIM_LOCK_RUN,   /* who holds it makes the project's images; for the length of a run */
} LimLockPurpose;

/* How long a change waits for another one before it gives up. */
#define LIM_LOCK_PATIENCE_MS 30000

typedef struct _LimLock LimLock;

/* Waits up to @timeout_ms (0: only as long as somebody may look whether it is held). LIM_ERROR_CONFLICT names the process that holds the lock; a folder that
 * cannot be written is LIM_ERROR_IO. Not recursive: a thread that has the lock must not take it again. Transfer full. */
LimLock *lim_lock_take (const LimProject *project, LimLockPurpose purpose, guint timeout_ms, GError **error);

/* Whether somebody has the lock, *@holder (may be NULL) being the process, 0 when that is not known. Makes nothing. */
gboolean lim_lock_is_held (const LimProject *project, LimLockPurpose purpose, int *holder);

void lim_lock_release (LimLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimLock, lim_lock_release)
