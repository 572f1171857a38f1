/* folder.h: a test's own folder, gone with the test, and pictures loaded out of it. */
#pragma once

#include "picture/picture.h"

typedef struct
{
  char *path;
} Folder;

void folder_init (Folder *folder);
/* With all that is in it. */
void folder_clear (Folder *folder);
char *folder_path (const Folder *folder, const char *name);
GFile *folder_file (const Folder *folder, const char *name);
/* How many names it holds. */
guint folder_count (const Folder *folder);
void folder_write (const Folder *folder, const char *name, gconstpointer bytes, gsize n_bytes);

/* Must succeed. */
TwinPicture *folder_load (const Folder *folder, const char *name, guint page);
/* Must fail with that code, naming the file. */
void folder_must_not_load (const Folder *folder, const char *name, guint page, GQuark domain,
                           int code);

/* Value @c of pixel (x, y) in the file's own numbers. */
double picture_value (const TwinPicture *picture, guint x, guint y, guint c);
void assert_format (const TwinPicture *picture, const char *babl_name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)
