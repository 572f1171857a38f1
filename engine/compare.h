/* compare.h: a pair's path: command line, scan, window and GIMP all call it. */
#pragma once

#include "evidence/evidence.h"
#include "judgement/verdict.h"
#include "subject.h"

G_BEGIN_DECLS

/**
 * TwinComparison: two subjects and what was found
 * @panel_a, @panel_b: the panels in which the evidence was found, from 0 in reading order; TWIN_PART_WHOLE: in the picture as
 *   a whole
 * @evidence: (nullable): NULL where none was looked for
 */
typedef struct
{
  TwinSubject *a;
  TwinSubject *b;
  guint panel_a;
  guint panel_b;
  TwinEvidence *evidence;
  TwinVerdict verdict;
} TwinComparison;

/**
 * TwinCompareFlags:
 * @TWIN_COMPARE_NO_EVIDENCE: judge by the network alone; this never fails
 */
typedef enum
{
  TWIN_COMPARE_DEFAULT = 0,
  TWIN_COMPARE_NO_EVIDENCE = 1 << 0,
} TwinCompareFlags;

/* Holds references on both. There is evidence where both have features; of figures, that of the panels which speaks most
 * for a copy. Any thread.
 * @error: #G_IO_ERROR (CANCELLED, NO_SPACE) */
TwinComparison *twin_compare (const TwinModel *model, TwinSubject *a, TwinSubject *b,
                              TwinCompareFlags flags, GCancellable *cancellable, GError **error);
void twin_comparison_free (TwinComparison *comparison);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinComparison, twin_comparison_free)

G_END_DECLS
