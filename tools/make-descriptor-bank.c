/* make-descriptor-bank: descriptors that are met everywhere, of pictures that the project draws itself.
 *
 *   build/tools/make-descriptor-bank engine/evidence/descriptor-bank.bin
 *
 * Most are of furniture (letters, bars, arrows, axes, frames of figures around plain panels), the others of plain noise.
 * One that is near to another is left out, so that the bank reaches far. */
#include "draw/figure.h"
#include "evidence/features.h"
#include "nn/workers.h"
#include "random.h"

#include <gegl.h>
#include <math.h>
#include <string.h>

/* 1536 of 128 bytes: 192 kB; measuring 896 descriptors by it is 0.35 GFLOP. */
#define BANK_SIZE 1536
#define FURNITURE_SHARE 0.8
/* Nearer ones are as good as one. */
#define LEAST_DISTANCE 0.3
#define FIGURES 400
#define A_FIGURE 40
#define A_PICTURE 24
#define SIDE 360
#define SEED 20260101

typedef struct
{
  GByteArray *bytes;
  TwinRandom random;
} Bank;

static guint
bank_size (const Bank *bank)
{
  return bank->bytes->len / TWIN_DESCRIPTOR_LENGTH;
}

static gboolean
is_near (const guint8 *a, const guint8 *b)
{
  const double least = LEAST_DISTANCE * TWIN_DESCRIPTOR_ONE;
  gint squares = 0;

  for (guint i = 0; i < TWIN_DESCRIPTOR_LENGTH; i++)
    squares += (a[i] - b[i]) * (a[i] - b[i]);
  return squares < least * least;
}

static void
add (Bank *bank, const guint8 *descriptor, guint most)
{
  if (bank_size (bank) >= most)
    return;
  for (guint i = 0; i < bank_size (bank); i++)
    if (is_near (bank->bytes->data + (gsize) i * TWIN_DESCRIPTOR_LENGTH, descriptor))
      return;
  g_byte_array_append (bank->bytes, descriptor, TWIN_DESCRIPTOR_LENGTH);
}

/* @n points of it, drawn at random. */
static void
add_some (Bank *bank, const TwinRaster *raster, guint n, guint most)
{
  g_autoptr (TwinFeatures) features = twin_features_find_in (raster, NULL, "drawn", NULL, NULL);
  guint n_points = twin_features_get_n_points (features);

  for (; n > 0 && n_points > 0; n--)
    add (bank,
         twin_features_get_descriptors (features) +
           (gsize) twin_random_below (&bank->random, n_points) * TWIN_DESCRIPTOR_LENGTH,
         most);
}

/* A raster of one grey. */
static TwinRaster *
plain (guint side, float grey)
{
  TwinRaster *raster = twin_raster_new (side, side);

  for (gsize i = 0; i < (gsize) side * side * 3; i++)
    raster->pixels[i] = grey;
  return raster;
}

/* The panels are plain: all that is found is furniture. */
static void
add_figures (Bank *bank, guint most)
{
  const TwinFigureOptions options = { .width = 700, .height = 500 };

  for (guint seed = 0; seed < FIGURES && bank_size (bank) < most; seed++)
    {
      guint n = 1 + twin_random_below (&bank->random, 6);
      g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (
        (GDestroyNotify) twin_raster_free);
      g_autoptr (TwinFigure) figure = NULL;

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (pictures, plain (64, (float) twin_random_range (&bank->random, 0, 1)));
      figure = twin_figure_draw (SEED + seed, &options, (TwinRaster *const *) pictures->pdata, n);
      add_some (bank, figure->raster, A_FIGURE, most);
    }
}

static void
add_noise (Bank *bank, guint most)
{
  while (bank_size (bank) < most)
    {
      g_autoptr (TwinRaster) raster = plain (SIDE, 0.5f);

      for (gsize i = 0; i < (gsize) SIDE * SIDE; i++)
        {
          float value = (float) (0.5 + 0.15 * twin_random_normal (&bank->random));

          for (guint channel = 0; channel < 3; channel++)
            raster->pixels[3 * i + channel] = CLAMP (value, 0, 1);
        }
      add_some (bank, raster, A_PICTURE, most);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (TwinWorkers) workers = NULL;
  g_autoptr (GError) error = NULL;
  Bank bank = { g_byte_array_new (), { { 0 } } };

  if (argc != 2)
    {
      g_printerr ("usage: make-descriptor-bank FILE\n");
      return 2;
    }
  gegl_init (NULL, NULL);
  /* Tells OpenBLAS to stay on this thread. */
  workers = twin_workers_new (1);
  twin_random_init (&bank.random, SEED, 0);
  add_figures (&bank, (guint) (FURNITURE_SHARE * BANK_SIZE));
  add_noise (&bank, BANK_SIZE);
  g_print ("%u descriptors\n", bank_size (&bank));
  if (!g_file_set_contents (argv[1], (const char *) bank.bytes->data, bank.bytes->len, &error))
    g_printerr ("%s\n", error->message);
  g_byte_array_unref (bank.bytes);
  return error != NULL;
}
