#include "adamw.h"

#include "nn/kernels.h"

#include <math.h>
#include <string.h>

/* Values a part: many more parts than threads, so that large and small parameters even out. */
#define PIECE (1u << 16)

typedef struct
{
  gsize offset;
  gsize n;
  float rate;
  float decay;
  gboolean is_statistic;
} Piece;

typedef struct
{
  TwinAdamW *adamw;
  GArray *pieces;
  float correction1; /* 1 / (1 - b1^t) */
  float correction2;
  float average_share; /* of the newest values in the average */
  float *values;
  const float *gradients;
} Pass;

void
twin_adamw_init (TwinAdamW *adamw, const TwinParameters *parameters, const float *values)
{
  *adamw = (TwinAdamW){
    .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .weight_decay = 0.01, .average_decay = 0.999
  };
  adamw->first = twin_parameters_new_values (parameters);
  adamw->second = twin_parameters_new_values (parameters);
  adamw->average = twin_parameters_new_values (parameters);
  memcpy (adamw->average, values, twin_parameters_get_size (parameters) * sizeof (float));
}

void
twin_adamw_clear (TwinAdamW *adamw)
{
  twin_values_free (adamw->first);
  twin_values_free (adamw->second);
  twin_values_free (adamw->average);
  *adamw = (TwinAdamW){ 0 };
}

static void
update (const Pass *pass, const Piece *piece)
{
  TwinAdamW *adamw = pass->adamw;
  /* Rounded after the subtraction: 1 - 0.999f is off by 5e-5 of itself. */
  const TwinAdamWFactors factors = { .beta1 = adamw->beta1,
                                     .share1 = 1.0 - adamw->beta1,
                                     .beta2 = adamw->beta2,
                                     .share2 = 1.0 - adamw->beta2,
                                     .rate = piece->rate * pass->correction1,
                                     .correction2 = pass->correction2,
                                     .epsilon = adamw->epsilon,
                                     .keep = 1.0f - piece->rate * piece->decay,
                                     .average_share = pass->average_share };
  gsize at = piece->offset;

  twin_kernels_get ()->adamw (piece->n, &factors, pass->gradients + at, pass->values + at,
                              adamw->first + at, adamw->second + at, adamw->average + at);
}

/* A statistic takes no step, and has an average all the same. */
static void
average (const Pass *pass, const Piece *piece)
{
  const float *x = pass->values + piece->offset;
  float *mean = pass->adamw->average + piece->offset;

  for (gsize i = 0; i < piece->n; i++)
    mean[i] += pass->average_share * (x[i] - mean[i]);
}

static void
step_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  const Piece *piece = &g_array_index (pass->pieces, Piece, part);

  if (piece->is_statistic)
    average (pass, piece);
  else
    update (pass, piece);
}

static void
add_pieces (GArray *pieces, const TwinAdamW *adamw, const TwinParameter *parameter, double rate)
{
  gboolean decays = parameter->kind == TWIN_PARAMETER_CONVOLUTION ||
                    parameter->kind == TWIN_PARAMETER_MATRIX;
  Piece piece = { .rate = rate * parameter->rate_scale,
                  .decay = decays ? adamw->weight_decay : 0.0,
                  .is_statistic = parameter->kind == TWIN_PARAMETER_STATISTIC };

  for (gsize first = 0; first < parameter->size; first += PIECE)
    {
      piece.offset = parameter->offset + first;
      piece.n = MIN (PIECE, parameter->size - first);
      g_array_append_val (pieces, piece);
    }
}

void
twin_adamw_step (TwinAdamW *adamw, TwinWorkers *workers, const TwinParameters *parameters,
                 guint64 step, double rate, const char *prefix, float *values,
                 const float *gradients)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  Pass pass = { adamw,
                pieces,
                1.0 / (1.0 - pow (adamw->beta1, step)),
                1.0 / (1.0 - pow (adamw->beta2, step)),
                1.0,
                values,
                gradients };

  /* The average begins short and grows long, so that the first steps do not weigh on it. */
  pass.average_share = 1.0 - MIN (adamw->average_decay, (1.0 + step) / (10.0 + step));
  for (guint i = 0; i < twin_parameters_get_n (parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (parameters, i);

      if (prefix == NULL || g_str_has_prefix (parameter->name, prefix))
        add_pieces (pieces, adamw, parameter, rate);
    }
  twin_workers_run (workers, pieces->len, step_part, &pass);
}
