/* serve.h: a process that does one piece of work again and again when told to; contest.h tells it.
 *
 * It says `ready NAME` once it is warm, then answers on standard output what it reads from standard input:
 *   run N    does the work N times: the seconds that took
 *   memory   the most memory it ever had resident, in KiB
 * and ends with its input. peer.py and peer-onnxruntime.js speak the same. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*TwinServed) (gpointer data);

/* Does the work once to be warm, then serves. */
void twin_serve (const char *name, TwinServed work, gpointer data);

G_END_DECLS
