/* resnet50.h: the encoder f: ResNet-50 v1.5 (He et al. 2015; stride in the 3x3), pooled to 2048. */
#pragma once

#include "nn/arena.h"
#include "nn/batch-norm.h"
#include "nn/convolution.h"

G_BEGIN_DECLS

#define TWIN_RESNET50_WIDTH 2048
#define TWIN_RESNET50_BLOCKS 16

/* A convolution and the batch normalisation behind it. */
typedef struct
{
  TwinConvolution convolution;
  TwinBatchNorm norm;
} TwinUnit;

/* 1x1, 3x3, 1x1 around a shortcut: y = relu (unit3 (relu (unit2 (relu (unit1 (x))))) + shortcut (x)) */
typedef struct
{
  TwinUnit units[3];
  TwinUnit shortcut;
  gboolean has_shortcut; /* else x itself */
} TwinBottleneck;

typedef struct
{
  TwinUnit stem;
  TwinBottleneck blocks[TWIN_RESNET50_BLOCKS];
} TwinResnet50;

/* Adds `encoder.*`, named as torchvision names them. */
void twin_resnet50_plan (TwinResnet50 *resnet, TwinParameters *parameters);

/* For all of its convolutions; the plan begins with float32. */
void twin_resnet50_set_precision (TwinResnet50 *resnet, TwinPrecision precision);

/* Training: what one forward pass leaves for backward. */

typedef struct
{
  TwinShape in;
  TwinShape out;
  float *product; /* of the convolution */
  float *output;  /* after batch norm, residual and ReLU; none for a shortcut */
  TwinBatchStatistics statistics;
} TwinUnitState;

typedef struct
{
  TwinUnitState units[3];
  TwinUnitState shortcut;
} TwinBottleneckState;

typedef struct
{
  TwinShape in; /* of the pictures */
  TwinUnitState stem;
  float *pooled;
  guint8 *taps;
  TwinBottleneckState blocks[TWIN_RESNET50_BLOCKS];
  float *embedding;    /* [n, 2048] */
  float *gradients[4]; /* two as large as the largest block's input or output, two for its inside */
  float *scratch;
  float *norm_scratch;
} TwinResnet50State;

/* Lays out the state for @n pictures of @size x @size; see arena.h. */
void twin_resnet50_lay_out (const TwinResnet50 *resnet, guint n, guint size, TwinArena *arena,
                            TwinResnet50State *state);
/* state->embedding from pictures [n, size, size, 3]; the running statistics in @values are moved on. */
void twin_resnet50_forward (const TwinResnet50 *resnet, TwinWorkers *workers, float *values,
                            const float *pictures, TwinResnet50State *state);
/* All of the encoder's gradients are written, from d_embedding [n, 2048]. */
void twin_resnet50_backward (const TwinResnet50 *resnet, TwinWorkers *workers, const float *values,
                             const float *pictures, TwinResnet50State *state,
                             const float *d_embedding, float *gradients);

/* Use: batch normalisation by the running statistics, folded into weights that are packed once; and memory for one
 * block at a time. */

typedef struct
{
  float *weights;
  float *bias;
} TwinPackedUnit;

/**
 * TwinResnet50Packed: the encoder's weights for pictures of one size
 * @precision: of the products, whatever the plan says
 */
typedef struct
{
  TwinPrecision precision;
  guint size;
  TwinPackedUnit stem;
  struct
  {
    TwinPackedUnit units[3];
    TwinPackedUnit shortcut;
  } blocks[TWIN_RESNET50_BLOCKS];
  float *scratch;
} TwinResnet50Packed;

typedef struct
{
  TwinShape in;
  float *scratch;
  float *outside[2];
  float *inside[2];
} TwinResnet50Inference;

/* For pictures of @size x @size; see arena.h. */
void twin_resnet50_packed_lay_out (const TwinResnet50 *resnet, guint size, TwinPrecision precision,
                                   TwinArena *arena, TwinResnet50Packed *packed);
/* Fills it, once after laying out. Then it never changes: threads may share it. */
void twin_resnet50_pack (const TwinResnet50 *resnet, TwinWorkers *workers, const float *values,
                         TwinResnet50Packed *packed);

/* Activations of @n pictures at most. */
void twin_resnet50_inference_lay_out (const TwinResnet50 *resnet, const TwinResnet50Packed *packed,
                                      guint n, TwinArena *arena, TwinResnet50Inference *inference);
/* embeddings [n, 2048] of pictures [n, size, size, 3]; @n at most as laid out. */
void twin_resnet50_infer (const TwinResnet50 *resnet, const TwinResnet50Packed *packed,
                          TwinWorkers *workers, guint n, const float *pictures,
                          TwinResnet50Inference *inference, float *embeddings);

G_END_DECLS
