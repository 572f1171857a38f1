/* panels.c: twinscope panels: how a figure comes apart. */
#include "cli.h"
#include "draw/lettering.h"
#include "picture/furniture.h"
#include "picture/panels.h"
#include "picture/picture-save.h"
#include "report/plain-text.h"
#include "report/json-members.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

static const char *const formats[] = { "text", "json", NULL };

/* As given on the command line. */
typedef struct
{
  char *format;
  gint page;
  char *overlay;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->format);
  g_free (options->overlay);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/**
 * Figure: a figure and what was found in it
 * @panels: (element-type TwinPanel)
 */
typedef struct
{
  const char *path;
  TwinPicture *picture;
  TwinRaster *raster;
  GArray *panels;
  TwinMask *furniture;
} Figure;

static void
figure_clear (Figure *figure)
{
  g_clear_pointer (&figure->picture, twin_picture_unref);
  g_clear_pointer (&figure->raster, twin_raster_free);
  g_clear_pointer (&figure->panels, g_array_unref);
  g_clear_pointer (&figure->furniture, twin_mask_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Figure, figure_clear)

static gboolean
figure_load (Figure *figure, const char *path, guint page, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  figure->path = path;
  figure->picture = twin_picture_load (file, page, twin_cli_get_cancellable (), error);
  if (figure->picture == NULL)
    return FALSE;
  figure->raster = twin_picture_show (figure->picture, 0);
  if (figure->raster != NULL)
    figure->panels = twin_panels_find (figure->raster);
  if (figure->panels != NULL)
    figure->furniture = twin_furniture_find (figure->raster, figure->panels);
  if (figure->furniture != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("“%s”: not enough memory to look at it; close other programs"),
               twin_picture_get_name (figure->picture));
  return FALSE;
}

static void
add_panel (JsonBuilder *builder, guint index, const TwinPanel *panel)
{
  g_autofree char *name = twin_panel_name (index);

  json_builder_begin_object (builder);
  twin_json_add_text (builder, "name", name);
  twin_json_add_count (builder, "x", panel->x);
  twin_json_add_count (builder, "y", panel->y);
  twin_json_add_count (builder, "width", panel->width);
  twin_json_add_count (builder, "height", panel->height);
  json_builder_end_object (builder);
}

static void
add_head (JsonBuilder *builder, const Figure *figure)
{
  g_autofree char *path = g_filename_display_name (figure->path);

  twin_json_add_text (builder, "path", path);
  twin_json_add_text (builder, "sha256", twin_picture_get_sha256 (figure->picture));
  twin_json_add_count (builder, "width", figure->raster->width);
  twin_json_add_count (builder, "height", figure->raster->height);
  twin_json_add_number (builder, "furniture_share", twin_mask_share (figure->furniture));
}

static char *
as_json (const Figure *figure)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  add_head (builder, figure);
  json_builder_set_member_name (builder, "panels");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figure->panels->len; i++)
    add_panel (builder, i, &g_array_index (figure->panels, TwinPanel, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, TRUE);
  return g_strconcat (json, "\n", NULL);
}

static char *
as_text (const Figure *figure)
{
  g_autofree char *path = g_filename_display_name (figure->path);
  g_autofree char *plain = twin_plain_text (path);
  guint n = figure->panels->len;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%s: %u panel\n", "%s: %u panels\n", n), plain, n);
  for (guint i = 0; i < n; i++)
    {
      const TwinPanel *panel = &g_array_index (figure->panels, TwinPanel, i);
      g_autofree char *name = twin_panel_name (i);

      g_string_append_printf (text,
                              _ ("%s: %u × %u pixels, %u from the left and %u from the top\n"),
                              name, panel->width, panel->height, panel->x, panel->y);
    }
  return g_string_free (text, FALSE);
}

/* Furniture in red, so that what is not counted can be seen. */
static void
tint_furniture (TwinRaster *raster, const TwinMask *furniture)
{
  gsize n = (gsize) raster->width * raster->height;

  for (gsize i = 0; i < n; i++)
    if (furniture->values[i])
      {
        raster->pixels[3 * i] = 0.85f;
        raster->pixels[3 * i + 1] = 0.2f;
        raster->pixels[3 * i + 2] = 0.15f;
      }
}

/* An outline just inside of the panel, and its name on a plate in its middle, which is readable on any ground. */
static void
draw_panel (TwinRaster *raster, const TwinPanel *panel, const char *name, double size)
{
  TwinPen line = { raster, NULL, { 0.1f, 0.45f, 0.85f }, MAX (size / 8, 2) };
  TwinPen ink = { raster, NULL, { 1, 1, 1 }, size / 6 };
  double inset = line.width / 2, right = panel->x + panel->width, bottom = panel->y + panel->height;
  double height = MIN (size, 0.5 * panel->height), length = twin_letter_length (name, height);
  double x = panel->x + (panel->width - length) / 2, y = panel->y + (panel->height + height) / 2;

  twin_pen_box (&line, panel->x + inset, panel->y + inset, right - inset, bottom - inset);
  twin_pen_bar (&line, x - height / 2, y - 1.4 * height, x + length + height / 2, y + 0.4 * height);
  twin_letter (&ink, name, (TwinPoint){ x, y }, height, 0);
}

static gboolean
write_overlay (const Figure *figure, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (TwinRaster) overlay = twin_raster_copy (figure->raster);
  double size = CLAMP (MAX (figure->raster->width, figure->raster->height) / 50.0, 10, 60);

  if (overlay == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("“%s” was not written: there is not enough memory to draw it. Close other "
                      "programs."),
                   path);
      return FALSE;
    }
  tint_furniture (overlay, figure->furniture);
  for (guint i = 0; i < figure->panels->len; i++)
    {
      g_autofree char *name = twin_panel_name (i);

      draw_panel (overlay, &g_array_index (figure->panels, TwinPanel, i), name, size);
    }
  return twin_raster_save (overlay, file, error);
}

static gboolean
write_text (GOutputStream *stream, gpointer text, GError **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

static int
run (const char *path, const Options *options, gboolean json)
{
  g_auto (Figure) figure = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!figure_load (&figure, path, (guint) options->page, &error) ||
      (options->overlay != NULL && !write_overlay (&figure, options->overlay, &error)))
    return twin_cli_fail (error);
  text = json ? as_json (&figure) : as_text (&figure);
  return twin_cli_output (NULL, write_text, text, &error) ? TWIN_CLI_DONE : twin_cli_fail (error);
}

/* What the command line says that can be wrong by itself. */
static gboolean
check (const TwinCliUsage *usage, const Options *options)
{
  g_autoptr (GFile) file = options->overlay != NULL
                             ? g_file_new_for_commandline_arg (options->overlay)
                             : NULL;

  if (file != NULL && !twin_raster_can_save (file))
    {
      twin_cli_misuse (usage,
                       _ ("--overlay takes the name of a .png (or .jpg) file; “%s” was given"),
                       options->overlay);
      return FALSE;
    }
  if (options->page < 0)
    {
      twin_cli_misuse (usage, _ ("--page takes a number from 0 on; %d was given"), options->page);
      return FALSE;
    }
  return TRUE;
}

int
twin_cli_panels (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_auto (TwinCliShared) shared = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, N_ ("Print as text or json (text)"),
      N_ ("FORMAT") },
    { "overlay", 0, 0, G_OPTION_ARG_FILENAME, &options.overlay,
      N_ ("Write the figure to FILE (.png), panels outlined and named, writing in red"),
      N_ ("FILE") },
    { "page", 0, 0, G_OPTION_ARG_INT, &options.page,
      N_ ("Take page N of a file of several pages, from 0 (0)"), N_ ("N") },
    { 0 },
  };
  const TwinCliUsage usage = {
    .name = "panels",
    .arguments = N_ ("FIGURE"),
    .summary = N_ (
      "Cuts a figure into its panels, as comparing does: names them A, B, C… in reading order."),
    .options = entries,
    .minimum = 1,
    .maximum = 1,
  };
  int status, format;

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if ((format = twin_cli_choose (&usage, "--format", options.format, formats)) < 0 ||
      !check (&usage, &options))
    return TWIN_CLI_MISUSED;
  return run (argv[1], &options, format == 1);
}
