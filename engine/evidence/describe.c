#include "evidence/describe.h"

#include <math.h>

/* The weights' standard deviation for directions, and a descriptor's cell, in sizes of the blob. */
#define TURN_UNIT 1.5
#define CELL_UNIT 3.0
/* The first octave's picture was enlarged: every second of its pixels tells all that there is. Measured: as many copies
 * are found, in three quarters of the time. */
#define DOUBLED_STRIDE 2
/* A direction counts where it is at least this share of the strongest. */
#define PEAK_SHARE 0.8f
/* No direction of a descriptor's may weigh more, its length being 1: lights that shift one edge. */
#define MOST_SHARE 0.2f
/* Of gradients' sums: less is rounding. */
#define LEAST_LENGTH 1e-3f

static TwinWindow
window_at (const TwinScaleSpace *space, const TwinBlobPoint *blob, double unit, float *scratch)
{
  const TwinGrey *level = space->octaves[blob->octave].levels[blob->level];

  return (TwinWindow){
    .values = level->values,
    .width = level->width,
    .height = level->height,
    .x = blob->x,
    .y = blob->y,
    .unit = unit * blob->sigma,
    .stride = blob->octave == 0 ? DOUBLED_STRIDE : 1,
    .scratch = scratch,
  };
}

/* Binomial weights 1 4 6 4 1. */
static void
smooth (const float in[TWIN_TURN_BINS], float out[TWIN_TURN_BINS])
{
  const guint n = TWIN_TURN_BINS;

  for (guint i = 0; i < n; i++)
    out[i] = (in[(i + n - 2) % n] + in[(i + 2) % n] + 4 * (in[(i + n - 1) % n] + in[(i + 1) % n]) +
              6 * in[i]) /
             16;
}

/* Keeps @turns sorted by @strengths, the strongest first. */
static guint
insert (double turn, float strength, double *turns, float *strengths, guint n)
{
  guint i = MIN (n, TWIN_MOST_TURNS - 1);

  if (n == TWIN_MOST_TURNS && strength <= strengths[i])
    return n;
  for (; i > 0 && strengths[i - 1] < strength; i--)
    {
      turns[i] = turns[i - 1];
      strengths[i] = strengths[i - 1];
    }
  turns[i] = turn;
  strengths[i] = strength;
  return MIN (n + 1, TWIN_MOST_TURNS);
}

guint
twin_describe_turns (const TwinScaleSpace *space, const TwinBlobPoint *blob, float *scratch,
                     double turns[TWIN_MOST_TURNS])
{
  TwinWindow window = window_at (space, blob, TURN_UNIT, scratch);
  float raw[TWIN_TURN_BINS], histogram[TWIN_TURN_BINS], strengths[TWIN_MOST_TURNS], most = 0;
  guint n = 0;

  twin_loops_get ()->turn_histogram (&window, raw);
  smooth (raw, histogram);
  for (guint i = 0; i < TWIN_TURN_BINS; i++)
    most = MAX (most, histogram[i]);
  for (guint i = 0; most > 0 && i < TWIN_TURN_BINS; i++)
    {
      float before = histogram[(i + TWIN_TURN_BINS - 1) % TWIN_TURN_BINS], here = histogram[i];
      float after = histogram[(i + 1) % TWIN_TURN_BINS];
      double turn;

      if (here <= before || here <= after || here < PEAK_SHARE * most)
        continue;
      turn = 2 * G_PI * (i + 0.5 * (before - after) / (before - 2 * here + after)) / TWIN_TURN_BINS;
      n = insert (turn > G_PI ? turn - 2 * G_PI : turn, here, turns, strengths, n);
    }
  return n;
}

/* Without the margin. */
static void
take_cells (const float *room, float *cells)
{
  const guint run = TWIN_DESCRIPTOR_CELLS * TWIN_DESCRIPTOR_BINS;
  const guint row = (TWIN_DESCRIPTOR_CELLS + 2) * TWIN_DESCRIPTOR_BINS;

  for (guint i = 0; i < TWIN_DESCRIPTOR_CELLS; i++)
    for (guint k = 0; k < run; k++)
      cells[i * run + k] = room[(i + 1) * row + TWIN_DESCRIPTOR_BINS + k];
}

static gboolean
quantise (float *cells, guint8 *descriptor)
{
  float squares = 0, sum = 0, most;

  for (guint i = 0; i < TWIN_DESCRIPTOR_LENGTH; i++)
    squares += cells[i] * cells[i];
  if (!(squares > LEAST_LENGTH * LEAST_LENGTH))
    return FALSE;
  most = MOST_SHARE * sqrtf (squares);
  for (guint i = 0; i < TWIN_DESCRIPTOR_LENGTH; i++)
    sum += cells[i] = MIN (cells[i], most);
  for (guint i = 0; i < TWIN_DESCRIPTOR_LENGTH; i++)
    descriptor[i] = (guint8) MIN (TWIN_DESCRIPTOR_ONE * sqrtf (cells[i] / sum) + 0.5f, 255);
  return TRUE;
}

gboolean
twin_describe (const TwinScaleSpace *space, const TwinBlobPoint *blob, double angle, float *scratch,
               guint8 descriptor[TWIN_DESCRIPTOR_LENGTH])
{
  TwinWindow window = window_at (space, blob, CELL_UNIT, scratch);
  float room[TWIN_DESCRIPTOR_ROOM], cells[TWIN_DESCRIPTOR_LENGTH];

  window.angle = angle;
  twin_loops_get ()->descriptor (&window, room);
  take_cells (room, cells);
  return quantise (cells, descriptor);
}

/* A mirrored picture's angles are pi - angle, so what lay left of the direction lies right: rows and directions are
 * reversed. An inverted one's point the other way: rows and columns are reversed, directions stay. */
void
twin_descriptor_permute (gboolean mirrored, gboolean inverted, const guint8 *in, guint8 *out)
{
  const guint cells = TWIN_DESCRIPTOR_CELLS, bins = TWIN_DESCRIPTOR_BINS;

  for (guint row = 0; row < cells; row++)
    for (guint column = 0; column < cells; column++)
      for (guint bin = 0; bin < bins; bin++)
        {
          guint from_row = mirrored != inverted ? cells - 1 - row : row;
          guint from_column = inverted ? cells - 1 - column : column;
          guint from_bin = mirrored ? (bins - bin) % bins : bin;

          *out++ = in[(from_row * cells + from_column) * bins + from_bin];
        }
}

double
twin_descriptor_turn (gboolean mirrored, gboolean inverted, double angle)
{
  if (mirrored)
    angle = G_PI - angle;
  if (inverted)
    angle += G_PI;
  return angle;
}
