/* descriptor-bank.h: descriptors that are met everywhere (letters, rulers, frames, plain noise): a match that is no
 * nearer than one of these is none. Made of the project's own drawings by tools/make-descriptor-bank. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint twin_descriptor_bank_get_size (void);

/**
 * twin_descriptor_bank_measure:
 * @descriptors: [n][TWIN_DESCRIPTOR_LENGTH]
 * @out_distance: [n]: to the nearest of the bank; 0 to sqrt (2)
 *
 * A matrix product of n x size x length. FALSE where memory does not suffice.
 */
gboolean twin_descriptor_bank_measure (const guint8 *descriptors, guint n, float *out_distance);

G_END_DECLS
