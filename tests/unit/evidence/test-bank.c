/* test-bank.c: what is met everywhere is near to the bank; what is not, is far. */
#include "found.h"

#include "draw/lettering.h"
#include "evidence/descriptor-bank.h"

static double
mean_rarity (const TwinRaster *raster)
{
  g_autoptr (TwinFeatures) features = twin_features_find_in (raster, NULL, "drawn", NULL, NULL);
  guint n = twin_features_get_n_points (features);
  double sum = 0;

  g_assert_cmpuint (n, >, 30);
  for (guint i = 0; i < n; i++)
    sum += twin_features_get_points (features)[i].rarity / n;
  return sum;
}

static void
test_letters (void)
{
  g_autoptr (TwinRaster) text = twin_raster_new (300, 200);
  g_autoptr (TwinRaster) tissue = twin_draw (TWIN_DRAWING_TISSUE, 300, 200, 99);
  const TwinPen pen = { text, NULL, { 1, 1, 1 }, 2 };

  for (guint i = 0; i < 6; i++)
    twin_letter (&pen, "Fig. 2A: 50 kDa, 20 %", (TwinPoint){ 10, 30.0 + 30 * i }, 14, 0);
  g_test_message ("rarity of text %.3f, of tissue %.3f", mean_rarity (text), mean_rarity (tissue));
  g_assert_cmpfloat (mean_rarity (text), <, mean_rarity (tissue));
}

/* From the nearest of the bank, by cosine. */
static void
test_measure (void)
{
  guint8 descriptors[2][TWIN_DESCRIPTOR_LENGTH] = { { 0 } };
  float distances[2];

  /* All in one value: as far from everything as can be. */
  descriptors[0][5] = 255;
  g_assert_cmpuint (twin_descriptor_bank_get_size (), >, 1000);
  g_assert_true (twin_descriptor_bank_measure (descriptors[0], 2, distances));
  g_assert_cmpfloat (distances[0], >, 1);
  /* No product at all. */
  g_assert_cmpfloat_with_epsilon (distances[1], G_SQRT2, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bank/letters are commonplace, tissue is not", test_letters);
  g_test_add_func ("/bank/distances", test_measure);
  return g_test_run ();
}
