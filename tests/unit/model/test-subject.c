#include "compare.h"
#include "drawn-model.h"

#include <gegl.h>
#include <math.h>

/* Blocks of random grey, @contrast from the darkest to the lightest. */
static TwinPicture *
draw_picture (guint width, guint height, guint contrast)
{
  GeglBuffer *buffer = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height),
                                        babl_format ("Y' u8"));
  g_autofree guint8 *pixels = g_malloc (width * height);
  g_autofree char *name = g_strdup_printf ("%u by %u", width, height);
  TwinPicture *picture;
  guint8 greys[8][8];

  for (guint i = 0; i < 64; i++)
    greys[i / 8][i % 8] = 128 - contrast / 2 + g_test_rand_int_range (0, contrast + 1);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      pixels[y * width + x] = greys[y * 8 / height][x * 8 / width];
  gegl_buffer_set (buffer, NULL, 0, babl_format ("Y' u8"), pixels, GEGL_AUTO_ROWSTRIDE);
  picture = twin_picture_from_buffer (buffer, name);
  g_object_unref (buffer);
  return picture;
}

static TwinSubject *
subject_of (const DrawnSession *fixture, TwinPicture *picture)
{
  g_autoptr (GError) error = NULL;
  TwinSubject *subject = twin_subject_new (fixture->session, picture, TWIN_VIEWS_WHOLE, NULL,
                                           &error);

  g_assert_no_error (error);
  return subject;
}

/* By the network. */
static TwinComparison *
judged (const DrawnSession *fixture, TwinSubject *a, TwinSubject *b)
{
  g_autoptr (GError) error = NULL;
  TwinComparison *comparison = twin_compare (fixture->model, a, b, TWIN_COMPARE_DEFAULT, NULL,
                                             &error);

  g_assert_no_error (error);
  g_assert_null (comparison->evidence);
  return comparison;
}

static void
assert_same_rows (const TwinEmbeddings *got, const TwinEmbeddings *want)
{
  double squares = 0, errors = 0;

  g_assert_cmpuint (got->n, ==, want->n);
  for (gsize i = 0; i < (gsize) want->n * want->width; i++)
    {
      squares += (double) want->vectors[i] * want->vectors[i];
      errors += ((double) got->vectors[i] - want->vectors[i]) *
                ((double) got->vectors[i] - want->vectors[i]);
    }
  g_assert_cmpfloat (squares, >, 0);
  g_assert_cmpfloat (errors, <, 1e-8 * squares); /* sums of another order in larger batches */
}

/* Each gets its own rows, whatever the number of its views: the third is three squares long. */
static void
test_together_and_alone (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinPicture) square = draw_picture (40, 40, 255), wide = draw_picture (50, 40, 255),
                          long_one = draw_picture (120, 40, 255), last = draw_picture (33, 47, 255);
  TwinPicture *pictures[] = { square, wide, long_one, last };
  g_autoptr (GPtrArray) subjects = twin_subjects_new (
    fixture->session, pictures, G_N_ELEMENTS (pictures), TWIN_VIEWS_WHOLE, NULL, NULL);

  g_assert_nonnull (subjects);
  g_assert_cmpuint (subjects->len, ==, G_N_ELEMENTS (pictures));
  for (guint i = 0; i < subjects->len; i++)
    {
      TwinSubject *together = g_ptr_array_index (subjects, i);
      g_autoptr (TwinSubject) alone = subject_of (fixture, pictures[i]);

      assert_same_rows (twin_subject_get_embeddings (together),
                        twin_subject_get_embeddings (alone));
      g_assert_cmpfloat (twin_subject_get_texture (together), ==, twin_subject_get_texture (alone));
    }
  g_assert_cmpuint (twin_subject_get_embeddings (g_ptr_array_index (subjects, 0))->n, ==, 1);
  g_assert_cmpuint (twin_subject_get_embeddings (g_ptr_array_index (subjects, 2))->n, >, 2);
}

/* What the picture said of itself stays when it is gone. */
static void
test_outlives_the_picture (gconstpointer data)
{
  const DrawnSession *fixture = data;
  TwinPicture *picture = draw_picture (50, 40, 255);
  g_autofree char *sha256 = g_strdup (twin_picture_get_sha256 (picture));
  g_autoptr (TwinSubject) subject = subject_of (fixture, picture);

  twin_picture_unref (picture);
  g_assert_cmpstr (twin_subject_get_path (subject), ==, "50 by 40");
  g_assert_cmpstr (twin_subject_get_sha256 (subject), ==, sha256);
  g_assert_cmpuint (twin_subject_get_width (subject), ==, 50);
  g_assert_cmpuint (twin_subject_get_height (subject), ==, 40);
  g_assert_cmpuint (twin_subject_get_page (subject), ==, 0);
}

static void
test_none (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) subjects = twin_subjects_new (fixture->session, NULL, 0, TWIN_VIEWS_WHOLE,
                                                      NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (subjects->len, ==, 0);
}

static void
test_cancelled (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinPicture) picture = draw_picture (40, 40, 255);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
    twin_subject_new (fixture->session, picture, TWIN_VIEWS_WHOLE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_compare (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinPicture) picture_a = draw_picture (40, 40, 255),
                          picture_b = draw_picture (120, 40, 255);
  g_autoptr (TwinSubject) a = subject_of (fixture, picture_a), b = subject_of (fixture, picture_b);
  g_autoptr (TwinComparison) forth = judged (fixture, a, b), back = judged (fixture, b, a);
  g_autoptr (TwinComparison) a_with_itself = judged (fixture, a, a),
                             b_with_itself = judged (fixture, b, b);

  g_assert_true (forth->a == a && forth->b == b);
  g_assert_cmpfloat (forth->verdict.score, ==, back->verdict.score);
  g_assert_cmpfloat (forth->verdict.threshold, ==, drawn_calibration.threshold);
  /* All weights are positive: two unit vectors give no more than the better of them with itself. */
  g_assert_cmpfloat (forth->verdict.model_score, <,
                     MAX (a_with_itself->verdict.model_score, b_with_itself->verdict.model_score));
}

/* Of two pictures, the one with less to see decides. */
static void
test_too_little_texture (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinPicture) rich_picture = draw_picture (40, 40, 255),
                          flat_picture = draw_picture (40, 40, 0);
  g_autoptr (TwinSubject) rich = subject_of (fixture, rich_picture),
                          flat = subject_of (fixture, flat_picture);
  g_autoptr (TwinComparison) forth = judged (fixture, rich, flat),
                             back = judged (fixture, flat, rich),
                             other = judged (fixture, rich, rich);

  g_assert_cmpint (forth->verdict.kind, ==, TWIN_VERDICT_UNDECIDABLE);
  g_assert_cmpint (back->verdict.kind, ==, TWIN_VERDICT_UNDECIDABLE);
  g_assert_cmpint (other->verdict.kind, !=, TWIN_VERDICT_UNDECIDABLE);
}

static void
test_comparison_keeps_its_subjects (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinPicture) picture = draw_picture (40, 40, 255);
  TwinSubject *subject = subject_of (fixture, picture);
  g_autoptr (TwinComparison) comparison = judged (fixture, subject, subject);

  twin_subject_unref (subject);
  g_assert_cmpuint (twin_subject_get_width (comparison->b), ==, 40);
}

int
main (int argc, char **argv)
{
  DrawnSession fixture;
  int result;

  g_test_init (&argc, &argv, NULL);
  gegl_init (&argc, &argv);
  drawn_session_init (&fixture, 1);
  g_test_add_data_func ("/subject/together as alone", &fixture, test_together_and_alone);
  g_test_add_data_func ("/subject/outlives its picture", &fixture, test_outlives_the_picture);
  g_test_add_data_func ("/subject/of no pictures there are none", &fixture, test_none);
  g_test_add_data_func ("/subject/cancelled", &fixture, test_cancelled);
  g_test_add_data_func ("/compare/the same either way round", &fixture, test_compare);
  g_test_add_data_func ("/compare/too little texture in either", &fixture, test_too_little_texture);
  g_test_add_data_func ("/compare/keeps its subjects", &fixture,
                        test_comparison_keeps_its_subjects);
  result = g_test_run ();
  drawn_session_clear (&fixture);
  return result; /* no gegl_exit(): babl loses some of its memory there, and leaks are looked for */
}
