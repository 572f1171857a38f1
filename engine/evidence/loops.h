/* loops.h: the inner loops of the evidence: one table an instruction set, chosen once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bins of a histogram of orientations, cells along a side of a descriptor and bins in each. */
#define TWIN_TURN_BINS 36
#define TWIN_DESCRIPTOR_CELLS 4
#define TWIN_DESCRIPTOR_BINS 8
/* With a margin of one cell all around, for what falls half outside. */
#define TWIN_DESCRIPTOR_ROOM \
  ((TWIN_DESCRIPTOR_CELLS + 2) * (TWIN_DESCRIPTOR_CELLS + 2) * TWIN_DESCRIPTOR_BINS)

/**
 * TwinWindow: a place of a picture that gradients are gathered around
 * @values, @width, @height: the picture, [height][width]
 * @x, @y: the place, in whole pixels and parts, the first pixel's middle being (0, 0)
 * @unit: pixels: the standard deviation of the weights, or a descriptor's cell
 * @angle: radians from x towards y; of descriptors alone
 * @stride: every how many pixels are looked at, along either side
 * @scratch: [TWIN_WINDOW_SCRATCH] floats
 */
typedef struct
{
  const float *values;
  guint width;
  guint height;
  double x, y;
  double unit;
  double angle;
  guint stride;
  float *scratch;
} TwinWindow;

/* The widest row of a window, what a row needs, and behind that the columns' weights. */
#define TWIN_WINDOW_ROW 256
#define TWIN_WINDOW_WEIGHTS (4 * TWIN_WINDOW_ROW)
#define TWIN_WINDOW_SCRATCH (5 * TWIN_WINDOW_ROW)

/**
 * TwinVotes: matches, each a turn, scale and shift that takes a to b; [n] each
 * @x, @y: in a, mirrored where that is the variant; @u, @v: in b
 * @turn: radians, in [0, 2 pi); @size: logarithm of the scale
 */
typedef struct
{
  const float *x, *y;
  const float *u, *v;
  const float *turn;
  const float *size;
} TwinVotes;

/**
 * TwinVote: one of them, and what may differ from it
 * @cosine, @sine: of its turn, times its scale; @shift_u, @shift_v: behind that
 * @slack, @growth: the square error may be @slack and @growth times the square distance from (@u, @v)
 */
typedef struct
{
  float cosine, sine, shift_u, shift_v;
  float u, v;
  float slack, growth;
  float turn, most_turn;
  float size, most_size;
} TwinVote;

/**
 * TwinLoops: all are bound by arithmetic: bench-compare
 * @fold: out[n] = weights[0] up[0][x] + the sum over k from 1 to @reach of weights[k] (up[k][x] + down[k][x])
 * @slide_down: sums[n] += in - out; row[n] = sums * scale
 * @double_row: out[2 n] from two rows: 3/4 @near and 1/4 @far, and the same along the row
 * @difference: out = a - b
 * @span: the largest and the smallest of three rows, place by place
 * @peaks: flags[x] is 1 where @middle's size is over @threshold and it is the largest or the smallest of all 3 x 3 x 3
 *   around it, given each layer's spans; 0 at both ends; @scratch: [2 n]
 * @turn_histogram: adds the gradients' sizes, weighted, up by direction; not smoothed
 * @descriptor: the same by cell and by direction, with margin: [cells + 2][cells + 2][bins]
 * @best: of row[n]: the largest value and the first place that has it
 * @followers: flags[n] is 1 for the votes that @vote's map suits; returns how many
 * @raise: best[n] = the larger of best and row, places[n] = @place where it was row
 */
typedef struct
{
  const char *name;
  void (*fold) (float *out, gsize n, const float *const *up, const float *const *down,
                const float *weights, guint reach);
  void (*slide_down) (double *sums, gsize n, const float *in, const float *out, double scale,
                      float *row);
  void (*double_row) (float *out, gsize n, const float *near, const float *far);
  void (*difference) (float *out, gsize n, const float *a, const float *b);
  void (*span) (float *high, float *low, gsize n, const float *const rows[3]);
  void (*peaks) (guint8 *flags, gsize n, const float *middle, const float *const high[3],
                 const float *const low[3], float threshold, float *scratch);
  void (*turn_histogram) (const TwinWindow *window, float histogram[TWIN_TURN_BINS]);
  void (*descriptor) (const TwinWindow *window, float histogram[TWIN_DESCRIPTOR_ROOM]);
  guint (*best) (const float *row, gsize n, float *out_value);
  guint (*followers) (const TwinVotes *votes, gsize n, const TwinVote *vote, guint8 *flags);
  void (*raise) (float *best, guint32 *places, gsize n, const float *row, guint32 place);
} TwinLoops;

/* The best that this processor has, as twin_kernels_get() chooses. */
const TwinLoops *twin_loops_get (void);
/* (nullable): `generic`, `avx2`, `avx512`; NULL where it was not built or the processor lacks it. */
const TwinLoops *twin_loops_get_named (const char *name);

G_END_DECLS
