/* tone.c: the median of b's greys for each of a's, made to rise or to fall (isotonic regression), and the simplest
 * of a few formulas that follows it. */
#include "evidence/tone.h"

#include <math.h>
#include <string.h>

#define BINS 64
#define LEVELS 256
/* Both pictures are blurred first where they are noisy, since noise flattens the curve at its ends; but what is blurred
 * before a power is not what is blurred after. */
#define NOISY 2.5
#define NOISY_BLUR 2.0
#define LEAST_PIXELS 200
/* Bins with less than this share of the pixels, or fewer pixels, do not count. */
#define LEAST_SHARE 0.0005
#define LEAST_COUNT 8
/* One bin counts for no more than so many average ones: else a flat ground would be all. */
#define MOST_WEIGHT 3.0
/* Greys so near to an end may have been cut off there. */
#define CLIPPED 3.0
/* Changes of the curve below these, in grey levels, are none. */
#define SAME_MEAN 2.0
#define SAME_MOST 5.0
/* Bins that count for less than this share of the average one may be off by blur and noise. */
#define FEW 0.2
/* A formula is believed where what it leaves is below this, or below this share of what the simpler one leaves. */
#define FITS 2.0
#define BETTER 0.6
/* A power alone is simpler than a line with an offset, and may leave so much more. */
#define MARGIN 0.3
/* A power bends the line by so many grey levels at least. */
#define LEAST_BEND 2.5
#define MOST_LOG_GAMMA 1.4
#define GAMMA_STEPS 141
/* A power with more of an offset than this, over 255, is rather a line that is cut off. */
#define MOST_OFFSET 0.12
#define ROUNDS 4
/* Rising or falling explains at least so much of the curve's variance. */
#define MONOTONE 0.75

/* The curve's points. */
typedef struct
{
  double a[BINS];
  double b[BINS];
  double weights[BINS];
  guint n;
} Points;

static double
weighted_mean (const double *values, const double *weights, guint n)
{
  double sum = 0, whole = 0;

  for (guint i = 0; i < n; i++)
    {
      sum += weights[i] * values[i];
      whole += weights[i];
    }
  return sum / MAX (whole, G_MINDOUBLE);
}

/* Mean square of what lies between. */
static double
distance (const double *a, const double *b, const double *weights, guint n)
{
  double sum = 0, whole = 0;

  for (guint i = 0; i < n; i++)
    {
      sum += weights[i] * (a[i] - b[i]) * (a[i] - b[i]);
      whole += weights[i];
    }
  return sum / MAX (whole, G_MINDOUBLE);
}

/* The nearest rising values: neighbours that fall are pooled, until none do. */
static void
make_rise (const double *values, const double *weights, guint n, double *out)
{
  double sums[BINS], wholes[BINS];
  guint lengths[BINS], blocks = 0, at = 0;

  for (guint i = 0; i < n; i++)
    {
      sums[blocks] = weights[i] * values[i];
      wholes[blocks] = weights[i];
      lengths[blocks++] = 1;
      while (blocks > 1 &&
             sums[blocks - 2] * wholes[blocks - 1] >= sums[blocks - 1] * wholes[blocks - 2])
        {
          blocks--;
          sums[blocks - 1] += sums[blocks];
          wholes[blocks - 1] += wholes[blocks];
          lengths[blocks - 1] += lengths[blocks];
        }
    }
  for (guint block = 0; block < blocks; block++)
    for (guint i = 0; i < lengths[block]; i++)
      out[at++] = sums[block] / wholes[block];
}

static void
make_fall (const double *values, const double *weights, guint n, double *out)
{
  double negative[BINS] = { 0 };

  for (guint i = 0; i < n; i++)
    negative[i] = -values[i];
  make_rise (negative, weights, n, out);
  for (guint i = 0; i < n; i++)
    out[i] = -out[i];
}

/* Decides the direction; the points become monotone unless they are folded. */
static void
straighten (Points *points, gboolean inverted, TwinTone *tone)
{
  double rising[BINS], falling[BINS], mean = weighted_mean (points->b, points->weights, points->n);
  double level[BINS], variance, from_rising, from_falling, left;

  for (guint i = 0; i < points->n; i++)
    level[i] = mean;
  make_rise (points->b, points->weights, points->n, rising);
  make_fall (points->b, points->weights, points->n, falling);
  variance = distance (points->b, level, points->weights, points->n);
  from_rising = distance (points->b, rising, points->weights, points->n);
  from_falling = distance (points->b, falling, points->weights, points->n);
  left = MIN (from_rising, from_falling);
  tone->inverted = from_rising == from_falling ? inverted : from_falling < from_rising;
  if (variance > SAME_MOST && left > (1 - MONOTONE) * variance)
    {
      tone->kind = TWIN_TONE_FOLDED;
      tone->inverted = inverted;
    }
  else
    memcpy (points->b, tone->inverted ? falling : rising, points->n * sizeof (double));
}

/* b = gain f + offset by least squares, what lies far off counting less from round to round. */
typedef struct
{
  double gain, offset;
  double left; /* root of the mean square that is left */
} Line;

static gboolean
is_cut_off (double grey)
{
  return grey < CLIPPED || grey > 255 - CLIPPED;
}

static Line
fit_weighted (const double *f, const Points *points, const double *weights)
{
  double mean_f = weighted_mean (f, weights, points->n),
         mean_b = weighted_mean (points->b, weights, points->n);
  double covariance = 0, variance = 0;
  Line line;

  for (guint i = 0; i < points->n; i++)
    {
      covariance += weights[i] * (f[i] - mean_f) * (points->b[i] - mean_b);
      variance += weights[i] * (f[i] - mean_f) * (f[i] - mean_f);
    }
  line.gain = variance > 1e-9 ? covariance / variance : 0;
  line.offset = mean_b - line.gain * mean_f;
  line.left = 0;
  return line;
}

static Line
fit_line (const double *f, const Points *points)
{
  double weights[BINS];
  double squares, whole;
  Line line = { 0 };

  /* Ends that are cut off follow no formula. */
  for (guint i = 0; i < points->n; i++)
    weights[i] = is_cut_off (points->b[i]) || is_cut_off (points->a[i]) ? 0.02 * points->weights[i]
                                                                        : points->weights[i];
  for (guint round = 0; round < ROUNDS; round++)
    {
      double kept[BINS];

      memcpy (kept, weights, sizeof kept);
      if (round > 0)
        for (guint i = 0; i < points->n; i++)
          {
            double off = fabs (points->b[i] - line.gain * f[i] - line.offset);

            kept[i] *= 1 / (1 + off / FITS);
          }
      line = fit_weighted (f, points, kept);
    }
  squares = whole = 0;
  for (guint i = 0; i < points->n; i++)
    {
      double off = points->b[i] - CLAMP (line.gain * f[i] + line.offset, 0, 255);

      squares += weights[i] * off * off;
      whole += weights[i];
    }
  line.left = sqrt (squares / MAX (whole, G_MINDOUBLE));
  return line;
}

static void
powers (const Points *points, gboolean inverted, double gamma, double *f)
{
  for (guint i = 0; i < points->n; i++)
    {
      double x = inverted ? 1 - points->a[i] / 255 : points->a[i] / 255;

      f[i] = 255 * pow (CLAMP (x, 0, 1), gamma);
    }
}

static double
gamma_of (guint step)
{
  return exp (MOST_LOG_GAMMA * (2.0 * step / (GAMMA_STEPS - 1) - 1));
}

static double
find_gamma (const Points *points, gboolean inverted, Line *out_line)
{
  double best = 1, f[BINS];

  *out_line = (Line){ .left = G_MAXDOUBLE };
  for (guint step = 0; step < GAMMA_STEPS; step++)
    {
      Line line;

      powers (points, inverted, gamma_of (step), f);
      line = fit_line (f, points);
      if (line.left < out_line->left && fabs (line.offset) < 255 * MOST_OFFSET)
        {
          *out_line = line;
          best = gamma_of (step);
        }
    }
  return best;
}

/* The power alone, of gain 1 and no offset. */
static double
find_pure_gamma (const Points *points, gboolean inverted, Line *out_line)
{
  double best = 1, f[BINS];

  *out_line = (Line){ .gain = 1, .left = G_MAXDOUBLE };
  for (guint step = 0; step < GAMMA_STEPS; step++)
    {
      double left;

      powers (points, inverted, gamma_of (step), f);
      left = sqrt (distance (f, points->b, points->weights, points->n));
      if (left < out_line->left)
        {
          out_line->left = left;
          best = gamma_of (step);
        }
    }
  return best;
}

/* How far the power bends away from the straight line, in grey levels. */
static double
bend_of (const Points *points, const double *straight, const Line *line, const double *bent,
         const Line *power)
{
  double most = 0;

  for (guint i = 0; i < points->n; i++)
    if (points->weights[i] > 0)
      most = MAX (most, fabs (line->gain * straight[i] + line->offset - power->gain * bent[i] -
                              power->offset));
  return most;
}

static gboolean
is_same (const Points *points, gboolean inverted)
{
  double sum = 0, whole = 0, most = 0, few = 0;

  for (guint i = 0; i < points->n; i++)
    few += FEW * points->weights[i] / points->n;
  for (guint i = 0; i < points->n; i++)
    {
      double off = fabs (points->b[i] - (inverted ? 255 - points->a[i] : points->a[i]));

      if (is_cut_off (points->a[i]))
        continue;
      sum += points->weights[i] * off;
      whole += points->weights[i];
      if (points->weights[i] >= few)
        most = MAX (most, off);
    }
  return sum <= SAME_MEAN * whole && most <= SAME_MOST;
}

/* Of a line, a power and a power alone, the simplest that follows the points. */
static void
choose_formula (const Points *points, TwinTone *tone)
{
  double straight[BINS], bent[BINS], gamma, pure_gamma;
  Line line, power, pure;

  powers (points, tone->inverted, 1, straight);
  line = fit_line (straight, points);
  gamma = find_gamma (points, tone->inverted, &power);
  pure_gamma = find_pure_gamma (points, tone->inverted, &pure);
  if (pure.left <= line.left + MARGIN && fabs (line.offset) > LEAST_BEND)
    {
      gamma = pure_gamma;
      power = pure;
    }
  powers (points, tone->inverted, gamma, bent);
  tone->kind = TWIN_TONE_LINE;
  if (power.left == pure.left || (power.left < BETTER * line.left &&
                                  bend_of (points, straight, &line, bent, &power) > LEAST_BEND))
    {
      tone->kind = TWIN_TONE_GAMMA;
      tone->gamma = gamma;
      line = power;
    }
  if (line.left > 2 * FITS)
    tone->kind = TWIN_TONE_CURVE;
  tone->gain = line.gain;
  tone->offset = line.offset / 255;
}

static void
name (const Points *points, TwinTone *tone)
{
  tone->gain = tone->gamma = 1;
  tone->offset = 0;
  if (tone->kind != TWIN_TONE_FOLDED && !is_same (points, tone->inverted))
    choose_formula (points, tone);
}

/* b's grey between the points, flat beyond them. */
static float
between (const Points *points, double grey)
{
  guint i = 0;
  double part;

  while (i < points->n && points->a[i] < grey)
    i++;
  if (i == 0 || i == points->n)
    return points->n > 0 ? (float) points->b[i == 0 ? 0 : points->n - 1] : (float) grey;
  part = (grey - points->a[i - 1]) / MAX (points->a[i] - points->a[i - 1], 1e-9);
  return (float) (points->b[i - 1] + part * (points->b[i] - points->b[i - 1]));
}

/* b's grey by the formula. */
static float
by_formula (const TwinTone *tone, double grey)
{
  double x = CLAMP (grey / 255, 0, 1);
  double y = tone->gain * pow (tone->inverted ? 1 - x : x, tone->gamma) + tone->offset;

  return (float) CLAMP (255 * y, 0, 255);
}

/* A formula is smoother than the points that it was found by. */
static void
fill_curve (const Points *points, TwinTone *tone)
{
  gboolean has_formula = tone->kind != TWIN_TONE_CURVE && tone->kind != TWIN_TONE_FOLDED;

  for (guint knot = 0; knot < TWIN_TONE_KNOTS; knot++)
    tone->curve[knot] = has_formula ? by_formula (tone, 8.0 * knot) : between (points, 8.0 * knot);
}

static void
fit (Points *points, gboolean inverted, TwinTone *tone)
{
  *tone = (TwinTone){ .kind = TWIN_TONE_SAME, .gain = 1, .gamma = 1, .inverted = inverted };
  straighten (points, inverted, tone);
  name (points, tone);
  fill_curve (points, tone);
  tone->lowest = points->n > 0 ? points->a[0] : 0;
  tone->highest = points->n > 0 ? points->a[points->n - 1] : 255;
}

void
twin_tone_fit_points (const double *a, const double *b, const double *weights, guint n,
                      gboolean inverted, TwinTone *out_tone)
{
  Points points = { .n = 0 };

  for (guint i = 0; i < n && points.n < BINS; i++)
    if (weights[i] > 0)
      {
        points.a[points.n] = a[i];
        points.b[points.n] = b[i];
        points.weights[points.n++] = weights[i];
      }
  fit (&points, inverted, out_tone);
}

/* How often each of b's greys meets each of a's. */
typedef struct
{
  guint counts[BINS][LEVELS];
  double sums[BINS]; /* of a's greys in the bin */
  guint wholes[BINS];
  guint n;
} Meetings;

static void
count_meetings (Meetings *meetings, const TwinGrey *a, const TwinGrey *b, const TwinGrey *shared)
{
  gsize n = (gsize) a->width * a->height;

  for (gsize i = 0; i < n; i++)
    {
      float of_a = CLAMP (a->values[i], 0.0f, 255.0f), of_b = CLAMP (b->values[i], 0.0f, 255.0f);
      guint bin = (guint) of_a / (LEVELS / BINS);

      if (shared->values[i] <= 0)
        continue;
      meetings->counts[bin][(guint) (of_b + 0.5f)]++;
      meetings->sums[bin] += of_a;
      meetings->wholes[bin]++;
      meetings->n++;
    }
}

/* The level that @share of the counts lie below, between whole levels. */
static double
quantile (const guint counts[LEVELS], guint whole, double share)
{
  double wanted = whole * share, below = 0;

  for (guint level = 0; level < LEVELS; level++)
    {
      if (below + counts[level] >= wanted && counts[level] > 0)
        return level - 0.5 + (wanted - below) / counts[level];
      below += counts[level];
    }
  return LEVELS - 1;
}

static void
points_init (Points *points, const Meetings *meetings)
{
  double most, whole = 0;
  guint kept = 0;

  for (guint bin = 0; bin < BINS; bin++)
    {
      guint count = meetings->wholes[bin];

      if (count < LEAST_COUNT || count < LEAST_SHARE * meetings->n)
        continue;
      points->a[kept] = meetings->sums[bin] / count;
      points->b[kept] = CLAMP (quantile (meetings->counts[bin], count, 0.5), 0, 255);
      points->weights[kept++] = count;
      whole += count;
    }
  points->n = kept;
  most = MOST_WEIGHT * whole / MAX (kept, 1);
  for (guint i = 0; i < kept; i++)
    points->weights[i] = MIN (points->weights[i], most);
}

/* Half of all lie within 0.6745 standard deviations. */
static double
find_residual (const Meetings *meetings)
{
  double sum = 0;

  for (guint bin = 0; bin < BINS; bin++)
    if (meetings->wholes[bin] > 0)
      sum += (quantile (meetings->counts[bin], meetings->wholes[bin], 0.75) -
              quantile (meetings->counts[bin], meetings->wholes[bin], 0.25)) *
             meetings->wholes[bin];
  return sum / MAX (meetings->n, 1) / (2 * 0.6745);
}

gboolean
twin_tone_fit (const TwinAlignment *alignment, gboolean inverted, TwinTone *out_tone)
{
  double noise = MAX (twin_grey_noise (alignment->a), twin_grey_noise (alignment->b));
  double blur = noise > NOISY ? NOISY_BLUR : 0;
  g_autoptr (TwinGrey) a = twin_grey_blur (alignment->a, blur);
  g_autoptr (TwinGrey) b = twin_grey_blur (alignment->b, blur);
  g_autofree Meetings *meetings = g_new0 (Meetings, 1);
  Points points = { .n = 0 };

  if (a == NULL || b == NULL)
    return FALSE;
  count_meetings (meetings, a, b, alignment->shared);
  if (meetings->n < LEAST_PIXELS)
    return FALSE;
  points_init (&points, meetings);
  fit (&points, inverted, out_tone);
  out_tone->residual = find_residual (meetings);
  return TRUE;
}
