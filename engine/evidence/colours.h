/* colours.h: whether a picture has colours of its own, those of a table, or none. */
#pragma once

#include "picture/raster.h"

G_BEGIN_DECLS

#define TWIN_COLOURS_GREYS 16

/**
 * TwinColoursKind:
 * @TWIN_COLOURS_UNKNOWN: not looked at
 * @TWIN_COLOURS_NONE: grey
 * @TWIN_COLOURS_TABLE: each grey is shown in one colour
 * @TWIN_COLOURS_OWN: colours that tell more than the greys
 */
typedef enum
{
  TWIN_COLOURS_UNKNOWN,
  TWIN_COLOURS_NONE,
  TWIN_COLOURS_TABLE,
  TWIN_COLOURS_OWN,
} TwinColoursKind;

/**
 * TwinColours: a value type
 * @table: for greys of 0 to 1 in as many steps, how far red and blue are from the grey in the mean
 * @weights: share of the picture that has these greys
 */
typedef struct
{
  TwinColoursKind kind;
  float table[TWIN_COLOURS_GREYS][2];
  float weights[TWIN_COLOURS_GREYS];
} TwinColours;

TwinColours twin_colours_find (const TwinRaster *raster);

/**
 * TwinColourChange: from a to b
 * @TWIN_COLOUR_CHANGE_FALSE: shown by a table of colours, or by another one
 * @TWIN_COLOUR_CHANGE_LOST: grey where a had colours
 * @TWIN_COLOUR_CHANGE_GAINED: the reverse: colours of its own where a had none, or those of a table
 */
typedef enum
{
  TWIN_COLOUR_CHANGE_NONE,
  TWIN_COLOUR_CHANGE_FALSE,
  TWIN_COLOUR_CHANGE_LOST,
  TWIN_COLOUR_CHANGE_GAINED,
} TwinColourChange;

/* @inverted: dark in one is bright in the other */
TwinColourChange twin_colours_compare (const TwinColours *a, const TwinColours *b,
                                       gboolean inverted);

G_END_DECLS
