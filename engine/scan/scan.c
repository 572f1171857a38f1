#include "scan/scan.h"
#include "scan/candidates.h"
#include "scan/loader.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A step of the network: so many pictures, of so many pixels at most (or one that is larger). */
#define BATCH_PICTURES 4
#define BATCH_PIXELS (32 * 1000 * 1000)

/* Of the progress: embedding takes nearly all of the time. */
#define SHARE_OF_READING 0.96
#define SHARE_OF_CANDIDATES 0.03

/* Pairs that are judged between two questions whether to stop. */
#define JUDGED_AT_ONCE 4096

/* clang-format off */
G_DEFINE_QUARK (twin-scan-error-quark, twin_scan_error)
/* clang-format on */

/* A scan in progress. */
typedef struct
{
  TwinScan *scan;
  TwinSession *session;
  TwinWorkers *workers;
  guint n_files;
  guint n_read;
  TwinScanProgress progress;
  gpointer data;
  GCancellable *cancellable;
} Run;

static void
scan_picture_free (gpointer data)
{
  TwinScanPicture *picture = data;

  g_free (picture->path);
  g_clear_pointer (&picture->subject, twin_subject_unref);
  g_free (picture);
}

void
twin_scan_free (TwinScan *scan)
{
  twin_model_unref (scan->model);
  g_ptr_array_unref (scan->pictures);
  g_ptr_array_unref (scan->unreadable);
  g_array_unref (scan->findings);
  g_free (scan);
}

static TwinScan *
scan_new (TwinModel *model, double threshold)
{
  TwinScan *scan = g_new0 (TwinScan, 1);

  scan->model = twin_model_ref (model);
  scan->threshold = threshold >= 0.0 ? threshold : twin_model_get_calibration (model)->threshold;
  scan->pictures = g_ptr_array_new_with_free_func (scan_picture_free);
  scan->unreadable = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_unreadable_free);
  scan->findings = g_array_new (FALSE, FALSE, sizeof (TwinFinding));
  return scan;
}

static void
tell (const Run *run, double fraction)
{
  if (run->progress != NULL)
    run->progress (fraction, run->n_read, run->n_files, run->data);
}

/* The next pictures of @loader; none once there are no more. */
static GPtrArray *
take_batch (Run *run, TwinLoader *loader)
{
  GPtrArray *batch = g_ptr_array_new_with_free_func ((GDestroyNotify) twin_loaded_free);
  guint64 pixels = 0;
  TwinLoaded *loaded;

  while (batch->len < BATCH_PICTURES && pixels < BATCH_PIXELS &&
         !g_cancellable_is_cancelled (run->cancellable) &&
         (loaded = twin_loader_next (loader)) != NULL)
    {
      if (loaded->picture != NULL)
        {
          pixels += (guint64) twin_picture_get_width (loaded->picture) *
                    twin_picture_get_height (loaded->picture);
          g_ptr_array_add (batch, loaded);
          continue;
        }
      g_ptr_array_add (run->scan->unreadable, twin_unreadable_new (loaded->path, loaded->error));
      run->n_read++;
      twin_loaded_free (loaded);
    }
  return batch;
}

static void
add_picture (TwinScan *scan, const TwinLoaded *loaded, TwinSubject *subject)
{
  TwinScanPicture *picture = g_new (TwinScanPicture, 1);

  picture->path = g_strdup (loaded->path);
  picture->n_pages = twin_picture_get_n_pages (loaded->picture);
  picture->subject = twin_subject_ref (subject);
  g_ptr_array_add (scan->pictures, picture);
}

static gboolean
embed_batch (Run *run, GPtrArray *batch, GError **error)
{
  TwinPicture *pictures[BATCH_PICTURES];
  g_autoptr (GPtrArray) subjects = NULL;

  for (guint i = 0; i < batch->len; i++)
    pictures[i] = ((TwinLoaded *) batch->pdata[i])->picture;
  subjects = twin_subjects_new (run->session, pictures, batch->len, TWIN_VIEWS_TILES,
                                run->cancellable, error);
  if (subjects == NULL)
    return FALSE;
  for (guint i = 0; i < batch->len; i++)
    add_picture (run->scan, batch->pdata[i], subjects->pdata[i]);
  run->n_read += batch->len;
  tell (run, SHARE_OF_READING * run->n_read / run->n_files);
  return TRUE;
}

static gboolean
embed_all (Run *run, GPtrArray *files, GError **error)
{
  g_autoptr (TwinLoader) loader = twin_loader_new (files, run->cancellable);

  for (;;)
    {
      g_autoptr (GPtrArray) batch = take_batch (run, loader);

      if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
        return FALSE;
      if (batch->len == 0)
        return TRUE;
      if (!embed_batch (run, batch, error))
        return FALSE;
    }
}

static void
tell_of_candidates (double fraction, gpointer data)
{
  tell (data, SHARE_OF_READING + SHARE_OF_CANDIDATES * fraction);
}

/* The logit of M that a score just at the threshold comes from. */
static float
find_lowest_logit (const TwinScan *scan)
{
  const TwinCalibration *calibration = twin_model_get_calibration (scan->model);
  /* The score saturates where doubles end: from 1 - 1e-15 on, pairs of any such logit are asked. */
  double threshold = MIN (scan->threshold, 1.0 - 1e-15);

  if (calibration->slope <= 0.0 || threshold <= 0.0)
    return -INFINITY;
  return (log (threshold / (1.0 - threshold)) - calibration->intercept) / calibration->slope;
}

static GArray *
find_candidates (Run *run, GError **error)
{
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();

  for (guint i = 0; i < run->scan->pictures->len; i++)
    g_ptr_array_add (subjects, ((TwinScanPicture *) run->scan->pictures->pdata[i])->subject);
  return twin_candidates_find (run->scan->model, run->workers, subjects,
                               find_lowest_logit (run->scan), tell_of_candidates, run,
                               run->cancellable, error);
}

/* Pairs to be judged side by side; each part writes verdicts of its own. */
typedef struct
{
  const TwinScan *scan;
  const TwinCandidate *pairs;
  gsize n;
  TwinVerdict *verdicts;
} Judging;

static void
judge_part (guint part, guint n_parts, gpointer data)
{
  const Judging *judging = data;
  gsize first, end;

  twin_workers_share (judging->n, 1, part, n_parts, &first, &end);
  for (gsize i = first; i < end; i++)
    {
      const TwinScanPicture *a = judging->scan->pictures->pdata[judging->pairs[i].a];
      const TwinScanPicture *b = judging->scan->pictures->pdata[judging->pairs[i].b];
      g_autoptr (TwinComparison) comparison = twin_compare (
        judging->scan->model, a->subject, b->subject, TWIN_COMPARE_NO_EVIDENCE, NULL, NULL);

      judging->verdicts[i] = comparison->verdict;
    }
}

/* The scan's threshold instead of the model's. */
static void
keep (TwinScan *scan, TwinCandidate pair, TwinVerdict verdict)
{
  TwinFinding finding = { pair.a, pair.b, verdict };

  if (verdict.score < scan->threshold)
    return;
  if (verdict.kind == TWIN_VERDICT_UNDECIDABLE)
    {
      scan->n_undecidable++;
      return;
    }
  finding.verdict.kind = TWIN_VERDICT_ALTERED_COPY;
  finding.verdict.threshold = scan->threshold;
  g_array_append_val (scan->findings, finding);
}

static gboolean
judge_all (Run *run, const GArray *candidates, GError **error)
{
  g_autofree TwinVerdict *verdicts = g_new (TwinVerdict, JUDGED_AT_ONCE);
  const TwinCandidate *pairs = (const TwinCandidate *) candidates->data;

  for (gsize done = 0; done < candidates->len; done += JUDGED_AT_ONCE)
    {
      Judging judging = { run->scan, pairs + done, MIN (JUDGED_AT_ONCE, candidates->len - done),
                          verdicts };

      if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
        return FALSE;
      twin_workers_run (run->workers, 4 * twin_workers_get_jobs (run->workers), judge_part,
                        &judging);
      for (gsize i = 0; i < judging.n; i++)
        keep (run->scan, judging.pairs[i], verdicts[i]);
    }
  return TRUE;
}

/* The highest score first; of equal ones, in the order of their paths. */
static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const TwinFinding *first = a, *second = b;

  if (first->verdict.score != second->verdict.score)
    return first->verdict.score > second->verdict.score ? -1 : 1;
  if (first->verdict.model_score != second->verdict.model_score)
    return first->verdict.model_score > second->verdict.model_score ? -1 : 1;
  if (first->a != second->a)
    return first->a < second->a ? -1 : 1;
  return first->b < second->b ? -1 : first->b > second->b;
}

static int
compare_unreadable (gconstpointer a, gconstpointer b)
{
  const TwinUnreadable *const *first = a, *const *second = b;

  return strcmp ((*first)->path, (*second)->path);
}

static gboolean
run_all (Run *run, GPtrArray *files, GError **error)
{
  TwinScan *scan = run->scan;
  guint64 n;
  g_autoptr (GArray) candidates = NULL;

  run->n_files = files->len;
  tell (run, 0.0);
  if (!embed_all (run, files, error))
    return FALSE;
  if ((candidates = find_candidates (run, error)) == NULL || !judge_all (run, candidates, error))
    return FALSE;
  n = scan->pictures->len;
  scan->n_pairs = n * (n - 1) / 2; /* 0 for 0, too */
  g_array_sort (scan->findings, compare_findings);
  g_ptr_array_sort (scan->unreadable, compare_unreadable);
  tell (run, 1.0);
  return TRUE;
}

static gboolean
fail_empty (const char *const *paths, GError **error)
{
  g_autofree char *joined = g_strjoinv ("”, “", (char **) paths);
  g_autofree char *names = g_filename_display_name (joined);

  g_set_error (error, TWIN_SCAN_ERROR, TWIN_SCAN_ERROR_EMPTY, _ ("No images were found in “%s”."),
               names);
  return FALSE;
}

TwinScan *
twin_scan_run (TwinSession *session, TwinWorkers *workers, const char *const *paths,
               const TwinScanOptions *options, TwinScanProgress progress, gpointer data,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (TwinScan) scan = scan_new (twin_session_get_model (session), options->threshold);
  Run run = { scan, session, workers, 0, 0, progress, data, cancellable };
  g_autoptr (GPtrArray) files = twin_image_files_find (paths, options->recursive, scan->unreadable,
                                                       cancellable, error);

  if (files == NULL)
    return NULL;
  if (files->len == 0 && scan->unreadable->len == 0 && !fail_empty (paths, error))
    return NULL;
  if (!run_all (&run, files, error))
    return NULL;
  return g_steal_pointer (&scan);
}
