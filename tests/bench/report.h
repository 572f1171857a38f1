/* report.h: what a benchmark found: on the screen as it goes, in a file as JSON at the end. */
#pragma once

#include "contest.h"

#include "nn/precision.h"

G_BEGIN_DECLS

/**
 * TwinBench: one run of a benchmark
 * @turns: of each side
 * @only: (nullable): cases whose name holds it
 * @json: (nullable): file to be written
 * @quiet: results are kept, but not shown as they come
 * @serve: (nullable) (array zero-terminated=1): not a run: the arguments after --serve, for our side of a contest
 */
typedef struct _TwinReport TwinReport;
typedef struct
{
  int turns;
  char *only;
  char *json;
  gboolean quiet;
  char **serve;
  char *program;
  TwinReport *report;
} TwinBench;

/* Reads the command line, and leaves the program where it is wrong. @more: (nullable) (array zero-terminated=1): options
 * of this benchmark alone */
void twin_bench_init (TwinBench *bench, int *argc, char ***argv, const char *summary,
                      const GOptionEntry *more);
void twin_bench_clear (TwinBench *bench);
gboolean twin_bench_wants (const TwinBench *bench, const char *name);

/* The machine's limits for so many threads, measured once a run. */
double twin_bench_flops (TwinBench *bench, guint threads, TwinPrecision precision);
double twin_bench_bytes (TwinBench *bench, guint threads);

/**
 * twin_bench_add_speed:
 * @standings: [2]; the second's name NULL where there was no peer
 * @amount: of @unit done by the work once: images, GFLOP
 * @limit_seconds: that the work once would take at the machine's limit
 */
void twin_bench_add_speed (TwinBench *bench, const char *name, const TwinStanding *standings,
                           double amount, const char *unit, double limit_seconds);
/* What we do alone, in milliseconds. @limit_seconds: as above, or 0 where it has none */
void twin_bench_add_time (TwinBench *bench, const char *name, double seconds, double limit_seconds);
/* A share of something, shown in hundredths. */
void twin_bench_add_share (TwinBench *bench, const char *name, double share);
/* Peak memory, where less is ahead. */
void twin_bench_add_memory (TwinBench *bench, const char *name, const TwinStanding *standings);
/* The geometric means of all speeds whose names match @pattern (a regular expression), if there are @n of them with a
 * peer: with --only there may be fewer, and no mean. */
void twin_bench_add_mean (TwinBench *bench, const char *name, const char *pattern, guint n);
/* Writes the JSON. Returns: the exit status */
int twin_bench_finish (TwinBench *bench);
/* A case that could not be run: said, and remembered for the exit status. */
void twin_bench_fail (TwinBench *bench, const char *name, const GError *error);

G_END_DECLS
