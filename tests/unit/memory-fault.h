/* memory-fault.h: memory that runs out at the n-th request, n = 1, 2, …: for programs built with memory_fault_dep, which
 * wraps GLib's g_try_ calls when they are linked. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The @n-th request from now on fails, 1 being the next. */
void memory_fault_begin (guint n);
/* None fails any more. Returns: has one failed since? */
gboolean memory_fault_end (void);

G_END_DECLS
