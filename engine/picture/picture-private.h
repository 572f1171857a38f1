/* picture-private.h: what a TwinPicture holds, for the files that make and show it. */
#pragma once

#include "picture/picture.h"

G_BEGIN_DECLS

struct _TwinPicture
{
  gatomicrefcount references;
  char *name; /* for people */
  char *path; /* as the caller gave it, or @name */
  char *sha256;
  guint width;
  guint height;
  guint page;
  guint n_pages;
  GeglBuffer *buffer;
};

/* A picture with one reference and nothing in it. */
TwinPicture *twin_picture_new_empty (void);

G_END_DECLS
