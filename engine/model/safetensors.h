/* safetensors.h: the container of the model file and of checkpoints, read and written as
 * https://huggingface.co/docs/safetensors says. Knows nothing of networks. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TWIN_SAFETENSORS_ERROR (twin_safetensors_error_quark ())

/**
 * TwinSafetensorsError:
 * @TWIN_SAFETENSORS_ERROR_HEADER: header too long, too short, not JSON, or not of the format
 * @TWIN_SAFETENSORS_ERROR_TENSOR: an entry with a bad dtype, shape or range (overlap, gap,
 *   overflow, duplicate); the message names it
 * @TWIN_SAFETENSORS_ERROR_TRUNCATED: the file is shorter than its header says
 * @TWIN_SAFETENSORS_ERROR_LIMIT: more tensors, dimensions or bytes than allowed
 */
typedef enum
{
  TWIN_SAFETENSORS_ERROR_HEADER,
  TWIN_SAFETENSORS_ERROR_TENSOR,
  TWIN_SAFETENSORS_ERROR_TRUNCATED,
  TWIN_SAFETENSORS_ERROR_LIMIT,
} TwinSafetensorsError;

GQuark twin_safetensors_error_quark (void);

/* The dtypes that we write and take; others are kept out of sight but accepted when well formed. */
typedef enum
{
  TWIN_DTYPE_F32,
  TWIN_DTYPE_F16,
  TWIN_DTYPE_I64, /* torchvision's num_batches_tracked */
  TWIN_DTYPE_OTHER,
} TwinDtype;

#define TWIN_SAFETENSORS_MAX_DIMS 8
/* Bytes of a file that twin_safetensors_read() copies; a ResNet-50 in float32 is 94 MB. */
#define TWIN_SAFETENSORS_MAX_COPY (1u << 30)

/**
 * TwinStoredTensor:
 * @dtype_name: as in the file: `BF16` where @dtype is only OTHER
 * @data: little-endian values, in C order of @dims; may be unaligned
 */
typedef struct
{
  const char *name;
  TwinDtype dtype;
  const char *dtype_name;
  guint n_dims;
  gsize dims[TWIN_SAFETENSORS_MAX_DIMS];
  gsize n_values;
  const guint8 *data;
  gsize n_bytes;
} TwinStoredTensor;

typedef struct _TwinSafetensors TwinSafetensors;

/* Maps the file and checks all of it but the values, of which none is read. Any thread; immutable afterwards, as long as
 * nobody writes into the file: cut shorter, it ends the program when a value is read (SIGBUS). So it is for who
 * reads at once, or reads files that only ever are replaced whole.
 * @error: #TWIN_SAFETENSORS_ERROR, #G_FILE_ERROR or #G_IO_ERROR; the message names the file. */
TwinSafetensors *twin_safetensors_open (GFile *file, GError **error);
/* The same with a copy of the file in memory, for who keeps it: whatever becomes of the file. 47 MB take 9 ms where
 * to map and to read them takes 4 (bench-model-open). @error: the same; LIMIT where the file
 * is longer than #TWIN_SAFETENSORS_MAX_COPY */
TwinSafetensors *twin_safetensors_read (GFile *file, GError **error);
void twin_safetensors_free (TwinSafetensors *safetensors);
/* For messages. */
const char *twin_safetensors_get_path (const TwinSafetensors *safetensors);

/* (transfer none) (nullable) */
const TwinStoredTensor *twin_safetensors_find (const TwinSafetensors *safetensors,
                                               const char *name);
/* In the order of their data. */
guint twin_safetensors_get_n_tensors (const TwinSafetensors *safetensors);
const TwinStoredTensor *twin_safetensors_get_tensor (const TwinSafetensors *safetensors,
                                                     guint index);
/* The value of a key of `__metadata__`. (transfer none) (nullable) */
const char *twin_safetensors_get_metadata (const TwinSafetensors *safetensors, const char *key);
/* (element-type utf8 utf8) (transfer none) */
GHashTable *twin_safetensors_get_all_metadata (const TwinSafetensors *safetensors);
/* SHA-256 of the file's bytes, 64 hexadecimal digits; computed at the first call. Any thread. */
const char *twin_safetensors_get_sha256 (TwinSafetensors *safetensors);

/* The values as float32, whatever of F32 and F16 the dtype is. */
void twin_stored_tensor_read (const TwinStoredTensor *tensor, float *values);

typedef struct _TwinSafetensorsWriter TwinSafetensorsWriter;

TwinSafetensorsWriter *twin_safetensors_writer_new (void);
void twin_safetensors_writer_free (TwinSafetensorsWriter *writer);
void twin_safetensors_writer_set_metadata (TwinSafetensorsWriter *writer, const char *key,
                                           const char *value);
/* @values: float32 [dims], kept by reference until written; stored as @dtype (F32 or F16, rounded
 * to nearest even; a finite value beyond F16's range becomes its largest). */
void twin_safetensors_writer_add (TwinSafetensorsWriter *writer, const char *name, TwinDtype dtype,
                                  guint n_dims, const gsize *dims, const float *values);
/* The same with the values handed over: freed (g_free) with the writer. */
void twin_safetensors_writer_take (TwinSafetensorsWriter *writer, const char *name, TwinDtype dtype,
                                   guint n_dims, const gsize *dims, float *values);
/* Works out @n values of a tensor when its turn to be written comes, into @values: so that a checkpoint's
 * values need not all be there twice. */
typedef void (*TwinValuesSource) (gconstpointer data, float *values);
/* The same with the values worked out by @source; @data is kept by reference until written. @free_data: (nullable) */
void twin_safetensors_writer_add_source (TwinSafetensorsWriter *writer, const char *name,
                                         TwinDtype dtype, guint n_dims, const gsize *dims,
                                         TwinValuesSource source, gpointer data,
                                         GDestroyNotify free_data);
/* Four-byte values come first, then two-byte ones, each in the order added, so that all are aligned. @error:
 * #TWIN_SAFETENSORS_ERROR (LIMIT), #G_IO_ERROR.
 * Writes a temporary file beside @file, syncs and renames: the old one stands until the new is whole. */
gboolean twin_safetensors_writer_write (TwinSafetensorsWriter *writer, GFile *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinSafetensors, twin_safetensors_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinSafetensorsWriter, twin_safetensors_writer_free)

G_END_DECLS
