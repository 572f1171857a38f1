#include "evidence/loops.h"

#include "nn/kernels.h"

#include <string.h>

extern const TwinLoops twin_loops_generic;
#ifdef __x86_64__
extern const TwinLoops twin_loops_avx2;
extern const TwinLoops twin_loops_avx512;
#endif

static const TwinLoops *const levels[] = {
  &twin_loops_generic,
#ifdef __x86_64__
  &twin_loops_avx2,
  &twin_loops_avx512,
#endif
};

const TwinLoops *
twin_loops_get_named (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (strcmp (levels[i]->name, name) == 0)
      return twin_kernels_get_named (name) != NULL ? levels[i] : NULL;
  return NULL;
}

const TwinLoops *
twin_loops_get (void)
{
  return twin_loops_get_named (twin_kernels_get ()->name);
}
