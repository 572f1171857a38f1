/* chance.h: how often chance would make matches agree (a contrario; Moisan and Stival 2004). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * twin_chance_log_nfa:
 * @n: matches
 * @k: of these agree
 * @m: as many fix the map
 * @p: that one agrees by chance
 *
 * log10 ((n - m) C (n, k) C (k, m) p^(k - m)); 0 where k is not over m.
 */
double twin_chance_log_nfa (guint n, guint k, guint m, double p);

G_END_DECLS
