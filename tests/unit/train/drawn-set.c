#include "drawn-set.h"

#include "draw/drawing.h"
#include "picture/picture-save.h"

#include <string.h>

GFile *
draw_file (const Scratch *scratch, const char *name, guint width, guint height, guint64 seed)
{
  g_autoptr (TwinRaster) raster = twin_draw (seed % TWIN_N_DRAWINGS, DRAWN_SIDE, DRAWN_SIDE, seed);
  g_autoptr (TwinRaster) sized = twin_raster_resize (raster, width, height);
  g_autoptr (GError) error = NULL;
  GFile *file = scratch_file (scratch, name);

  twin_raster_save (sized, file, &error);
  g_assert_no_error (error);
  return file;
}

TwinDataset *
load_table (const Scratch *scratch, const char *table)
{
  g_autoptr (GFile) file = scratch_write (scratch, "manifest.csv", table, strlen (table));
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinManifest) manifest = twin_manifest_load (file, 1, &error);
  TwinDataset *dataset;

  g_assert_no_error (error);
  dataset = twin_dataset_load (manifest, 2 * DRAWN_SIDE, 2, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dataset->failed, ==, 0);
  return dataset;
}

void
drawn_set_init (DrawnSet *set, guint n, guint64 seed)
{
  g_autoptr (GString) table = g_string_new ("path,group,within_group,source\n");

  scratch_init (&set->scratch);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.png", i);
      guint group = i / DRAWN_GROUP;

      g_object_unref (draw_file (&set->scratch, name, DRAWN_SIDE, DRAWN_SIDE, seed + i));
      g_string_append_printf (table, "%s,%u,%s,%u\n", name, group,
                              group % 2 == 0 ? "open" : "different", i / DRAWN_SOURCE);
    }
  set->dataset = load_table (&set->scratch, table->str);
}

void
drawn_set_clear (DrawnSet *set)
{
  g_clear_pointer (&set->dataset, twin_dataset_free);
  scratch_clear (&set->scratch);
}
