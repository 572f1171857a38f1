#include "adamw.h"

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
  float *restrict x = pass->values + piece->offset;
  const float *restrict g = pass->gradients + piece->offset;
  float *restrict m = pass->adamw->first + piece->offset, *restrict v = pass->adamw->second +
                                                                        piece->offset;
  float beta1 = pass->adamw->beta1, beta2 = pass->adamw->beta2, epsilon = pass->adamw->epsilon;
  /* Rounded after the subtraction: 1 - 0.999f is off by 5e-5 of itself. */
  float share1 = 1.0 - pass->adamw->beta1, share2 = 1.0 - pass->adamw->beta2;
  float rate = piece->rate * pass->correction1, correction2 = pass->correction2;
  float keep = 1.0f - piece->rate * piece->decay;

  for (gsize i = 0; i < piece->n; i++)
    {
      m[i] = beta1 * m[i] + share1 * g[i];
      v[i] = beta2 * v[i] + share2 * g[i] * g[i];
      x[i] = keep * x[i] - rate * m[i] / (sqrtf (v[i] * correction2) + epsilon);
    }
}

static void
average (const Pass *pass, const Piece *piece)
{
  const float *restrict x = pass->values + piece->offset;
  float *restrict mean = pass->adamw->average + piece->offset;

  for (gsize i = 0; i < piece->n; i++)
    mean[i] += pass->average_share * (x[i] - mean[i]);
}

static void
step_part (guint part, guint n_parts, gpointer data)
{
  const Pass *pass = data;
  const Piece *piece = &g_array_index (pass->pieces, Piece, part);

  if (!piece->is_statistic)
    update (pass, piece);
  average (pass, piece);
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
