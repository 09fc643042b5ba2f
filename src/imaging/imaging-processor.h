/* imaging-processor.h: loops that are worth a second copy for wider machines. */
#pragma once

/* Before a function: it is compiled twice, also for processors with AVX2, and the loader picks one. Both give the same bytes:
 * no sum depends on how wide a machine is. Clang and the sanitizers do without. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)                \
    && !defined(__SANITIZE_THREAD__)
#define LIM_FOR_THIS_PROCESSOR __attribute__ ((target_clones ("avx2", "default")))
#else
#define LIM_FOR_THIS_PROCESSOR
#endif
