/* parameters.h: all trained numbers of a network in one flat piece of memory, each part with the
 * name and shape that it has in a file. The optimiser passes once over the flat memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TwinParameterKind:
 * @TWIN_PARAMETER_CONVOLUTION: file [out, in, kernel, kernel], memory [out, kernel, kernel, in]
 * @TWIN_PARAMETER_MATRIX: [out, in] in both; decayed by the optimiser, as convolutions are
 * @TWIN_PARAMETER_VECTOR: [n]: scales and biases; not decayed
 * @TWIN_PARAMETER_STATISTIC: [n]: running means and variances; never touched by the optimiser
 */
typedef enum
{
  TWIN_PARAMETER_CONVOLUTION,
  TWIN_PARAMETER_MATRIX,
  TWIN_PARAMETER_VECTOR,
  TWIN_PARAMETER_STATISTIC,
} TwinParameterKind;

/**
 * TwinParameter:
 * @name: as in the file: `encoder.layer1.0.conv1.weight`
 * @dims: in the file's order
 * @offset, @size: where its values stand in the flat memory, in floats; @offset is a multiple of 16
 * @rate_scale: its learning rate over that of the rest
 */
typedef struct
{
  char *name;
  TwinParameterKind kind;
  guint n_dims;
  gsize dims[4];
  gsize offset;
  gsize size;
  float rate_scale;
} TwinParameter;

/* The plan: what there is, and where. Built once, immutable afterwards. */
typedef struct _TwinParameters TwinParameters;

TwinParameters *twin_parameters_new (void);
void twin_parameters_free (TwinParameters *parameters);
/* Returns: the offset of its values. */
gsize twin_parameters_add (TwinParameters *parameters, const char *name, TwinParameterKind kind,
                           guint n_dims, const gsize *dims);
void twin_parameters_set_last_rate_scale (TwinParameters *parameters, float rate_scale);
guint twin_parameters_get_n (const TwinParameters *parameters);
const TwinParameter *twin_parameters_get (const TwinParameters *parameters, guint index);
const TwinParameter *twin_parameters_find (const TwinParameters *parameters, const char *name);
/* Floats in all, padding included. */
gsize twin_parameters_get_size (const TwinParameters *parameters);
/* Zeroed flat memory for one set of values, 64-byte aligned; free with twin_values_free(). */
float *twin_parameters_new_values (const TwinParameters *parameters);
/* The same with only the padding zeroed, for one who writes every parameter: clearing takes longer than that does. */
float *twin_parameters_new_values_unset (const TwinParameters *parameters);
void twin_values_free (float *values);

/* Is the file's order that of memory, as for all but convolutions of more than one pixel? */
gboolean twin_parameter_is_plain (const TwinParameter *parameter);
/* One parameter's values between the file's order of dimensions and memory's. */
void twin_parameter_to_file (const TwinParameter *parameter, const float *memory, float *file);
void twin_parameter_from_file (const TwinParameter *parameter, const float *file, float *memory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinParameters, twin_parameters_free)

G_END_DECLS
