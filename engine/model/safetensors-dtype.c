#include "model/safetensors-header.h"

typedef struct
{
  const char *name;
  gsize bytes;
  TwinDtype dtype;
} KnownDtype;

/* All that the format has; of OTHER, only the size is of interest to us. */
static const KnownDtype known_dtypes[] = {
  { "F32", 4, TWIN_DTYPE_F32 },       { "F16", 2, TWIN_DTYPE_F16 },
  { "I64", 8, TWIN_DTYPE_I64 },       { "BOOL", 1, TWIN_DTYPE_OTHER },
  { "U8", 1, TWIN_DTYPE_OTHER },      { "I8", 1, TWIN_DTYPE_OTHER },
  { "F8_E5M2", 1, TWIN_DTYPE_OTHER }, { "F8_E4M3", 1, TWIN_DTYPE_OTHER },
  { "I16", 2, TWIN_DTYPE_OTHER },     { "U16", 2, TWIN_DTYPE_OTHER },
  { "BF16", 2, TWIN_DTYPE_OTHER },    { "I32", 4, TWIN_DTYPE_OTHER },
  { "U32", 4, TWIN_DTYPE_OTHER },     { "F64", 8, TWIN_DTYPE_OTHER },
  { "U64", 8, TWIN_DTYPE_OTHER },
};

gsize
twin_dtype_find (const char *name, TwinDtype *out_dtype, const char **out_name)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_dtypes); i++)
    if (g_strcmp0 (known_dtypes[i].name, name) == 0)
      {
        *out_dtype = known_dtypes[i].dtype;
        *out_name = known_dtypes[i].name;
        return known_dtypes[i].bytes;
      }
  return 0;
}

const char *
twin_dtype_get_name (TwinDtype dtype)
{
  return dtype == TWIN_DTYPE_F16 ? "F16" : "F32";
}

gsize
twin_dtype_get_bytes (TwinDtype dtype)
{
  return dtype == TWIN_DTYPE_F16 ? 2 : 4;
}
