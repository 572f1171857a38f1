/* noise-field.h: smooth chance over the plane: the same place always gives the same value. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Random values at whole coordinates, smoothly joined: -1 to 1, features about 1 wide. */
float twin_noise_field (guint32 seed, float x, float y);

/* @octaves of it, each of half the size and half the strength: about -1 to 1. */
float twin_noise_fractal (guint32 seed, guint octaves, float x, float y);

G_END_DECLS
