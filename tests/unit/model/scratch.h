/* scratch.h: a folder for a test's files, gone with the test; and model files spelt out by hand. */
#pragma once

#include <gio/gio.h>

typedef struct
{
  char *path;
} Scratch;

void scratch_init (Scratch *scratch);
/* With all files in it. */
void scratch_clear (Scratch *scratch);
GFile *scratch_file (const Scratch *scratch, const char *name);
/* Writes @n_bytes and returns the file. */
GFile *scratch_write (const Scratch *scratch, const char *name, gconstpointer bytes, gsize n_bytes);

/* A safetensors file: its length, @header with every ' turned into ", then the bytes 0, 1, 2, …, @n_data of them. */
GByteArray *spell_safetensors (const char *header, gsize n_data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scratch, scratch_clear)
