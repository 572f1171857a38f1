/* Plain C, built once for every instruction set: the compiler makes vectors of these loops, and
 * TWIN_KERNELS_LEVEL names the table. */
#include "evidence/loops.h"

#include <math.h>
#include <string.h>

#define NAME_OF(level) G_PASTE (twin_loops_, level)
/* Values worked on at once: as many as stay in registers. */
#define LANES 32
/* A descriptor's samples reach half a cell beyond its outermost cells' middles, and these weigh by their distance
 * as a Gaussian of half the descriptor's width does (Lowe 2004). */
#define CELL_REACH (TWIN_DESCRIPTOR_CELLS / 2.0 + 0.5)
#define ROOM_SIDE (TWIN_DESCRIPTOR_CELLS + 2)
/* Standard deviations that a histogram of turns reaches. */
#define TURN_REACH 3.0

static inline void
fold_lanes (float *restrict out, const float *const *up, const float *const *down, gsize x,
            const float *restrict weights, guint reach)
{
  float sum[LANES];

  for (guint lane = 0; lane < LANES; lane++)
    sum[lane] = weights[0] * up[0][x + lane];
  for (guint k = 1; k <= reach; k++)
    {
      const float *restrict a = up[k] + x, *restrict b = down[k] + x;
      float weight = weights[k];

      for (guint lane = 0; lane < LANES; lane++)
        sum[lane] += weight * (a[lane] + b[lane]);
    }
  memcpy (out, sum, sizeof sum);
}

static void
fold (float *restrict out, gsize n, const float *const *up, const float *const *down,
      const float *weights, guint reach)
{
  gsize x = 0;

  for (; x + LANES <= n; x += LANES)
    fold_lanes (out + x, up, down, x, weights, reach);
  for (; x < n; x++)
    {
      float sum = weights[0] * up[0][x];

      for (guint k = 1; k <= reach; k++)
        sum += weights[k] * (up[k][x] + down[k][x]);
      out[x] = sum;
    }
}

static void
slide_down (double *restrict sums, gsize n, const float *restrict in, const float *restrict out,
            double scale, float *restrict row)
{
  for (gsize x = 0; x < n; x++)
    {
      sums[x] += (double) in[x] - (double) out[x];
      row[x] = (float) (sums[x] * scale);
    }
}

static void
double_row (float *restrict out, gsize n, const float *restrict near, const float *restrict far)
{
  float first = 0.75f * near[0] + 0.25f * far[0];
  float last = 0.75f * near[n - 1] + 0.25f * far[n - 1];

  out[0] = first;
  out[2 * n - 1] = last;
  for (gsize x = 0; x + 1 < n; x++)
    {
      float left = 0.75f * near[x] + 0.25f * far[x];
      float right = 0.75f * near[x + 1] + 0.25f * far[x + 1];

      out[2 * x + 1] = 0.75f * left + 0.25f * right;
      out[2 * x + 2] = 0.25f * left + 0.75f * right;
    }
}

static void
difference (float *restrict out, gsize n, const float *restrict a, const float *restrict b)
{
  for (gsize x = 0; x < n; x++)
    out[x] = a[x] - b[x];
}

static inline float
larger (float a, float b)
{
  return a > b ? a : b;
}

static inline float
smaller (float a, float b)
{
  return a < b ? a : b;
}

static void
span (float *restrict high, float *restrict low, gsize n, const float *const rows[3])
{
  const float *restrict a = rows[0], *restrict b = rows[1], *restrict c = rows[2];

  for (gsize x = 0; x < n; x++)
    {
      high[x] = larger (larger (a[x], b[x]), c[x]);
      low[x] = smaller (smaller (a[x], b[x]), c[x]);
    }
}

/* What is the largest of all around it, itself included, is not below any of them. */
static void
peaks (guint8 *restrict flags, gsize n, const float *restrict middle, const float *const high[3],
       const float *const low[3], float threshold, float *restrict scratch)
{
  float *restrict top = scratch, *restrict bottom = scratch + n;
  const float *across[3];

  across[0] = high[0], across[1] = high[1], across[2] = high[2];
  for (gsize x = 0; x < n; x++)
    top[x] = larger (larger (across[0][x], across[1][x]), across[2][x]);
  across[0] = low[0], across[1] = low[1], across[2] = low[2];
  for (gsize x = 0; x < n; x++)
    bottom[x] = smaller (smaller (across[0][x], across[1][x]), across[2][x]);
  flags[0] = flags[n - 1] = 0;
  for (gsize x = 1; x + 1 < n; x++)
    {
      float most = larger (larger (top[x - 1], top[x]), larger (top[x + 1], threshold));
      float least = smaller (smaller (bottom[x - 1], bottom[x]),
                             smaller (bottom[x + 1], -threshold));

      flags[x] = (guint8) ((middle[x] >= most) | (middle[x] <= least));
    }
}

/* atan2 (y, x) in turns, [0, 1): Hastings' polynomial for the first eighth, right to 3e-7 of a turn. */
static inline float
turns_of (float y, float x)
{
  float ax = fabsf (x), ay = fabsf (y);
  float q = smaller (ax, ay) / larger (larger (ax, ay), 1e-20f), s = q * q;
  float turn =
    q * (0.15915132f +
         s * (-0.05293857f +
              s * (0.03080290f + s * (-0.01852984f + s * (0.00837907f + s * -0.00186515f)))));

  turn = ay > ax ? 0.25f - turn : turn;
  turn = x < 0 ? 0.5f - turn : turn;
  return y < 0 ? 1.0f - turn : turn;
}

/* @row: the first of @n pixels, @stride apart: sizes and directions of the gradient. */
static inline void
gradients_apart (const float *restrict row, guint width, guint stride, guint n,
                 float *restrict size, float *restrict turn)
{
  const float *restrict up = row - width, *restrict down = row + width;

  for (guint i = 0; i < n; i++)
    {
      float dx = row[(gssize) (i * stride) + 1] - row[(gssize) (i * stride) - 1];
      float dy = down[i * stride] - up[i * stride];

      size[i] = sqrtf (dx * dx + dy * dy);
      turn[i] = turns_of (dy, dx);
    }
}

static inline void
gradients (const TwinWindow *window, guint x, guint y, guint n, float *size, float *turn)
{
  const float *row = window->values + (gsize) y * window->width + x;

  if (window->stride == 1)
    gradients_apart (row, window->width, 1, n, size, turn);
  else
    gradients_apart (row, window->width, window->stride, n, size, turn);
}

/* The whole pixels of [low, high] that have neighbours within [0, length), on the stride's grid around @middle. */
static inline guint
clip_range (double middle, double low, double high, guint length, guint stride, guint *out_first)
{
  double first = MAX (ceil (middle + low), 1), last = MIN (floor (middle + high), length - 2.0);

  *out_first = (guint) MIN (first, length);
  if (last < first)
    return 0;
  return MIN ((guint) (last - first) / stride + 1, TWIN_WINDOW_ROW);
}

/* A Gaussian weighs the columns from @first on; it is the product of one along and one across. */
static inline float *
weigh_columns (const TwinWindow *window, double deviation, guint first, guint n)
{
  float *weights = window->scratch + TWIN_WINDOW_WEIGHTS;
  float fall = (float) (-0.5 / (deviation * deviation));

  for (guint i = 0; i < n; i++)
    {
      float dx = (float) (first + i - window->x);

      weights[i] = expf (fall * dx * dx);
    }
  return weights;
}

static inline float
weight_of (double distance, double deviation)
{
  return (float) exp (-0.5 * distance * distance / (deviation * deviation));
}

static inline void
turn_row (const TwinWindow *window, guint y, guint first, guint n, const float *weights,
          float *histogram)
{
  float *size = window->scratch, *turn = size + TWIN_WINDOW_ROW;
  float weight = weight_of (y - window->y, window->unit);

  gradients (window, first, y, n, size, turn);
  for (guint i = 0; i < n; i++)
    {
      guint bin = (guint) (turn[i] * TWIN_TURN_BINS + 0.5f);

      histogram[bin < TWIN_TURN_BINS ? bin : bin - TWIN_TURN_BINS] += size[i] * weight *
                                                                      weights[i * window->stride];
    }
}

static void
turn_histogram (const TwinWindow *window, float histogram[TWIN_TURN_BINS])
{
  double reach = TURN_REACH * window->unit;
  guint first_x, first_y;
  guint rows = clip_range (window->y, -reach, reach, window->height, window->stride, &first_y);
  guint n = clip_range (window->x, -reach, reach, window->width, window->stride, &first_x);
  float *weights;

  memset (histogram, 0, TWIN_TURN_BINS * sizeof (float));
  if (rows == 0 || n == 0)
    return;
  weights = weigh_columns (window, window->unit, first_x, (n - 1) * window->stride + 1);
  for (guint row = 0; row < rows; row++)
    turn_row (window, first_y + row * window->stride, first_x, n, weights, histogram);
}

/* Lies @value, growing by @slope a pixel, within -CELL_REACH and CELL_REACH: [*low, *high] shrinks to where. */
static inline void
narrow (double value, double slope, double *low, double *high)
{
  double a, b;

  if (fabs (slope) < 1e-9)
    {
      if (fabs (value) >= CELL_REACH)
        *high = *low - 1;
      return;
    }
  a = (-CELL_REACH - value) / slope;
  b = (CELL_REACH - value) / slope;
  *low = MAX (*low, MIN (a, b));
  *high = MIN (*high, MAX (a, b));
}

/* One sample: shared out over two rows and columns of cells and two directions. */
static inline void
scatter (float *restrict histogram, float row, float column, float bin, float size)
{
  guint r = (guint) row, c = (guint) column;
  float row_part = row - r, column_part = column - c;
  float *restrict upper = histogram + ((gsize) r * ROOM_SIDE + c) * TWIN_DESCRIPTOR_BINS;
  float *restrict lower = upper + ROOM_SIDE * TWIN_DESCRIPTOR_BINS;
  float below = size * row_part, above = size - below;
  float share[TWIN_DESCRIPTOR_BINS];

  for (guint k = 0; k < TWIN_DESCRIPTOR_BINS; k++)
    {
      float d = fabsf (bin - k);

      share[k] = larger (1 - smaller (d, TWIN_DESCRIPTOR_BINS - d), 0);
    }
  for (guint k = 0; k < TWIN_DESCRIPTOR_BINS; k++)
    {
      upper[k] += above * (1 - column_part) * share[k];
      upper[TWIN_DESCRIPTOR_BINS + k] += above * column_part * share[k];
      lower[k] += below * (1 - column_part) * share[k];
      lower[TWIN_DESCRIPTOR_BINS + k] += below * column_part * share[k];
    }
}

/* @column, @row: of the first sample, in cells; @column_step, @row_step: what each further one adds; @weight: of the
 * row, @weights: of its samples, the stride apart; @turn: where
 * directions are counted from; @cosine, @sine: of the window's angle, over a cell's size */
typedef struct
{
  float column, row;
  float column_step, row_step;
  float weight;
  const float *weights;
  float turn;
  double cosine, sine;
} DescriptorRow;

static inline void
descriptor_row (const TwinWindow *window, const DescriptorRow *at, guint first, guint y, guint n,
                float *histogram)
{
  float *restrict size = window->scratch, *restrict bin = size + TWIN_WINDOW_ROW;
  float *restrict row = bin + TWIN_WINDOW_ROW, *restrict column = row + TWIN_WINDOW_ROW;
  float most = ROOM_SIDE - 1.001f;

  gradients (window, first, y, n, size, bin);
  for (guint i = 0; i < n; i++)
    {
      float turn = bin[i] - at->turn;

      size[i] *= at->weight * at->weights[i * window->stride];
      bin[i] = (turn - floorf (turn)) * TWIN_DESCRIPTOR_BINS;
      row[i] = smaller (larger (at->row + i * at->row_step, 0), most);
      column[i] = smaller (larger (at->column + i * at->column_step, 0), most);
    }
  for (guint i = 0; i < n; i++)
    scatter (histogram, row[i], column[i], bin[i], size[i]);
}

/* Where row @y of the window meets the turned square: how many samples, and where they begin. */
static inline guint
place_row (const TwinWindow *window, guint y, double reach, guint *out_first, DescriptorRow *at)
{
  double cosine = at->cosine, sine = at->sine;
  double middle = (ROOM_SIDE - 1) / 2.0, dy = y - window->y, low = -reach, high = reach, dx;
  guint n;

  narrow (dy * sine, cosine, &low, &high);
  narrow (dy * cosine, -sine, &low, &high);
  n = clip_range (window->x, low, high, window->width, window->stride, out_first);
  if (n == 0)
    return 0;
  dx = *out_first - window->x;
  at->column = (float) (middle + dx * cosine + dy * sine);
  at->row = (float) (middle - dx * sine + dy * cosine);
  at->column_step = (float) (cosine * window->stride);
  at->row_step = (float) (-sine * window->stride);
  at->weight = weight_of (dy, TWIN_DESCRIPTOR_CELLS / 2.0 * window->unit);
  return n;
}

static void
descriptor (const TwinWindow *window, float histogram[TWIN_DESCRIPTOR_ROOM])
{
  double cosine = cos (window->angle) / window->unit, sine = sin (window->angle) / window->unit;
  double reach = CELL_REACH * window->unit * window->unit * (fabs (cosine) + fabs (sine));
  guint first_y, left, first, n;
  guint rows = clip_range (window->y, -reach, reach, window->height, window->stride, &first_y);
  guint columns = clip_range (window->x, -reach, reach, window->width, 1, &left);
  DescriptorRow at = { .turn = (float) (window->angle / (2 * G_PI)),
                       .cosine = cosine,
                       .sine = sine };
  float *weights;

  memset (histogram, 0, TWIN_DESCRIPTOR_ROOM * sizeof (float));
  if (rows == 0 || columns == 0)
    return;
  weights = weigh_columns (window, TWIN_DESCRIPTOR_CELLS / 2.0 * window->unit, left, columns);
  for (guint i = 0; i < rows; i++)
    {
      guint y = first_y + i * window->stride;

      n = place_row (window, y, reach, &first, &at);
      at.weights = weights + (first - left);
      if (n > 0)
        descriptor_row (window, &at, first, y, n, histogram);
    }
}

/* The largest value first, which the compiler makes vectors of; then where it is. */
static guint
best (const float *row, gsize n, float *out_value)
{
  float lanes[LANES], most = row[0];
  gsize i = 0;

  for (guint lane = 0; lane < LANES; lane++)
    lanes[lane] = most;
  for (; i + LANES <= n; i += LANES)
    for (guint lane = 0; lane < LANES; lane++)
      lanes[lane] = larger (row[i + lane], lanes[lane]);
  for (guint lane = 0; lane < LANES; lane++)
    most = larger (lanes[lane], most);
  for (; i < n; i++)
    most = larger (row[i], most);
  *out_value = most;
  for (i = 0; i + 1 < n && row[i] != most; i++)
    ;
  return (guint) i;
}

static guint
followers (const TwinVotes *votes, gsize n, const TwinVote *vote, guint8 *restrict flags)
{
  const float *restrict x = votes->x, *restrict y = votes->y, *restrict u = votes->u;
  const float *restrict v = votes->v, *restrict turns = votes->turn, *restrict sizes = votes->size;
  TwinVote to = *vote;
  guint count = 0;

  for (gsize i = 0; i < n; i++)
    {
      float error_u = to.cosine * x[i] - to.sine * y[i] + to.shift_u - u[i];
      float error_v = to.sine * x[i] + to.cosine * y[i] + to.shift_v - v[i];
      float away_u = u[i] - to.u, away_v = v[i] - to.v;
      float turn = fabsf (turns[i] - to.turn), size = fabsf (sizes[i] - to.size);
      float most = to.slack + to.growth * (away_u * away_u + away_v * away_v);

      turn = smaller (turn, (float) (2 * G_PI) - turn);
      flags[i] = (guint8) ((error_u * error_u + error_v * error_v < most) & (turn < to.most_turn) &
                           (size < to.most_size));
    }
  for (gsize i = 0; i < n; i++)
    count += flags[i];
  return count;
}

static void
raise_to (float *restrict highest, guint32 *restrict places, gsize n, const float *restrict row,
          guint32 place)
{
  for (gsize i = 0; i < n; i++)
    {
      gboolean above = row[i] > highest[i];

      places[i] = above ? place : places[i];
      highest[i] = above ? row[i] : highest[i];
    }
}

extern const TwinLoops NAME_OF (TWIN_KERNELS_LEVEL);
const TwinLoops NAME_OF (TWIN_KERNELS_LEVEL) = {
  G_STRINGIFY (TWIN_KERNELS_LEVEL),
  fold,
  slide_down,
  double_row,
  difference,
  span,
  peaks,
  turn_histogram,
  descriptor,
  best,
  followers,
  raise_to,
};
