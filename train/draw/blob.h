/* blob.h: a rounded, irregular shape: a nucleus, a cell, a gland. */
#pragma once

#include "random.h"

G_BEGIN_DECLS

#define TWIN_BLOB_BUMPS 3

/**
 * TwinBlob:
 * @x, @y: its middle
 * @radius: geometric mean of its half-axes
 * @aspect: long half-axis over short one
 * @cosine, @sine: direction of the long one
 * @bumps, @phases: how the edge leaves the ellipse: 2, 3, 4 waves around it
 */
typedef struct
{
  float x, y;
  float radius;
  float aspect;
  float cosine, sine;
  float bumps[TWIN_BLOB_BUMPS];
  float phases[TWIN_BLOB_BUMPS];
} TwinBlob;

/* @roughness: 0 is an ellipse, 0.1 visibly uneven */
void twin_blob_init (TwinBlob *blob, double x, double y, double radius, double aspect, double angle,
                     double roughness, TwinRandom *random);

/* The same with an aspect from 1 to @most_aspect, lying any way: drawn in a fixed order, which numbers
 * drawn among the arguments of one call are not. */
void twin_blob_draw (TwinBlob *blob, double x, double y, double radius, double most_aspect,
                     double roughness, TwinRandom *random);

/* Distance from the middle over that of the edge in the same direction: below 1 inside. */
float twin_blob_depth (const TwinBlob *blob, float x, float y);

/* The rows and columns of a picture that a blob @margin times its size may touch: [left, right). */
typedef struct
{
  guint left, top, right, bottom;
} TwinBlobBox;

TwinBlobBox twin_blob_box (const TwinBlob *blob, float margin, guint width, guint height);

/* 1 well below @edge, 0 well above, soft over @softness of depth. */
float twin_soft_edge (float depth, float edge, float softness);

G_END_DECLS
