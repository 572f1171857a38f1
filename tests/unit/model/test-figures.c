/* test-figures.c: figures are compared panel by panel: what they share is found, and in which panel; what stands around the
 * panels is not. */
#include "compare.h"
#include "draw/drawing.h"
#include "draw/figure.h"
#include "drawn-model.h"

#include <gegl.h>
#include <math.h>

#define PANELS 4

static TwinPicture *
picture_of (const TwinRaster *raster, const char *name)
{
  GeglBuffer *buffer = gegl_buffer_new (
    GEGL_RECTANGLE (0, 0, (int) raster->width, (int) raster->height), babl_format ("R'G'B' u8"));
  TwinPicture *picture;

  gegl_buffer_set (buffer, NULL, 0, babl_format ("R'G'B' float"), raster->pixels,
                   GEGL_AUTO_ROWSTRIDE);
  picture = twin_picture_from_buffer (buffer, name);
  g_object_unref (buffer);
  return picture;
}

/* With its key points found. */
static TwinSubject *
subject_of (const DrawnSession *fixture, const TwinRaster *raster, const char *name)
{
  g_autoptr (TwinPicture) picture = picture_of (raster, name);
  g_autoptr (GError) error = NULL;
  TwinSubject *subject = twin_subject_new (fixture->session, picture, TWIN_VIEWS_WHOLE, NULL,
                                           &error);

  g_assert_no_error (error);
  twin_subject_find_features (subject, picture, NULL, &error);
  g_assert_no_error (error);
  return subject;
}

/* Of four pictures, drawn from @seeds; @furniture says how it is set out and what is written. */
static TwinFigure *
figure_of (const guint64 seeds[PANELS], guint64 furniture)
{
  static const TwinDrawing kinds[PANELS] = { TWIN_DRAWING_STAINED, TWIN_DRAWING_NUCLEI,
                                             TWIN_DRAWING_TISSUE, TWIN_DRAWING_MEMBRANE };
  TwinFigureOptions options = { 760, 620, TWIN_FIGURE_GRID, TWIN_GUTTER_WHITE, 0 };
  TwinRaster *pictures[PANELS];
  TwinFigure *figure;

  for (guint i = 0; i < PANELS; i++)
    pictures[i] = twin_draw (kinds[i], 400, 330, seeds[i]);
  figure = twin_figure_draw (furniture, &options, pictures, PANELS);
  for (guint i = 0; i < PANELS; i++)
    twin_raster_free (pictures[i]);
  return figure;
}

static TwinComparison *
compared (const DrawnSession *fixture, TwinSubject *a, TwinSubject *b)
{
  g_autoptr (GError) error = NULL;
  TwinComparison *comparison = twin_compare (fixture->model, a, b, TWIN_COMPARE_DEFAULT, NULL,
                                             &error);

  g_assert_no_error (error);
  g_assert_nonnull (comparison->evidence);
  return comparison;
}

/* Where a point of @a lies in @b: through the picture that both show. */
static void
assert_map (const TwinAffine *map, const TwinFigurePanel *a, const TwinFigurePanel *b)
{
  const TwinPanel *place = &a->place;
  double x = place->x + place->width / 2.0, y = place->y + place->height / 2.0;
  double want_x = (x - a->x) / a->scale * b->scale + b->x;
  double want_y = (y - a->y) / a->scale * b->scale + b->y;
  double got_x = map->m[0][0] * x + map->m[0][1] * y + map->m[0][2];
  double got_y = map->m[1][0] * x + map->m[1][1] * y + map->m[1][2];

  g_test_message ("(%g, %g) is at (%g, %g), should be at (%g, %g)", x, y, got_x, got_y, want_x,
                  want_y);
  g_assert_cmpfloat (hypot (got_x - want_x, got_y - want_y), <, 3);
}

static void
test_shared_panel (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinFigure) one = figure_of ((const guint64[]){ 1, 2, 3, 4 }, 21);
  g_autoptr (TwinFigure) other = figure_of ((const guint64[]){ 11, 12, 3, 14 }, 22);
  g_autoptr (TwinSubject) a = subject_of (fixture, one->raster, "one"),
                          b = subject_of (fixture, other->raster, "other");
  g_autoptr (TwinComparison) comparison = compared (fixture, a, b);
  g_autoptr (TwinComparison) reverse = compared (fixture, b, a);

  g_assert_cmpuint (twin_subject_get_parts (a)->len, ==, PANELS);
  g_assert_true (comparison->evidence->found);
  g_assert_cmpuint (comparison->panel_a, ==, 2);
  g_assert_cmpuint (comparison->panel_b, ==, 2);
  assert_map (&comparison->evidence->a_to_b, &one->panels[2], &other->panels[2]);
  g_assert_cmpuint (reverse->panel_a, ==, 2);
  g_assert_cmpfloat (reverse->evidence->log_nfa_free, ==, comparison->evidence->log_nfa_free);
  g_assert_cmpfloat (reverse->verdict.score, ==, comparison->verdict.score);
}

/* The same letters, bars and frames at the same places, around other pictures. */
static void
test_shared_furniture (gconstpointer data)
{
  const DrawnSession *fixture = data;

  for (guint64 furniture = 31; furniture < 35; furniture++)
    {
      g_autoptr (TwinFigure) one = figure_of ((const guint64[]){ 1, 2, 3, 4 }, furniture);
      g_autoptr (TwinFigure) other = figure_of ((const guint64[]){ 11, 12, 13, 14 }, furniture);
      g_autoptr (TwinSubject) a = subject_of (fixture, one->raster, "one"),
                              b = subject_of (fixture, other->raster, "other");
      g_autoptr (TwinComparison) comparison = compared (fixture, a, b);

      g_test_message ("furniture %u: found %d, log NFA %g, panels %d and %d", (guint) furniture,
                      comparison->evidence->found, comparison->evidence->log_nfa_free,
                      (int) comparison->panel_a, (int) comparison->panel_b);
      g_assert_cmpfloat (comparison->evidence->log_nfa_free, >, -6);
      g_assert_cmpuint (comparison->panel_a == TWIN_PART_WHOLE, ==,
                        comparison->panel_b == TWIN_PART_WHOLE);
    }
}

/* A photograph is found in a figure, and the figure's panel is named. */
static void
test_photograph_in_figure (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinRaster) raster = twin_draw (TWIN_DRAWING_TISSUE, 400, 330, 3);
  g_autoptr (TwinFigure) figure = figure_of ((const guint64[]){ 1, 2, 3, 4 }, 23);
  g_autoptr (TwinSubject) a = subject_of (fixture, raster, "photograph"),
                          b = subject_of (fixture, figure->raster, "figure");
  g_autoptr (TwinComparison) comparison = compared (fixture, a, b);

  g_assert_cmpuint (twin_subject_get_parts (a)->len, ==, 0);
  g_assert_true (comparison->evidence->found);
  g_assert_cmpuint (comparison->panel_a, ==, TWIN_PART_WHOLE);
  g_assert_cmpuint (comparison->panel_b, ==, 2);
}

static void
test_photographs (gconstpointer data)
{
  const DrawnSession *fixture = data;
  g_autoptr (TwinRaster) raster = twin_draw (TWIN_DRAWING_STAINED, 300, 300, 9);
  g_autoptr (TwinSubject) a = subject_of (fixture, raster, "a"),
                          b = subject_of (fixture, raster, "b");
  g_autoptr (TwinComparison) comparison = compared (fixture, a, b);

  g_assert_true (comparison->evidence->found);
  g_assert_cmpuint (comparison->panel_a, ==, TWIN_PART_WHOLE);
  g_assert_cmpuint (comparison->panel_b, ==, TWIN_PART_WHOLE);
}

int
main (int argc, char **argv)
{
  DrawnSession fixture;
  int status;

  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  drawn_session_init (&fixture, 1);
  g_test_add_data_func ("/figures/a panel that two share", &fixture, test_shared_panel);
  g_test_add_data_func ("/figures/furniture that two share", &fixture, test_shared_furniture);
  g_test_add_data_func ("/figures/a photograph in a figure", &fixture, test_photograph_in_figure);
  g_test_add_data_func ("/figures/photographs are no figures", &fixture, test_photographs);
  status = g_test_run ();
  drawn_session_clear (&fixture);
  return status;
}
