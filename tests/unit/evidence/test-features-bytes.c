/* test-features-bytes.c: features to bytes and back to the bit; bytes that are not what they should be. */
#include "found.h"

#include "evidence/evidence.h"
#include "random.h"

#include <string.h>

#define HEADER_BYTES 108
#define POINT_BYTES 143

static TwinFeatures *
draw_features (guint width, guint height)
{
  g_auto (Altered) altered = { 0 };

  altered_init (&altered, TWIN_DRAWING_TISSUE, width, height, 7, (TwinModification[]){ END });
  return features_of (altered.a);
}

static void
test_round_trip (void)
{
  g_autoptr (TwinFeatures) features = draw_features (500, 400), back = NULL;
  g_autoptr (GBytes) bytes = twin_features_to_bytes (features);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  guint n = twin_features_get_n_points (features);

  g_assert_cmpuint (n, >, 400);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, TWIN_FEATURES_BYTES);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, HEADER_BYTES + n * POINT_BYTES);
  back = twin_features_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (twin_features_get_n_points (back), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const TwinKeyPoint *got = &twin_features_get_points (back)[i];
      const TwinKeyPoint *want = &twin_features_get_points (features)[i];

      g_assert_cmpfloat (got->x, ==, want->x);
      g_assert_cmpfloat (got->y, ==, want->y);
      g_assert_cmpfloat (got->scale, ==, want->scale);
      g_assert_cmpfloat (got->angle, ==, want->angle);
      g_assert_cmpfloat (got->rarity, ==, want->rarity);
      g_assert_cmpuint (got->flags, ==, want->flags);
    }
  g_assert_cmpmem (twin_features_get_descriptors (back), n * TWIN_DESCRIPTOR_LENGTH,
                   twin_features_get_descriptors (features), n * TWIN_DESCRIPTOR_LENGTH);
  g_assert_cmpint (twin_features_order (back, features), ==, 0);
  g_assert_null (twin_features_get_grey (back));
  again = twin_features_to_bytes (back);
  g_assert_true (g_bytes_equal (again, bytes));
}

static void
assert_refused (const guint8 *data, gsize length, gint code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (twin_features_from_bytes (bytes, &error));
  g_assert_error (error, TWIN_FEATURES_ERROR, code);
}

static void
test_cut_short (void)
{
  g_autoptr (TwinFeatures) features = draw_features (90, 80);
  g_autoptr (GBytes) bytes = twin_features_to_bytes (features);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  gsize length = g_bytes_get_size (bytes);

  g_assert_cmpuint (length, >, HEADER_BYTES + POINT_BYTES);
  for (gsize n = 0; n < HEADER_BYTES; n++)
    assert_refused (data, n, TWIN_FEATURES_ERROR_FORMAT);
  for (gsize n = HEADER_BYTES; n < length; n += 11)
    assert_refused (data, n, TWIN_FEATURES_ERROR_CORRUPT);
}

/* Bytes that are put in at a place, and what must be said then. */
typedef struct
{
  const char *what;
  gsize at;
  guint8 bytes[8];
  guint n;
  gint code;
} Damage;

static const Damage damages[] = {
  { "not ours", 0, "JPEG", 4, TWIN_FEATURES_ERROR_FORMAT },
  { "of another version", 4, { 9 }, 1, TWIN_FEATURES_ERROR_FORMAT },
  { "no width", 8, { 0, 0, 0, 0 }, 4, TWIN_FEATURES_ERROR_CORRUPT },
  { "larger than any", 8, { 255, 255, 255, 255 }, 4, TWIN_FEATURES_ERROR_CORRUPT },
  { "more points than bytes", 16, { 255, 0, 0, 0 }, 4, TWIN_FEATURES_ERROR_CORRUPT },
  { "points that overflow", 16, { 0, 0, 0, 0x80 }, 4, TWIN_FEATURES_ERROR_CORRUPT },
  { "a map that is not finite",
    20,
    { 0, 0, 0, 0, 0, 0, 0xf8, 0x7f },
    8,
    TWIN_FEATURES_ERROR_CORRUPT },
  { "a map onto a line", 20, { 0 }, 8, TWIN_FEATURES_ERROR_CORRUPT },
  { "noise below 0", 68, { 0, 0, 0, 0, 0, 0, 0xf0, 0xbf }, 8, TWIN_FEATURES_ERROR_CORRUPT },
  { "a point that is nowhere", HEADER_BYTES, { 0, 0, 0xc0, 0x7f }, 4, TWIN_FEATURES_ERROR_CORRUPT },
  { "a point outside", HEADER_BYTES, { 0, 0, 0x80, 0x47 }, 4, TWIN_FEATURES_ERROR_CORRUPT },
  { "a point of no size", HEADER_BYTES + 8, { 0, 0 }, 2, TWIN_FEATURES_ERROR_CORRUPT },
};

static void
test_damaged (gconstpointer data)
{
  const Damage *damage = data;
  g_autoptr (TwinFeatures) features = draw_features (90, 80);
  g_autoptr (GBytes) bytes = twin_features_to_bytes (features);
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);

  memcpy (copy + damage->at, damage->bytes, damage->n);
  assert_refused (copy, length, damage->code);
}

/* Whatever the bytes, there is an answer; what is accepted can be matched without harm. */
static void
test_random_bytes (void)
{
  g_autoptr (TwinFeatures) features = draw_features (90, 80);
  g_autoptr (GBytes) bytes = twin_features_to_bytes (features);
  gsize length = g_bytes_get_size (bytes);
  TwinRandom random;
  guint accepted = 0;

  twin_random_init (&random, 1, 0);
  for (guint i = 0; i < 500; i++)
    {
      guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
      g_autoptr (GBytes) damaged = g_bytes_new_take (copy, length);
      g_autoptr (TwinFeatures) back = NULL;
      g_autoptr (TwinEvidence) evidence = NULL;

      for (guint k = 0; k < 6; k++)
        copy[twin_random_below (&random, (guint) length)] = (guint8) twin_random_next (&random);
      back = twin_features_from_bytes (damaged, NULL);
      if (back == NULL)
        continue;
      accepted++;
      evidence = twin_evidence_find (back, features, NULL, NULL);
      g_assert_nonnull (evidence);
    }
  g_assert_cmpuint (accepted, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/features bytes/come back to the bit", test_round_trip);
  g_test_add_func ("/features bytes/cut short are refused", test_cut_short);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strconcat ("/features bytes/refused: ", damages[i].what, NULL);

      g_test_add_data_func (path, &damages[i], test_damaged);
    }
  g_test_add_func ("/features bytes/random ones do no harm", test_random_bytes);
  return g_test_run ();
}
