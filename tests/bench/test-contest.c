#include "contest.h"

#define TURNS 3

/* A process of a shell that answers as serve.h says: each run took so long, a run after another. */
static const char *const slow_then_fast[] = {
  "sh", "-c",
  "echo ready A; for seconds in 2 9 1 3; do read request; echo $seconds; done; read request; echo 2048; cat",
  NULL
};
static const char *const steady[] = {
  "sh", "-c",
  "echo ready B 1.0; while read word times; do [ $word = run ] && echo 4 || echo 1024; done", NULL
};
static const char *const falls_over[] = { "sh", "-c", "echo ready C; read request; exit 1", NULL };
static const char *const never_ready[] = { "sh", "-c", "exit 1", NULL };
static const char *const not_there[] = { "/nowhere/peer", NULL };

/* The first run only finds out how often a turn repeats the work. */
static void
test_medians (void)
{
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  g_assert_true (twin_contest (slow_then_fast, steady, TURNS, standings, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (standings[0].name, ==, "A");
  g_assert_cmpfloat (standings[0].seconds, ==, 3.0);
  g_assert_cmpuint (standings[0].memory, ==, 2048 * 1024);
  g_assert_cmpstr (standings[1].name, ==, "B 1.0");
  g_assert_cmpfloat (standings[1].seconds, ==, 4.0);
  g_assert_cmpuint (standings[1].memory, ==, 1024 * 1024);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
}

static void
test_alone (void)
{
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  g_assert_true (twin_contest (steady, NULL, TURNS, standings, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (standings[0].seconds, ==, 4.0);
  g_assert_null (standings[1].name);
  twin_standing_clear (&standings[0]);
}

typedef struct
{
  const char *const *peer;
  int code;
} Failure;

static void
test_failure (gconstpointer data)
{
  const Failure *failure = data;
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  g_assert_false (twin_contest (steady, failure->peer, TURNS, standings, &error));
  if (failure->peer == not_there)
    g_assert_error (error, G_SPAWN_ERROR, failure->code);
  else
    g_assert_error (error, G_IO_ERROR, failure->code);
}

int
main (int argc, char **argv)
{
  static const Failure failures[] = { { falls_over, G_IO_ERROR_CLOSED },
                                      { never_ready, G_IO_ERROR_CLOSED },
                                      { not_there, G_SPAWN_ERROR_NOENT } };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contest/medians of the turns, and both memories", test_medians);
  g_test_add_func ("/contest/we may be alone", test_alone);
  g_test_add_data_func ("/contest/a peer that ends is an error", &failures[0], test_failure);
  g_test_add_data_func ("/contest/a peer that never starts is an error", &failures[1],
                        test_failure);
  g_test_add_data_func ("/contest/a peer that is not there is an error", &failures[2],
                        test_failure);
  return g_test_run ();
}
