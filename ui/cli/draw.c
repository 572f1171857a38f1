/* draw.c: twinscope draw: a picture that the project draws itself. */
#include "cli.h"
#include "draw/drawing.h"
#include "picture/picture-save.h"

#include <glib/gi18n.h>

/* As given on the command line; 0 is the size that suits the kind. */
typedef struct
{
  guint64 seed;
  guint width;
  guint height;
} Options;

static gboolean
set_seed (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;

  return twin_cli_read_number (option, value, G_MAXUINT64, &options->seed, error);
}

static gboolean
parse_side (const char *text, guint *side)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, TWIN_DRAWING_MIN_SIDE, TWIN_DRAWING_MAX_SIDE, &number,
                                   NULL))
    return FALSE;
  *side = (guint) number;
  return TRUE;
}

static gboolean
set_size (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;
  g_auto (GStrv) sides = g_strsplit (value, "x", -1);

  if (g_strv_length (sides) == 2 && parse_side (sides[0], &options->width) &&
      parse_side (sides[1], &options->height))
    return TRUE;
  g_set_error (
    error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
    _ ("%s takes a width and a height such as 400x300, each from %d to %d; “%s” was given"), option,
    TWIN_DRAWING_MIN_SIDE, TWIN_DRAWING_MAX_SIDE, value);
  return FALSE;
}

static const GOptionEntry entries[] = {
  { "seed", 0, 0, G_OPTION_ARG_CALLBACK, set_seed,
    N_ ("Draw the picture number N; each is another (1)"), N_ ("N") },
  { "size", 0, 0, G_OPTION_ARG_CALLBACK, set_size,
    N_ ("Make it W by H pixels (what suits the kind)"), N_ ("WxH") },
  { 0 },
};

static int
run (TwinDrawing kind, const Options *options, GFile *output)
{
  g_autoptr (TwinRaster) raster = NULL;
  g_autoptr (GError) error = NULL;
  guint width, height;

  twin_drawing_get_size (kind, &width, &height);
  if (options->width > 0)
    {
      width = options->width;
      height = options->height;
    }
  raster = twin_draw (kind, width, height, options->seed);
  if (raster == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         _ ("There is not enough memory for the picture. Give a smaller --size."));
  if (raster == NULL || !twin_raster_save (raster, output, &error))
    return twin_cli_fail (error);
  return TWIN_CLI_DONE;
}

int
twin_cli_draw (int argc, char **argv)
{
  Options options = { 1, 0, 0 };
  g_auto (TwinCliShared) shared = { 0 };
  g_autoptr (GFile) output = NULL;
  const char *kinds[TWIN_N_DRAWINGS + 1] = { NULL };
  const TwinCliUsage usage = {
    .name = "draw",
    .arguments = N_ ("KIND OUT"),
    .summary = N_ ("Draws a picture like those of biology and writes it to OUT (.png, or .jpg)."),
    .details = N_ ("KIND is nuclei, stained, blot, gel, tissue or membrane. The same seed and size "
                   "give the\nsame picture."),
    .options = entries,
    .callback_data = &options,
    .minimum = 2,
    .maximum = 2,
  };
  int status, kind;

  for (TwinDrawing i = 0; i < TWIN_N_DRAWINGS; i++)
    kinds[i] = twin_drawing_get_name (i);
  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  if ((kind = twin_cli_choose (&usage, "KIND", argv[1], kinds)) < 0)
    return TWIN_CLI_MISUSED;
  output = g_file_new_for_path (argv[2]);
  if (!twin_raster_can_save (output))
    return twin_cli_misuse (&usage, _ ("OUT is to end in .png, .jpg or .jpeg; “%s” was given"),
                            argv[2]);
  return run (kind, &options, output);
}
