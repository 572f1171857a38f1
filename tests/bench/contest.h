/* contest.h: two processes (serve.h) that do the same work in turns, A B A B; who waits is stopped, so that no thread
 * of his spins meanwhile. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TwinStanding: of one side
 * @name: as it said itself
 * @seconds: for the work once, the median of the turns
 * @memory: the most it had resident, in bytes
 */
typedef struct
{
  char *name;
  double seconds;
  gsize memory;
} TwinStanding;

/* Of @n values, at least 1, which are put in order. */
double twin_median (double *values, guint n);

void twin_standing_clear (TwinStanding *standing);

/**
 * twin_contest:
 * @ours, @peers: command lines; @peers NULL: we are alone
 * @turns: of each
 * @standings: [2]: ours, the peer's; written on success
 *
 * A turn repeats the work until it takes half a second.
 */
gboolean twin_contest (const char *const *ours, const char *const *peers, guint turns,
                       TwinStanding *standings, GError **error);

G_END_DECLS
