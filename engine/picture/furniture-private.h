/* furniture-private.h: what the steps of finding furniture share; for this room alone. */
#pragma once

#include "picture/levels.h"
#include "picture/mask.h"

G_BEGIN_DECLS

typedef enum
{
  TWIN_INK_NONE,
  TWIN_INK_WHITE,
  TWIN_INK_COLOURED,
  TWIN_INK_DARK,
} TwinInk;

/**
 * TwinInks: a part of a figure, seen for ink
 * @box: the part, in the figure
 * @values: [height][width] of the part: the largest channel
 * @colours: likewise: what kind of ink a bright pixel is
 * @kinds: likewise: a TwinInk; once chosen
 */
typedef struct
{
  TwinBox box;
  guint width, height;
  guint8 *values;
  guint8 *colours;
  guint8 *kinds;
} TwinInks;

/* Pixels of a row that lie together, [left, right), in the part. */
typedef struct
{
  guint row;
  guint left, right;
  guint component;
} TwinRun;

typedef enum
{
  TWIN_SHAPE_OTHER,
  TWIN_SHAPE_FURNITURE,
  TWIN_SHAPE_CORNER_LETTER,
} TwinShape;

/* Sums of powers of pixels' places in their component's box. */
typedef struct
{
  double x, y;
  double xx, xy, yy;
  double xxx, xxy, xyy, yyy;
} TwinMoments;

/**
 * TwinComponent: pixels of one ink that touch each other
 * @box: in the part
 * @runs: how many runs it is made of
 * @edges: how many places at its edge were looked at
 * @sharp: at how many of them ink ends within two pixels
 * @outline: how many of its pixels lie near the sides of @box
 * @extreme: its brightest value, or darkest
 * @pure: how many of its pixels are nearly so
 */
typedef struct
{
  TwinBox box;
  TwinInk ink;
  TwinShape shape;
  guint area;
  guint runs;
  guint edges;
  guint sharp;
  guint outline;
  guint pure;
  guint8 extreme;
  TwinMoments moments;
} TwinComponent;

/* furniture-inks.c. FALSE where memory does not suffice. */
gboolean twin_inks_init (TwinInks *inks, const TwinLevels *levels, const TwinBox *box);
void twin_inks_clear (TwinInks *inks);

/**
 * TwinInkStrength:
 * @TWIN_INKS_MIXED: as thin strokes are, mixed with ground
 * @TWIN_INKS_FULL: black and white, full colours: shapes that lie on bright or dark content
 */
typedef enum
{
  TWIN_INKS_MIXED,
  TWIN_INKS_FULL,
} TwinInkStrength;

/* Decides what is ink. */
void twin_inks_choose (TwinInks *inks, TwinInkStrength strength);

/* furniture-components.c. @runs: (out) (element-type TwinRun), in rows from the top.
 * Returns: (transfer full) (element-type TwinComponent): those that may be furniture by their size; a run's component is
 *   an index into it, or its length for none of them */
GArray *twin_components_find (const TwinInks *inks, GArray **runs);

/* furniture-moments.c: how lopsided the component is along the direction in which it is most so: the third central moment over
 * the 1.5th power of the second. Of an ellipse 0, of a triangle 0.57. */
double twin_component_skew (const TwinComponent *component);

/* furniture-shapes.c: says which components are furniture. */
void twin_components_judge (GArray *components, guint width, guint height);

/* furniture-lines.c: text: components in a line, of one ink and like heights. */
void twin_components_join_lines (GArray *components, guint width, guint height);

static inline guint
twin_component_width (const TwinComponent *component)
{
  return component->box.right - component->box.left;
}

static inline guint
twin_component_height (const TwinComponent *component)
{
  return component->box.bottom - component->box.top;
}

/* How wide its strokes are across, on average. */
static inline double
twin_component_stroke (const TwinComponent *component)
{
  return (double) component->area / MAX (component->runs, 1);
}

/* Ink that is brighter than what is around it. */
static inline gboolean
twin_component_is_bright (const TwinComponent *component)
{
  return component->ink != TWIN_INK_DARK;
}

/* Does its ink end at once, nearly everywhere? */
static inline gboolean
twin_component_is_sharp (const TwinComponent *component, double share)
{
  return component->sharp >= share * component->edges;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinInks, twin_inks_clear)

G_END_DECLS
