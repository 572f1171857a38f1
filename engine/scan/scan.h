/* scan.h: the suspicious pairs among many pictures. */
#pragma once

#include "compare.h"
#include "scan/image-files.h"

G_BEGIN_DECLS

#define TWIN_SCAN_ERROR (twin_scan_error_quark ())

/**
 * TwinScanError:
 * @TWIN_SCAN_ERROR_EMPTY: there is no image in any of the folders; the message names them
 */
typedef enum
{
  TWIN_SCAN_ERROR_EMPTY,
} TwinScanError;

GQuark twin_scan_error_quark (void);

/**
 * TwinScanOptions:
 * @recursive: folders inside folders, too
 * @threshold: on the score, 0 to 1; below 0: the model's
 */
typedef struct
{
  gboolean recursive;
  double threshold;
} TwinScanOptions;

/**
 * TwinScanPicture: one that was read; its pixels are gone
 * @path: begins as the caller's path does, in the system's encoding
 * @n_pages: in the file; the first is looked at
 */
typedef struct
{
  char *path;
  guint n_pages;
  TwinSubject *subject;
} TwinScanPicture;

/* Two pictures, as indices, @a < @b, with a score at or above the threshold. */
typedef struct
{
  guint a;
  guint b;
  TwinVerdict verdict;
} TwinFinding;

/**
 * TwinScan: what a scan found; immutable
 * @threshold: that the scores were held against
 * @pictures: (element-type TwinScanPicture): in the order of their paths
 * @unreadable: (element-type TwinUnreadable): in the order of their paths
 * @findings: (element-type TwinFinding): altered copies, the highest score first
 * @n_pairs: compared
 * @n_undecidable: of them, with a score at or above the threshold but too little texture
 */
typedef struct
{
  TwinModel *model;
  double threshold;
  GPtrArray *pictures;
  GPtrArray *unreadable;
  GArray *findings;
  guint64 n_pairs;
  guint64 n_undecidable;
} TwinScan;

/* @fraction: of all the work; never falls, reaches 1 once. @n_read of @n_files, unreadable ones
 * included. On the caller's thread. */
typedef void (*TwinScanProgress) (double fraction, guint n_read, guint n_files, gpointer data);

/**
 * twin_scan_run:
 * @workers: those of @session
 * @paths: NULL-ended: files and folders, see twin_image_files_find()
 * @progress: (nullable)
 * @error: #TWIN_SCAN_ERROR, #G_IO_ERROR (CANCELLED, NO_SPACE)
 *
 * All pairs are compared, each picture in the views TWIN_VIEWS_TILES. What cannot be read is in the
 * result, and the others go on.
 */
TwinScan *twin_scan_run (TwinSession *session, TwinWorkers *workers, const char *const *paths,
                         const TwinScanOptions *options, TwinScanProgress progress, gpointer data,
                         GCancellable *cancellable, GError **error);
void twin_scan_free (TwinScan *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinScan, twin_scan_free)

G_END_DECLS
