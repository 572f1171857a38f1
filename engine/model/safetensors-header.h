/* safetensors-header.h: the JSON of a safetensors file, read strictly: what the format does not
 * have is refused, and nothing in it nests deeper than an entry's lists, so there is no recursion
 * to overflow. A parser for JSON at large would keep the last of two equal keys in silence. */
#pragma once

#include "model/safetensors.h"

G_BEGIN_DECLS

/* In memory a file's header grows about tenfold, so the reference implementation's bound of 100 MB
 * would let a hostile file take a gigabyte. Ours is 500 times what ResNet-50 needs. */
#define TWIN_SAFETENSORS_MAX_HEADER (16u << 20)
/* ResNet-50 with projector and classifier has some 330 tensors, a checkpoint five times as many. */
#define TWIN_SAFETENSORS_MAX_TENSORS 65536u
#define TWIN_SAFETENSORS_MAX_METADATA 4096u

/* Known dtypes by name. Returns: bytes a value, 0 where it is not known. */
gsize twin_dtype_find (const char *name, TwinDtype *out_dtype, const char **out_name);
/* Of those that we write: F32, F16. */
const char *twin_dtype_get_name (TwinDtype dtype);
gsize twin_dtype_get_bytes (TwinDtype dtype);

/* (transfer full): @name in quotation marks and fit to be shown: odd bytes escaped, cut when long. */
char *twin_safetensors_quote (const char *name);

/**
 * TwinHeaderEntry:
 * @tensor: with its name owned and its data still NULL
 * @begin, @end: of its data, counted from the end of the header; checked only against its shape
 */
typedef struct
{
  TwinStoredTensor tensor;
  gsize begin;
  gsize end;
} TwinHeaderEntry;

void twin_header_entry_clear (TwinHeaderEntry *entry);

/**
 * twin_safetensors_header_read:
 * @entries: (element-type TwinHeaderEntry): in the file's order; appended to
 * @metadata: (element-type utf8 utf8): filled
 * @error: #TWIN_SAFETENSORS_ERROR (HEADER, TENSOR, LIMIT); names the entry or the byte, not the file
 */
gboolean twin_safetensors_header_read (const char *text, gsize length, GArray *entries,
                                       GHashTable *metadata, GError **error);

/* For the writer: nothing is written that would not be read again. @error: #TWIN_SAFETENSORS_ERROR_LIMIT */
gboolean twin_safetensors_header_fits (gsize length, guint n_tensors, guint n_metadata,
                                       GError **error);

G_END_DECLS
