#include "agreement.h"
#include "drawing.h"
#include "nn/parameters.h"

#include <stdint.h>

static void
test_places (void)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  float *values;
  gsize end = 0;

  g_assert_cmpuint (twin_parameters_add (parameters, "a", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 1 }),
                    ==, 0);
  g_assert_cmpuint (
    twin_parameters_add (parameters, "b", TWIN_PARAMETER_MATRIX, 2, (gsize[]){ 3, 11 }), ==, 16);
  g_assert_cmpuint (
    twin_parameters_add (parameters, "c", TWIN_PARAMETER_CONVOLUTION, 4, (gsize[]){ 2, 3, 1, 5 }),
    ==, 64);
  g_assert_cmpuint (twin_parameters_get_n (parameters), ==, 3);
  g_assert_cmpuint (twin_parameters_get_size (parameters), ==, 96);
  for (guint i = 0; i < 3; i++)
    {
      const TwinParameter *parameter = twin_parameters_get (parameters, i);

      g_assert_cmpuint (parameter->offset % 16, ==, 0);
      g_assert_cmpuint (parameter->offset, >=, end);
      g_assert_cmpfloat (parameter->rate_scale, ==, 1.0f);
      end = parameter->offset + parameter->size;
    }
  values = twin_parameters_new_values (parameters);
  g_assert_cmpuint ((uintptr_t) values % 64, ==, 0);
  for (gsize i = 0; i < 96; i++)
    g_assert_cmpfloat (values[i], ==, 0.0f);
  twin_values_free (values);
}

/* Only the padding is set: the rest is whatever memory held. */
static void
test_unset (void)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  float *values;

  twin_parameters_add (parameters, "a", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 1 });
  twin_parameters_add (parameters, "b", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 17 });
  values = twin_parameters_new_values_unset (parameters);
  g_assert_cmpuint ((uintptr_t) values % 64, ==, 0);
  for (gsize i = 1; i < 48; i++)
    if (i < 16 || i >= 33)
      g_assert_cmpfloat (values[i], ==, 0.0f);
  twin_values_free (values);
}

static void
test_find (void)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();

  twin_parameters_add (parameters, "a", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 4 });
  twin_parameters_add (parameters, "b", TWIN_PARAMETER_STATISTIC, 1, (gsize[]){ 5 });
  twin_parameters_set_last_rate_scale (parameters, 3.0f);
  g_assert_cmpfloat (twin_parameters_find (parameters, "a")->rate_scale, ==, 1.0f);
  g_assert_cmpfloat (twin_parameters_find (parameters, "b")->rate_scale, ==, 3.0f);
  g_assert_cmpuint (twin_parameters_find (parameters, "b")->size, ==, 5);
  g_assert_null (twin_parameters_find (parameters, "c"));
}

/* File [out, in, y, x]; memory [out, y, x, in]. */
static void
test_convolution_order (void)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  enum
  {
    OUT = 3,
    IN = 5,
    Y = 2,
    X = 4,
    N = OUT * IN * Y * X
  };
  float file[N], memory[N], back[N];
  const TwinParameter *parameter;

  twin_parameters_add (parameters, "w", TWIN_PARAMETER_CONVOLUTION, 4, (gsize[]){ OUT, IN, Y, X });
  parameter = twin_parameters_find (parameters, "w");
  twin_draw_into (file, N);
  twin_parameter_from_file (parameter, file, memory);
  for (guint out = 0; out < OUT; out++)
    for (guint in = 0; in < IN; in++)
      for (guint y = 0; y < Y; y++)
        for (guint x = 0; x < X; x++)
          g_assert_cmpfloat (memory[((out * Y + y) * X + x) * IN + in], ==,
                             file[((out * IN + in) * Y + y) * X + x]);
  twin_parameter_to_file (parameter, memory, back);
  assert_same_bits (back, file, N);
}

static void
test_other_order (void)
{
  g_autoptr (TwinParameters) parameters = twin_parameters_new ();
  float file[6 * 7], memory[6 * 7], back[6 * 7];
  const TwinParameter *parameter;

  twin_parameters_add (parameters, "w", TWIN_PARAMETER_MATRIX, 2, (gsize[]){ 6, 7 });
  parameter = twin_parameters_find (parameters, "w");
  twin_draw_into (file, 6 * 7);
  twin_parameter_from_file (parameter, file, memory);
  assert_same_bits (memory, file, 6 * 7);
  twin_parameter_to_file (parameter, memory, back);
  assert_same_bits (back, file, 6 * 7);
}

static void
test_twice (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (TwinParameters) parameters = twin_parameters_new ();

      twin_parameters_add (parameters, "a", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 4 });
      twin_parameters_add (parameters, "a", TWIN_PARAMETER_VECTOR, 1, (gsize[]){ 4 });
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*g_hash_table_contains*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parameters/lie apart, on whole cache lines", test_places);
  g_test_add_func ("/parameters/padding is zero where values are not set", test_unset);
  g_test_add_func ("/parameters/are found by name", test_find);
  g_test_add_func ("/parameters/a convolution's channels come last in memory",
                   test_convolution_order);
  g_test_add_func ("/parameters/everything else is in the file's order", test_other_order);
  g_test_add_func ("/parameters/one name twice is a bug", test_twice);
  return g_test_run ();
}
