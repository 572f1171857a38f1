/* registration.c: angle and size from the spectra, or supposed; then the shift under which the pictures correlate
 * best, for all shifts at once. */
#include "evidence/registration.h"

#include "evidence/spectrum.h"
#include "evidence/warp.h"

#include <math.h>

#define PEAKS 3
/* Peaks and what is supposed, mirrored or not, half a turn more or not. */
#define MOST_CANDIDATES (2 * 2 * (PEAKS + 3))
/* Where one picture is so much smaller, both are also laid over each other at one size, of so many pixels at most. */
#define UNLIKE_SIZES 1.2
#define COMMON_PIXELS 60000
/* Alignments nearer to each other than this, over the longer side, are one. */
#define ONE_AND_THE_SAME 0.03
/* Shifts are looked for at half the working size where that is larger than this. */
#define LARGE_PIXELS 8192
/* Less in common than this, in pixels a side and as a share of the smaller picture, is no finding. */
#define LEAST_SIDE 8
#define LEAST_OVERLAP 0.12

/* The picture at the size that shifts are looked for at. */
typedef struct
{
  TwinGrey *grey;
  double factor; /* its pixels over the picture's */
} Working;

/* What a's place (x, y) becomes but for a shift, in working pixels. */
typedef struct
{
  gboolean mirrored;
  double degrees; /* clockwise as seen */
  double across, down;
} Candidate;

typedef struct
{
  Working a, b;
  GPtrArray *transforms; /* of b, one a size */
  GArray *found;         /* of TwinRegistration; not owned */
} Search;

static void
search_clear (Search *search)
{
  twin_grey_free (search->a.grey);
  twin_grey_free (search->b.grey);
  g_clear_pointer (&search->transforms, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
halve (Working *working)
{
  TwinGrey *half = twin_grey_resize (working->grey, MAX (working->grey->width / 2, 1),
                                     MAX (working->grey->height / 2, 1));

  twin_grey_free (working->grey);
  working->grey = half;
  working->factor /= 2;
  return half != NULL;
}

static gsize
n_pixels (const TwinGrey *grey)
{
  return (gsize) grey->width * grey->height;
}

/* In the sizes that the spectra were made at, or half of them. */
static gboolean
search_init (Search *search, const TwinSpectrum *a, const TwinSpectrum *b, GArray *found)
{
  search->found = found;
  search->transforms = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_fourier_free);
  search->a = (Working){ twin_grey_copy (a->grey), a->factor };
  search->b = (Working){ twin_grey_copy (b->grey), b->factor };
  if (search->a.grey == NULL || search->b.grey == NULL)
    return FALSE;
  if (MIN (n_pixels (a->grey), n_pixels (b->grey)) <= LARGE_PIXELS)
    return TRUE;
  return halve (&search->a) && halve (&search->b);
}

/* Both at one size. */
static gboolean
search_init_common (Search *search, const TwinGrey *a, const TwinGrey *b, GArray *found)
{
  double factor = MIN (sqrt ((double) COMMON_PIXELS / MAX (n_pixels (a), n_pixels (b))), 1);

  search->found = found;
  search->transforms = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_fourier_free);
  search->a = (Working){ twin_spectrum_prepare (a, factor), factor };
  search->b = (Working){ twin_spectrum_prepare (b, factor), factor };
  return search->a.grey != NULL && search->b.grey != NULL;
}

static void
fill (TwinFourier *fourier, const TwinGrey *grey)
{
  for (guint y = 0; y < grey->height; y++)
    for (guint x = 0; x < grey->width; x++)
      fourier->values[(gsize) y * fourier->width + x] = *twin_grey_at (grey, x, y);
  twin_fourier_forward (fourier);
}

/* b's transform at a size. Returns: (transfer none) (nullable) */
static const TwinFourier *
transform_b (Search *search, guint width, guint height)
{
  TwinFourier *fourier;

  for (guint i = 0; i < search->transforms->len; i++)
    {
      fourier = search->transforms->pdata[i];
      if (fourier->width == width && fourier->height == height)
        return fourier;
    }
  fourier = twin_fourier_new (width, height);
  if (fourier == NULL)
    return NULL;
  fill (fourier, search->b.grey);
  g_ptr_array_add (search->transforms, fourier);
  return fourier;
}

/* The candidate's map, moved so that all of a lies from (0, 0) on; and how much room it takes. */
static TwinAffine
lay_out (const Candidate *candidate, const TwinGrey *a, guint *out_width, guint *out_height)
{
  TwinAffine scaling = twin_affine_scaling (candidate->across, candidate->down);
  TwinAffine turn = twin_affine_similarity (candidate->mirrored, -candidate->degrees, 1, 0, 0);
  TwinAffine map = twin_affine_compose (&scaling, &turn);
  double low[2] = { 0, 0 }, high[2] = { 0, 0 };

  for (guint corner = 1; corner < 4; corner++)
    for (guint row = 0; row < 2; row++)
      {
        double at = (corner & 1 ? map.m[row][0] * a->width : 0) +
                    (corner & 2 ? map.m[row][1] * a->height : 0);

        low[row] = MIN (low[row], at);
        high[row] = MAX (high[row], at);
      }
  map.m[0][2] = -low[0];
  map.m[1][2] = -low[1];
  *out_width = (guint) ceil (high[0] - low[0] - 1e-6);
  *out_height = (guint) ceil (high[1] - low[1] - 1e-6);
  return map;
}

/* How many of b's pixels a line of a's covers, from every shift on, @n of them around. */
static double
covered (guint shift, guint n, guint of_a, guint of_b)
{
  gint at = shift < n - of_a + 1 ? (gint) shift : (gint) shift - (gint) n;

  return MIN ((gint) of_b, at + (gint) of_a) - MAX (at, 0);
}

/* One over the square root of what is covered; 0 where that is too little. */
static float *
find_weights (guint n, guint of_a, guint of_b)
{
  float *weights = g_new (float, n);
  double least = MAX (LEAST_OVERLAP * MIN (of_a, of_b), LEAST_SIDE);

  for (guint i = 0; i < n; i++)
    {
      double length = covered (i, n, of_a, of_b);

      weights[i] = length >= least ? (float) (1 / sqrt (length)) : 0;
    }
  return weights;
}

/* A shift and how well the pictures correlate under it, either sign. */
typedef struct
{
  guint x[2], y[2];
  float value[2];
} Best;

static Best
find_best (const TwinFourier *correlation, const float *across, const float *down)
{
  Best best = { 0 };

  for (guint y = 0; y < correlation->height; y++)
    {
      const float *row = correlation->values + (gsize) y * correlation->width;

      if (down[y] <= 0)
        continue;
      for (guint x = 0; x < correlation->width; x++)
        {
          float value = row[x] * across[x] * down[y];
          guint sign = value < 0;

          value = fabsf (value);
          if (value > best.value[sign])
            {
              best.value[sign] = value;
              best.x[sign] = x;
              best.y[sign] = y;
            }
        }
    }
  return best;
}

static void
add_found (Search *search, const TwinAffine *laid, const Best *best, const TwinFourier *correlation,
           const guint room[2])
{
  TwinAffine to_working = twin_affine_scaling (search->a.factor, search->a.factor);
  TwinAffine from_working = twin_affine_scaling (1 / search->b.factor, 1 / search->b.factor);

  for (guint sign = 0; sign < 2; sign++)
    {
      guint x = best->x[sign], y = best->y[sign], width = correlation->width,
            height = correlation->height;
      TwinRegistration found = { .inverted = sign == 1 };
      TwinAffine map = *laid;

      if (best->value[sign] <= 0)
        continue;
      map.m[0][2] += x < width - room[0] + 1 ? x : (double) x - width;
      map.m[1][2] += y < height - room[1] + 1 ? y : (double) y - height;
      map = twin_affine_compose (&map, &to_working);
      found.a_to_b = twin_affine_compose (&from_working, &map);
      found.strength = best->value[sign] / ((double) width * height);
      g_array_append_val (search->found, found);
    }
}

/* FALSE without memory. */
static gboolean
try_candidate (Search *search, const Candidate *candidate)
{
  guint room[2], width, height;
  TwinAffine laid = lay_out (candidate, search->a.grey, &room[0], &room[1]);
  g_autoptr (TwinGrey) warped = NULL;
  g_autoptr (TwinGrey) shown = NULL;
  g_autoptr (TwinFourier) correlation = NULL;
  g_autofree float *across = NULL, *down = NULL;
  const TwinFourier *of_b;
  Best best;

  width = twin_fourier_length (room[0] + search->b.grey->width);
  height = twin_fourier_length (room[1] + search->b.grey->height);
  shown = twin_grey_new (room[0], room[1]);
  if (shown == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize) room[0] * room[1]; i++)
    shown->values[i] = 1;
  warped = twin_warp (search->a.grey, &laid, room[0], room[1], shown);
  correlation = twin_fourier_new (width, height);
  of_b = transform_b (search, width, height);
  if (warped == NULL || correlation == NULL || of_b == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize) room[0] * room[1]; i++)
    warped->values[i] *= shown->values[i];
  fill (correlation, warped);
  twin_fourier_correlate (of_b, correlation, correlation);
  twin_fourier_backward (correlation);
  across = find_weights (width, room[0], search->b.grey->width);
  down = find_weights (height, room[1], search->b.grey->height);
  best = find_best (correlation, across, down);
  add_found (search, &laid, &best, correlation, room);
  return TRUE;
}

/* Both ways round. */
static gboolean
try_turns (Search *search, gboolean mirrored, double degrees, double across, double down)
{
  Candidate candidate = { mirrored, degrees, across, down };

  if (!try_candidate (search, &candidate))
    return FALSE;
  candidate.degrees += 180;
  return try_candidate (search, &candidate);
}

static gboolean
try_peaks (Search *search, const TwinSpectrum *a, const TwinSpectrum *b, gboolean mirrored)
{
  TwinSpectrumPeak peaks[PEAKS];

  if (!twin_spectrum_match (a, b, mirrored, peaks, PEAKS))
    return FALSE;
  for (guint i = 0; i < PEAKS; i++)
    if (!try_turns (search, mirrored, peaks[i].degrees, peaks[i].scale, peaks[i].scale))
      return FALSE;
  return TRUE;
}

/* b is all of a, perhaps stretched; or of the same size, perhaps on its side. */
static gboolean
try_supposed (Search *search, gboolean mirrored)
{
  double same = search->b.factor / search->a.factor;
  double across = (double) search->b.grey->width / search->a.grey->width;
  double down = (double) search->b.grey->height / search->a.grey->height;

  return try_turns (search, mirrored, 0, same, same) &&
         try_turns (search, mirrored, 90, same, same) &&
         try_turns (search, mirrored, 0, across, down);
}

static gboolean
try_spectra (const TwinSpectrum *a, const TwinSpectrum *b, GArray *found)
{
  g_auto (Search) search = { 0 };

  if (!search_init (&search, a, b, found))
    return FALSE;
  for (guint mirrored = 0; mirrored < 2; mirrored++)
    if (!try_peaks (&search, a, b, mirrored) || !try_supposed (&search, mirrored))
      return FALSE;
  return TRUE;
}

/* What is small in a large picture. */
static gboolean
try_common_size (const TwinGrey *a, const TwinGrey *b, GArray *found)
{
  g_auto (Search) search = { 0 };

  if (!search_init_common (&search, a, b, found))
    return FALSE;
  for (guint mirrored = 0; mirrored < 2; mirrored++)
    if (!try_turns (&search, mirrored, 0, 1, 1) || !try_turns (&search, mirrored, 90, 1, 1))
      return FALSE;
  return TRUE;
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  double x = ((const TwinRegistration *) a)->strength, y = ((const TwinRegistration *) b)->strength;

  return (x < y) - (x > y);
}

/* Do both take a's corners to much the same places? */
static gboolean
is_one (const TwinRegistration *one, const TwinRegistration *other, const TwinGrey *a,
        const TwinGrey *b)
{
  double most = ONE_AND_THE_SAME * MAX (b->width, b->height);

  for (guint corner = 0; corner < 4; corner++)
    {
      double x = corner & 1 ? a->width : 0, y = corner & 2 ? a->height : 0;
      double one_x, one_y, other_x, other_y;

      twin_affine_apply (&one->a_to_b, x, y, &one_x, &one_y);
      twin_affine_apply (&other->a_to_b, x, y, &other_x, &other_y);
      if (hypot (one_x - other_x, one_y - other_y) > most)
        return FALSE;
    }
  return one->inverted == other->inverted;
}

static guint
choose (const GArray *all, const TwinGrey *a, const TwinGrey *b,
        TwinRegistration found[TWIN_REGISTRATIONS])
{
  guint n = 0;

  for (guint i = 0; i < all->len && n < TWIN_REGISTRATIONS; i++)
    {
      const TwinRegistration *registration = &g_array_index (all, TwinRegistration, i);
      gboolean is_new = TRUE;

      for (guint j = 0; j < n; j++)
        is_new = is_new && !is_one (registration, &found[j], a, b);
      if (is_new)
        found[n++] = *registration;
    }
  return n;
}

guint
twin_registration_find (const TwinGrey *a, const TwinGrey *b,
                        TwinRegistration found[TWIN_REGISTRATIONS])
{
  g_autoptr (TwinSpectrum) of_a = twin_spectrum_new (a);
  g_autoptr (TwinSpectrum) of_b = twin_spectrum_new (b);
  g_autoptr (GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (TwinRegistration),
                                              3 * MOST_CANDIDATES);
  double ratio;

  if (of_a == NULL || of_b == NULL || !try_spectra (of_a, of_b, all))
    return 0;
  ratio = of_a->factor / of_b->factor;
  if (MAX (ratio, 1 / ratio) > UNLIKE_SIZES && !try_common_size (a, b, all))
    return 0;
  g_array_sort (all, compare_found);
  return choose (all, a, b, found);
}
