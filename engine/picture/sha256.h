/* sha256.h: SHA-256 (FIPS 180-4) by the processor's own instructions where it has them: a model of 47 MB then takes
 * 26 ms, where GLib's takes 120 (bench-model-open); else by GLib. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): 64 hexadecimal digits. */
char *twin_sha256 (const guint8 *bytes, gsize n);

/* One instruction set's loop: moves @state on by @n blocks of 64 bytes. */
typedef void (*TwinSha256Blocks) (guint32 state[8], const guint8 *blocks, gsize n);

/* (nullable): NULL where the processor has no instructions for it, or we no loop. */
TwinSha256Blocks twin_sha256_get_blocks (void);

G_END_DECLS
