/* panels-private.h: what the steps of cutting share; for this room alone. */
#pragma once

#include "picture/levels.h"
#include "picture/panels.h"

G_BEGIN_DECLS

/**
 * TwinGround: what a gutter may look like
 * @tolerance: levels that its own pixels may be away from @colour
 */
typedef struct
{
  guint8 colour[3];
  guint8 tolerance;
} TwinGround;

#define TWIN_GROUNDS_MOST 4

/* panels-grounds.c: the colours of the rows and columns of @box that are flat from end to end, likeliest first.
 * @outer: (nullable): what the box was cut out of: comes first
 * Returns: how many, up to TWIN_GROUNDS_MOST */
guint twin_grounds_find (const TwinLevels *levels, const TwinBox *box, const TwinGround *outer,
                         TwinGround *grounds);

/**
 * TwinProfile: how many pixels of each row and column of @box are not ground
 * @rows: [height of @box]
 * @columns: [width of @box]
 */
typedef struct
{
  TwinBox box;
  guint32 *rows;
  guint32 *columns;
} TwinProfile;

/* Memory for any part of @box. */
void twin_profile_init (TwinProfile *profile, const TwinBox *box);
void twin_profile_clear (TwinProfile *profile);
void twin_profile_measure (TwinProfile *profile, const TwinBox *box, const guint8 *marks,
                           guint stride);

/**
 * TwinSides: how sharply a part stands out from the ground around it
 * @box: without what hangs loosely on it
 * @least, @mean: of the four sides, the share of its length that is not ground: 0 where that grows slowly
 * @sharp_least, @sharp_mean: the share of its length where the levels change from one pixel to the next
 */
typedef struct
{
  TwinBox box;
  double least;
  double mean;
  double sharp_least;
  double sharp_mean;
} TwinSides;

/* panels-sides.c. @profile: of the part; changed */
TwinSides twin_sides_find (TwinProfile *profile, const TwinLevels *levels, const guint8 *marks,
                           guint8 tolerance);

/**
 * TwinPiece: what cutting along gutters left over
 * @is_panel: a rectangle with straight, sharp sides; otherwise writing, drawing, or content that fades into the ground
 * @sharpness: of a panel: the share of its least sharp side that is sharp
 */
typedef struct
{
  TwinBox box;
  gboolean is_panel;
  double sharpness;
} TwinPiece;

/* panels-pieces.c: cuts @box along its rows and columns of ground. @tolerance: of the ground. @smallest: area below which
 * nothing is a panel.
 * Returns: (transfer full) (element-type TwinPiece) */
GArray *twin_pieces_find (const TwinLevels *levels, const TwinBox *box, const guint8 *marks,
                          guint8 tolerance, guint64 smallest);

/* panels-frame.c: leaves out a frame of one colour, a few pixels thick, around all of @box. Returns: whether there was one */
gboolean twin_frame_strip (const TwinLevels *levels, TwinBox *box);

/* How many lines at one side of @box (0 the top, 1 the bottom, 2 the left, 3 the right) are the black or white line of a frame;
 * 0 where there is none. */
guint twin_frame_line (const TwinLevels *levels, const TwinBox *box, guint side);

/* panels-joints.c: where two photographs meet without a gutter, along the whole of @box.
 * @smallest: area below which nothing is a panel.
 * Returns: whether there is such a place; @first and @second are then the two parts */
gboolean twin_joint_find (const TwinLevels *levels, const TwinBox *box, guint64 smallest,
                          TwinBox *first, TwinBox *second);

/* panels-refine.c: moves each side of @panel by up to @reach pixels to where it is in @raster. */
void twin_panel_refine (TwinPanel *panel, const TwinRaster *raster, guint reach);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwinProfile, twin_profile_clear)

G_END_DECLS
