/* fuzz.h: what libFuzzer calls; the name is its own. */
#pragma once

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n);
