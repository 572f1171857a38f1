/* alter.c: twinscope alter: a picture rewritten altered, in the order of the command line. */
#include "cli.h"
#include "modify/modification.h"
#include "picture/picture-save.h"
#include "picture/picture.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_RETOUCHES 1000
#define MAX_FALSE_COLOUR 1000

/**
 * Alteration: an option that alters
 * @low, @high: what its number may be; none where they are equal
 * @whole: no fraction
 */
typedef struct
{
  const char *option;
  TwinModificationKind kind;
  double low, high;
  gboolean whole;
} Alteration;

static const Alteration alterations[] = {
  { "--rotate", TWIN_MODIFY_ROTATE, -3600, 3600, FALSE },
  { "--flip", TWIN_MODIFY_FLIP, 0, 0, FALSE },
  { "--scale", TWIN_MODIFY_SCALE, 0.01, 100, FALSE },
  { "--stretch", TWIN_MODIFY_STRETCH, 0.01, 100, FALSE },
  { "--brightness", TWIN_MODIFY_BRIGHTNESS, 0, 100, FALSE },
  { "--contrast", TWIN_MODIFY_CONTRAST, 0, 100, FALSE },
  { "--saturation", TWIN_MODIFY_SATURATION, 0, 100, FALSE },
  { "--gamma", TWIN_MODIFY_GAMMA, 0.1, 10, FALSE },
  { "--hue", TWIN_MODIFY_HUE, -3600, 3600, FALSE },
  { "--drop", TWIN_MODIFY_DROP, 0, 0, FALSE },
  { "--invert", TWIN_MODIFY_INVERT, 0, 0, FALSE },
  { "--false-colour", TWIN_MODIFY_FALSE_COLOUR, 0, MAX_FALSE_COLOUR, TRUE },
  { "--noise", TWIN_MODIFY_NOISE, 0, 255, FALSE },
  { "--blur", TWIN_MODIFY_BLUR, 0, 1000, FALSE },
  { "--jpeg", TWIN_MODIFY_JPEG, 1, 100, TRUE },
  { "--retouch", TWIN_MODIFY_RETOUCH, 1, MAX_RETOUCHES, TRUE },
};

static const Alteration *
find_alteration (const char *option)
{
  for (gsize i = 0; i < G_N_ELEMENTS (alterations); i++)
    if (g_str_equal (alterations[i].option, option))
      return &alterations[i];
  return NULL;
}

/* The whole text is one number; a point is the decimal sign, whatever the language. */
static gboolean
parse_amount (const Alteration *alteration, const char *value, double *amount, GError **error)
{
  char *end = NULL;
  double number = g_ascii_strtod (value, &end);

  if (end != value && *end == '\0' && number >= alteration->low && number <= alteration->high &&
      (!alteration->whole || number == floor (number)))
    {
      *amount = number;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               alteration->whole
                 ? _ ("%s takes a whole number from %g to %g; “%s” was given")
                 : _ ("%s takes a number from %g to %g, with a point for a comma; “%s” was given"),
               alteration->option, alteration->low, alteration->high, value);
  return FALSE;
}

/* As given on the command line. @list: (element-type TwinModification): in order */
typedef struct
{
  GArray *list;
  guint64 seed;
  guint page;
} Options;

static void
options_clear (Options *options)
{
  g_array_unref (options->list);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* GOption calls these in the order of the command line. */
static gboolean
add_alteration (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;
  const Alteration *alteration = find_alteration (option);
  TwinModification modification = { .kind = alteration->kind };

  if (alteration->low < alteration->high &&
      !parse_amount (alteration, value, &modification.amount, error))
    return FALSE;
  g_array_append_val (options->list, modification);
  return TRUE;
}

/* Digits up to @stop, which is passed. */
static gboolean
parse_count (const char **text, char stop, guint *count)
{
  char *end;
  guint64 number = g_ascii_strtoull (*text, &end, 10);

  if (!g_ascii_isdigit (**text) || *end != stop || number > G_MAXINT)
    return FALSE;
  *count = (guint) number;
  *text = stop == '\0' ? end : end + 1;
  return TRUE;
}

static gboolean
add_crop (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;
  TwinModification crop = { .kind = TWIN_MODIFY_CROP };
  const char *text = value;

  if (parse_count (&text, 'x', &crop.width) && parse_count (&text, '+', &crop.height) &&
      parse_count (&text, '+', &crop.x) && parse_count (&text, '\0', &crop.y) && crop.width > 0 &&
      crop.height > 0)
    {
      g_array_append_val (options->list, crop);
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s takes a size and a place in pixels such as 200x100+10+20; “%s” was given"),
               option, value);
  return FALSE;
}

static gboolean
set_seed (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;

  return twin_cli_read_number (option, value, G_MAXUINT64, &options->seed, error);
}

static gboolean
set_page (const char *option, const char *value, gpointer data, GError **error)
{
  Options *options = data;
  guint64 page;

  if (!twin_cli_read_number (option, value, G_MAXINT, &page, error))
    return FALSE;
  options->page = (guint) page;
  return TRUE;
}

/* Every option calls back: only so is their order known. */
static const GOptionEntry entries[] = {
  { "rotate", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Turn by D degrees, anticlockwise; the canvas grows"), N_ ("D") },
  { "crop", 0, 0, G_OPTION_ARG_CALLBACK, add_crop,
    N_ ("Keep W by H pixels, X from the left and Y from the top"), N_ ("WxH+X+Y") },
  { "flip", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Mirror left and right"), NULL },
  { "scale", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration, N_ ("Scale both sides by F"), N_ ("F") },
  { "stretch", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration, N_ ("Scale the width alone by F"),
    N_ ("F") },
  { "brightness", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration, N_ ("Multiply all values by F"),
    N_ ("F") },
  { "contrast", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Multiply differences from the mean by F"), N_ ("F") },
  { "saturation", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Multiply differences from grey by F"), N_ ("F") },
  { "gamma", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Raise values (0 to 1) to the power of F: below 1 is lighter"), N_ ("F") },
  { "hue", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration, N_ ("Turn colours by D degrees"),
    N_ ("D") },
  { "drop", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Drop colour: make it grey"), NULL },
  { "invert", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Make light dark and dark light"), NULL },
  { "false-colour", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Show greys by the table of colours number N, from 0 on"), N_ ("N") },
  { "noise", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Add noise of standard deviation SD, of 255"), N_ ("SD") },
  { "blur", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Blur by a Gaussian of standard deviation SD, in pixels"), N_ ("SD") },
  { "jpeg", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Compress as JPEG of quality Q (1 to 100) and read back"), N_ ("Q") },
  { "retouch", 0, 0, G_OPTION_ARG_CALLBACK, add_alteration,
    N_ ("Patch N places with ground from elsewhere in the picture"), N_ ("N") },
  { "seed", 0, 0, G_OPTION_ARG_CALLBACK, set_seed,
    N_ ("Draw noise and retouched places from seed N (1)"), N_ ("N") },
  { "page", 0, 0, G_OPTION_ARG_CALLBACK, set_page,
    N_ ("Take page N of a file with several; the first is 0 (0)"), N_ ("N") },
  { 0 },
};

/* One at a time, so that Ctrl-C is heard in between. */
static TwinRaster *
apply (const GArray *list, TwinRaster *raster, guint64 seed, GError **error)
{
  TwinRandom random;

  twin_random_init (&random, seed, 0);
  for (guint i = 0; raster != NULL && i < list->len; i++)
    {
      const TwinModification *modification = &g_array_index (list, TwinModification, i);

      if (g_cancellable_set_error_if_cancelled (twin_cli_get_cancellable (), error))
        g_clear_pointer (&raster, twin_raster_free);
      else
        raster = twin_modification_apply (modification, raster, &random, error);
    }
  return raster;
}

static TwinRaster *
load (const char *path, guint page, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TwinPicture) picture = twin_picture_load (file, page, twin_cli_get_cancellable (),
                                                       error);
  TwinRaster *raster;

  if (picture == NULL)
    return NULL;
  raster = twin_picture_show (picture, 0);
  if (raster == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                         _ ("There is not enough memory for the picture. Close other programs, or "
                            "take a smaller picture."));
  return raster;
}

static int
run (const char *input, GFile *output, const Options *options)
{
  g_autofree char *name = g_filename_display_name (input);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwinRaster) raster = load (input, options->page, &error);

  if (raster != NULL)
    raster = apply (options->list, g_steal_pointer (&raster), options->seed, &error);
  if (raster == NULL)
    {
      /* What went wrong with the pixels does not know the file's name. */
      if (strstr (error->message, name) == NULL)
        g_prefix_error (&error, "“%s”: ", name);
      return twin_cli_fail (error);
    }
  return twin_raster_save (raster, output, &error) ? TWIN_CLI_DONE : twin_cli_fail (error);
}

int
twin_cli_alter (int argc, char **argv)
{
  g_auto (Options) options = { g_array_new (FALSE, FALSE, sizeof (TwinModification)), 1, 0 };
  g_auto (TwinCliShared) shared = { 0 };
  g_autoptr (GFile) output = NULL;
  int status;
  const TwinCliUsage usage = {
    .name = "alter",
    .arguments = N_ ("IN OUT"),
    .summary = N_ ("Alters the picture IN and writes it to OUT (.png, or .jpg at quality 95)."),
    .details = N_ ("Alterations are made in the order in which they stand on the command line, and "
                   "may be given\nmore than once."),
    .options = entries,
    .callback_data = &options,
    .minimum = 2,
    .maximum = 2,
  };

  if (!twin_cli_parse (&usage, &argc, &argv, &shared, &status))
    return status;
  output = g_file_new_for_path (argv[2]);
  if (!twin_raster_can_save (output))
    return twin_cli_misuse (&usage, _ ("OUT is to end in .png, .jpg or .jpeg; “%s” was given"),
                            argv[2]);
  return run (argv[1], output, &options);
}
