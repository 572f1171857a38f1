/* plain-text.h: text from outside, made fit for a line of a terminal. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A copy with every control character (line ends, escapes, changes of direction: a
 * file name may hold them) as U+FFFD. Line
 * breaks at the end go; bytes that are not UTF-8 become U+FFFD, too. (transfer full) */
char *twin_plain_text (const char *text);

G_END_DECLS
