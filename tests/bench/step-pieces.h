/* step-pieces.h: the pieces of a training step, and of an embedding, each to be run by itself, on memory of its own. */
#pragma once

#include "nn/network.h"

G_BEGIN_DECLS

/* What there is in turn: every unit of the encoder (a convolution and its norm), then what stands once. */
typedef enum
{
  TWIN_PIECE_APPLY,   /* a convolution in use: weights packed, what follows it done at once */
  TWIN_PIECE_FORWARD, /* in training */
  TWIN_PIECE_BACKWARD_INPUT,
  TWIN_PIECE_BACKWARD_WEIGHT,
  TWIN_PIECE_NORM_FORWARD,
  TWIN_PIECE_NORM_BACKWARD,
  TWIN_PIECE_MAX_POOL_FORWARD,
  TWIN_PIECE_MAX_POOL_BACKWARD,
  TWIN_PIECE_AVERAGE_POOL_FORWARD,
  TWIN_PIECE_AVERAGE_POOL_BACKWARD,
  TWIN_PIECE_PROJECTOR_FORWARD,
  TWIN_PIECE_PROJECTOR_BACKWARD,
  TWIN_PIECE_CLASSIFIER_FORWARD,
  TWIN_PIECE_CLASSIFIER_BACKWARD,
  TWIN_PIECE_PAIR_CROSS_ENTROPY,
  TWIN_PIECE_BARLOW_TWINS,
  TWIN_PIECE_ADAMW,
  TWIN_N_PIECES,
} TwinPiece;

#define TWIN_PIECE_FIRST_ALONE TWIN_PIECE_MAX_POOL_FORWARD

/* Is it a piece of an embedding? The rest is training's; the pools are of both. */
gboolean twin_piece_is_of_use (TwinPiece piece);
gboolean twin_piece_is_of_training (TwinPiece piece);

const char *twin_piece_get_name (TwinPiece piece);

typedef struct _TwinPieces TwinPieces;

TwinPieces *twin_pieces_new (const TwinNetwork *network, TwinWorkers *workers, guint views,
                             guint size);
void twin_pieces_free (TwinPieces *pieces);

/* Units, in the order of the forward pass; a shortcut before the unit that it is added to. */
guint twin_pieces_get_n_units (const TwinPieces *pieces);
/* (transfer full): `layer1.0.conv1, 1x1/1, 64 to 64, [96, 16, 16]` */
char *twin_pieces_name_unit (const TwinPieces *pieces, guint unit);
/* FALSE: the first unit has no gradient by its input. @unit: 0 for pieces that stand once */
gboolean twin_pieces_has (const TwinPieces *pieces, guint unit, TwinPiece piece);
void twin_pieces_run (TwinPieces *pieces, guint unit, TwinPiece piece);
/* What the piece does at the least: products of the precision that was chosen, and of float32; bytes read and written. */
void twin_pieces_measure (const TwinPieces *pieces, guint unit, TwinPiece piece,
                          double *chosen_flops, double *flops, double *bytes);

G_END_DECLS
