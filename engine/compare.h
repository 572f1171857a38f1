/* compare.h: a pair's path: command line, scan, window and GIMP all call it. */
#pragma once

#include "judgement/verdict.h"
#include "subject.h"

G_BEGIN_DECLS

/* Two subjects and what was found. */
typedef struct
{
  TwinSubject *a;
  TwinSubject *b;
  TwinVerdict verdict;
} TwinComparison;

/* Holds references on both. Any thread. */
TwinComparison *twin_compare (const TwinModel *model, TwinSubject *a, TwinSubject *b);
void twin_comparison_free (TwinComparison *comparison);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinComparison, twin_comparison_free)

G_END_DECLS
