/* What evidence costs: key points of a picture of 1 megapixel, and the comparing of two such pictures, on one thread;
 * against OpenCV's SIFT with matches by brute force. FLOP-bound. */
#include "peers.h"
#include "report.h"
#include "serve.h"

#include "draw/drawing.h"
#include "evidence/evidence.h"
#include "modify/modification.h"
#include "nn/workers.h"

#include <gegl.h>
#include <glib/gstdio.h>
#include <string.h>

#define SIDE 1000
#define SEED 11

/* @second: of the pair: a copy of the first (turned, darker), or another picture of the kind */
typedef struct
{
  const char *name;
  TwinDrawing drawing;
  gboolean pair;
  gboolean copy;
} Case;

static const Case cases[] = {
  { "key points, nuclei, 1 megapixel", TWIN_DRAWING_NUCLEI, FALSE, FALSE },
  { "key points, tissue, 1 megapixel", TWIN_DRAWING_TISSUE, FALSE, FALSE },
  { "key points, gel, 1 megapixel", TWIN_DRAWING_GEL, FALSE, FALSE },
  { "pair, a copy, nuclei", TWIN_DRAWING_NUCLEI, TRUE, TRUE },
  { "pair, a copy, tissue", TWIN_DRAWING_TISSUE, TRUE, TRUE },
  { "pair, different, nuclei", TWIN_DRAWING_NUCLEI, TRUE, FALSE },
  { "pair, different, tissue", TWIN_DRAWING_TISSUE, TRUE, FALSE },
  { "pair, different, gel", TWIN_DRAWING_GEL, TRUE, FALSE },
};

static TwinRaster *
draw_first (const Case *work)
{
  return twin_draw (work->drawing, SIDE, SIDE, SEED);
}

static TwinRaster *
draw_second (const Case *work)
{
  const TwinModification turn = { .kind = TWIN_MODIFY_ROTATE, .amount = 20 };
  const TwinModification darken = { .kind = TWIN_MODIFY_GAMMA, .amount = 1.3 };
  TwinRaster *raster = work->copy ? draw_first (work)
                                  : twin_draw (work->drawing, SIDE, SIDE, SEED + 1);
  TwinRandom random;

  if (!work->copy)
    return raster;
  twin_random_init (&random, SEED, 0);
  raster = twin_modification_apply (&turn, raster, &random, NULL);
  return twin_modification_apply (&darken, raster, &random, NULL);
}

static guint8 *
to_bytes (const TwinRaster *raster, guint channels)
{
  gsize n = (gsize) raster->width * raster->height;
  guint8 *bytes = g_new (guint8, n * channels);

  for (gsize i = 0; i < n; i++)
    for (guint channel = 0; channel < channels; channel++)
      bytes[i * channels + channel] = (guint8) (255 * raster->pixels[3 * i + channel] + 0.5f);
  return bytes;
}

static TwinPicture *
picture_of (TwinRaster *raster)
{
  g_autofree guint8 *bytes = to_bytes (raster, 3);
  GeglBuffer *buffer = gegl_buffer_new (
    GEGL_RECTANGLE (0, 0, (int) raster->width, (int) raster->height), babl_format ("R'G'B' u8"));
  TwinPicture *picture;

  gegl_buffer_set (buffer, NULL, 0, babl_format ("R'G'B' u8"), bytes, GEGL_AUTO_ROWSTRIDE);
  picture = twin_picture_from_buffer (buffer, "drawn");
  g_object_unref (buffer);
  twin_raster_free (raster);
  return picture;
}

static void
find_features (gpointer data)
{
  g_autoptr (TwinFeatures) features = twin_features_find (data, NULL, NULL);

  g_assert_nonnull (features);
}

static void
find_evidence (gpointer data)
{
  TwinFeatures **features = data;
  g_autoptr (TwinEvidence) evidence = twin_evidence_find (features[0], features[1], NULL, NULL);

  g_assert_nonnull (evidence);
}

static int
serve (const Case *work)
{
  g_autoptr (TwinPicture) first = NULL, second = NULL;
  TwinFeatures *features[2];

  gegl_init (NULL, NULL);
  first = picture_of (draw_first (work));
  if (!work->pair)
    {
      twin_serve ("Twinscope", find_features, first);
      return 0;
    }
  second = picture_of (draw_second (work));
  features[0] = twin_features_find (first, NULL, NULL);
  features[1] = twin_features_find (second, NULL, NULL);
  twin_serve ("Twinscope", find_evidence, features);
  twin_features_unref (features[0]);
  twin_features_unref (features[1]);
  return 0;
}

/* Grey, for the peer. Returns: (transfer full): its path */
static char *
write_picture (const char *folder, const char *name, TwinRaster *raster)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree guint8 *bytes = to_bytes (raster, 1);
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  fprintf (file, "P5\n%u %u\n255\n", raster->width, raster->height);
  g_assert_cmpuint (fwrite (bytes, raster->width, raster->height, file), ==, raster->height);
  fclose (file);
  twin_raster_free (raster);
  return path;
}

static void
run_case (TwinBench *bench, const Case *work, const char *folder)
{
  const char *ours[] = { bench->program, "--serve", work->name, NULL };
  g_autofree char *first = NULL, *second = NULL;
  g_auto (GStrv) peers = NULL;
  TwinStanding standings[2] = { { 0 }, { 0 } };
  g_autoptr (GError) error = NULL;

  if (!twin_bench_wants (bench, work->name))
    return;
  first = write_picture (folder, "a.pgm", draw_first (work));
  second = write_picture (folder, "b.pgm", draw_second (work));
  peers = twin_peer_opencv (work->pair ? "pair" : "picture", first, work->pair ? second : NULL);
  if (!twin_contest (ours, (const char *const *) peers, bench->turns, standings, &error))
    {
      twin_bench_fail (bench, work->name, error);
      return;
    }
  twin_bench_add_speed (bench, work->name, standings, 1, work->pair ? "pairs/s" : "pictures/s", 0);
  twin_bench_add_time (bench, work->name, standings[0].seconds, 0);
  twin_standing_clear (&standings[0]);
  twin_standing_clear (&standings[1]);
  g_unlink (first);
  g_unlink (second);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  TwinBench bench;
  int status;

  twin_bench_init (&bench, &argc, &argv,
                   "Measures how fast key points are found and pictures compared by them.", NULL);
  for (guint i = 0; bench.serve != NULL && i < G_N_ELEMENTS (cases); i++)
    if (strcmp (bench.serve[0], cases[i].name) == 0)
      return serve (&cases[i]);
  folder = g_dir_make_tmp ("bench-compare-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&bench, &cases[i], folder);
  g_rmdir (folder);
  status = twin_bench_finish (&bench);
  twin_bench_clear (&bench);
  return status;
}
