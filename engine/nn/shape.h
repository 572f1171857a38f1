/* shape.h: the shape of activations. */
#pragma once

#include <glib.h>

/* [n, height, width, channels] in memory, channels last: a pixel's channels are one run, so that
 * a 1x1 convolution is a matrix product as it stands and normalisation works on whole runs. */
typedef struct
{
  guint n;
  guint height;
  guint width;
  guint channels;
} TwinShape;

static inline gsize
twin_shape_pixels (TwinShape shape)
{
  return (gsize) shape.n * shape.height * shape.width;
}

static inline gsize
twin_shape_size (TwinShape shape)
{
  return twin_shape_pixels (shape) * shape.channels;
}
