/* peers.h: command lines of those that we are measured against, where they are installed (tools/install-peers). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): ONNX Runtime's ResNet-50, from the folder in TWINSCOPE_ONNXRUNTIME. */
char **twin_peer_onnxruntime (guint batch, guint size, guint threads);
/* (transfer full) (nullable): PyTorch: @work and what it takes, a NULL-terminated list of strings. That of the root in
 * TWINSCOPE_TORCH_ROOT, else this system's. */
char **twin_peer_torch (guint threads, const char *work, ...) G_GNUC_NULL_TERMINATED;
/* (transfer full) (nullable): OpenCV of this system's Python, on one thread: `picture` or `pair` (peer-opencv.py), and the
 * files. */
char **twin_peer_opencv (const char *work, const char *first, const char *second);

G_END_DECLS
