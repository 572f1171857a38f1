/* workers.h: the one pool of threads. OpenBLAS is told to stay on the calling thread: the layers
 * share out their work themselves, so that a number of jobs means just that. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TwinWorkers TwinWorkers;

/* Does part @part of @n_parts; called on any of the threads. */
typedef void (*TwinWork) (guint part, guint n_parts, gpointer data);

/* @jobs: threads that work at a time, the caller included; 0: one a processor. */
TwinWorkers *twin_workers_new (guint jobs);
void twin_workers_free (TwinWorkers *workers);
guint twin_workers_get_jobs (const TwinWorkers *workers);

/* Runs @work for each of @n_parts parts and returns when all are done; the threads take parts as
 * they come free. Not from inside a part. One caller at a time. */
void twin_workers_run (TwinWorkers *workers, guint n_parts, TwinWork work, gpointer data);

/* Bytes of memory that every part up to the number of jobs has for itself while it runs. */
#define TWIN_WORKERS_SCRATCH (4u << 20)

/* 64-byte aligned; @part below the number of jobs. */
gpointer twin_workers_get_scratch (const TwinWorkers *workers, guint part);

/* Share @part of @n_parts of 0 … total: [*first, *end), in multiples of @grain. */
void twin_workers_share (gsize total, gsize grain, guint part, guint n_parts, gsize *first,
                         gsize *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinWorkers, twin_workers_free)

G_END_DECLS
