#include "report.h"
#include "machine-limits.h"

#include "nn/kernels.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_THREADS 16

struct _TwinReport
{
  JsonArray *results;
  double flops[2][MAX_THREADS + 1]; /* by precision */
  double bytes[MAX_THREADS + 1];
  gboolean failed;
};

void
twin_bench_init (TwinBench *bench, int *argc, char ***argv, const char *summary,
                 const GOptionEntry *more)
{
  gboolean serve = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &bench->json, "Write the results to FILE", "FILE" },
    { "turns", 0, 0, G_OPTION_ARG_INT, &bench->turns, "Turns of each side (default: 9)", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &bench->only, "Only the cases whose name holds TEXT",
      "TEXT" },
    { "serve", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &serve, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  *bench = (TwinBench){ .turns = 9, .program = g_file_read_link ("/proc/self/exe", NULL) };
  g_option_context_add_main_entries (context, entries, NULL);
  if (more != NULL)
    g_option_context_add_main_entries (context, more, NULL);
  g_option_context_set_summary (context, summary);
  if (!g_option_context_parse (context, argc, argv, &error) || (!serve && *argc > 1))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "There are no arguments; see --help.");
      exit (2);
    }
  bench->serve = serve ? g_strdupv (*argv + 1) : NULL;
  bench->report = g_new0 (TwinReport, 1);
  bench->report->results = json_array_new ();
}

void
twin_bench_clear (TwinBench *bench)
{
  json_array_unref (bench->report->results);
  g_free (bench->report);
  g_strfreev (bench->serve);
  g_free (bench->program);
  g_free (bench->only);
  g_free (bench->json);
}

gboolean
twin_bench_wants (const TwinBench *bench, const char *name)
{
  return bench->only == NULL || strstr (name, bench->only) != NULL;
}

double
twin_bench_flops (TwinBench *bench, guint threads, TwinPrecision precision)
{
  double *flops = &bench->report->flops[precision][MIN (threads, MAX_THREADS)];

  if (*flops == 0.0)
    *flops = twin_limit_flops (threads, precision);
  return *flops;
}

double
twin_bench_bytes (TwinBench *bench, guint threads)
{
  double *bytes = &bench->report->bytes[MIN (threads, MAX_THREADS)];

  if (*bytes == 0.0)
    *bytes = twin_limit_bytes (threads);
  return *bytes;
}

/* One row. @peer, @ratio, @limit_share: 0 where there is none. */
typedef struct
{
  const char *name;
  double ours;
  double peer;
  const char *peer_name;
  const char *unit;
  double ratio;
  double limit_share;
} Row;

static void
set_number (JsonObject *object, const char *name, double value)
{
  if (value > 0.0)
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static void
show (const Row *row)
{
  g_print ("%-64s %9.2f %-9s", row->name, row->ours, row->unit);
  if (row->peer_name != NULL)
    g_print (" %9.2f %-20s ratio %.2f", row->peer, row->peer_name, row->ratio);
  if (row->limit_share > 0.0)
    g_print (" %3.0f %% of the limit", 100.0 * row->limit_share);
  g_print ("\n");
}

static void
add (TwinBench *bench, const Row *row)
{
  JsonObject *result = json_object_new ();

  json_object_set_string_member (result, "name", row->name);
  json_object_set_double_member (result, "ours", row->ours);
  json_object_set_string_member (result, "unit", row->unit);
  set_number (result, "peer", row->peer);
  if (row->peer_name != NULL)
    json_object_set_string_member (result, "peer_name", row->peer_name);
  else
    json_object_set_null_member (result, "peer_name");
  set_number (result, "ratio", row->ratio);
  set_number (result, "limit_share", row->limit_share);
  json_array_add_object_element (bench->report->results, result);
  if (!bench->quiet)
    show (row);
}

void
twin_bench_add_speed (TwinBench *bench, const char *name, const TwinStanding *standings,
                      double amount, const char *unit, double limit_seconds)
{
  gboolean has_peer = standings[1].name != NULL;

  add (bench, &(Row){ .name = name,
                      .ours = amount / standings[0].seconds,
                      .peer = has_peer ? amount / standings[1].seconds : 0.0,
                      .peer_name = standings[1].name,
                      .unit = unit,
                      .ratio = has_peer ? standings[1].seconds / standings[0].seconds : 0.0,
                      .limit_share = limit_seconds / standings[0].seconds });
}

void
twin_bench_add_time (TwinBench *bench, const char *name, double seconds, double limit_seconds)
{
  add (bench, &(Row){ .name = name,
                      .ours = seconds * 1e3,
                      .unit = "ms",
                      .limit_share = limit_seconds / seconds });
}

void
twin_bench_add_share (TwinBench *bench, const char *name, double share)
{
  add (bench, &(Row){ .name = name, .ours = 100.0 * share, .unit = "%" });
}

void
twin_bench_add_memory (TwinBench *bench, const char *name, const TwinStanding *standings)
{
  g_autofree char *full = g_strdup_printf ("%s, peak memory", name);
  const double mebibyte = 1 << 20;

  add (bench, &(Row){ .name = full,
                      .ours = standings[0].memory / mebibyte,
                      .peer = standings[1].memory / mebibyte,
                      .peer_name = standings[1].name,
                      .unit = "MiB",
                      .ratio = (double) standings[1].memory / standings[0].memory });
}

/* Sums of the logarithms of a row's figures. */
static void
add_logarithms (JsonObject *result, Row *sums)
{
  sums->ours += log (json_object_get_double_member (result, "ours"));
  sums->peer += log (json_object_get_double_member (result, "peer"));
  sums->ratio += log (json_object_get_double_member (result, "ratio"));
  sums->limit_share += log (json_object_get_double_member (result, "limit_share"));
  sums->peer_name = json_object_get_string_member (result, "peer_name");
  sums->unit = json_object_get_string_member (result, "unit");
}

void
twin_bench_add_mean (TwinBench *bench, const char *name, const char *pattern, guint n)
{
  JsonArray *results = bench->report->results;
  Row sums = { .name = name };
  guint found = 0;

  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *result = json_array_get_object_element (results, i);

      if (json_object_get_null_member (result, "peer") ||
          !g_regex_match_simple (pattern, json_object_get_string_member (result, "name"), 0, 0))
        continue;
      add_logarithms (result, &sums);
      found++;
    }
  if (found != n)
    return;
  sums.ours = exp (sums.ours / n);
  sums.peer = exp (sums.peer / n);
  sums.ratio = exp (sums.ratio / n);
  sums.limit_share = exp (sums.limit_share / n);
  add (bench, &sums);
}

void
twin_bench_fail (TwinBench *bench, const char *name, const GError *error)
{
  g_printerr ("%s: %s\n", name, error->message);
  bench->report->failed = TRUE;
}

/* (transfer full): the processor's name, as Linux has it. */
static char *
processor_name (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("^model name\\s*: (.*)$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL) &&
      g_regex_match (regex, text, 0, &match))
    return g_match_info_fetch (match, 1);
  return g_strdup ("unknown");
}

static void
set_limit (JsonObject *object, const char *what, guint threads, double limit)
{
  g_autofree char *name = g_strdup_printf ("%s_%u", what, threads);

  if (limit > 0.0)
    json_object_set_double_member (object, name, limit / 1e9);
}

static JsonObject *
machine (const TwinReport *report)
{
  JsonObject *object = json_object_new ();
  g_autofree char *processor = processor_name ();

  json_object_set_string_member (object, "processor", processor);
  json_object_set_int_member (object, "processors", g_get_num_processors ());
  json_object_set_string_member (object, "kernels", twin_kernels_get ()->name);
  for (guint threads = 1; threads <= MAX_THREADS; threads++)
    {
      set_limit (object, "gflops", threads, report->flops[TWIN_PRECISION_FLOAT32][threads]);
      set_limit (object, "gflops_bf16", threads, report->flops[TWIN_PRECISION_BFLOAT16][threads]);
      set_limit (object, "gbytes", threads, report->bytes[threads]);
    }
  return object;
}

static gboolean
write_json (TwinBench *bench, GError **error)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_object_member (object, "machine", machine (bench->report));
  json_object_set_array_member (object, "results", json_array_ref (bench->report->results));
  json_node_take_object (root, object);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_file (generator, bench->json, error);
}

int
twin_bench_finish (TwinBench *bench)
{
  g_autoptr (GError) error = NULL;

  if (bench->json != NULL && !write_json (bench, &error))
    twin_bench_fail (bench, bench->json, error);
  return bench->report->failed ? 1 : 0;
}
