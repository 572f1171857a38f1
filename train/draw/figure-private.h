/* figure-private.h: what the files of a figure share. */
#pragma once

#include "draw/figure.h"
#include "draw/lettering.h"
#include "random.h"

G_BEGIN_DECLS

/**
 * TwinFigurePlan: all that is decided before anything is drawn
 * @unit: height of small letters' capitals in pixels; labels, gaps and marks are multiples of it
 * @ground: colour of the gutters
 * @ink: colour of what is written upon the ground
 * @gutter: between panels, in pixels
 * @outer: between groups, in pixels
 * @places: [n_panels]
 * @heads: [n_panels]: whether the panel's column starts here: labels may stand above it
 * @starts: [n_panels]: whether its row starts here: labels may stand before it
 */
typedef struct
{
  guint width, height;
  TwinFigureLayout layout;
  TwinGutter gutter_kind;
  guint parts;
  double unit;
  float ground[3];
  float ink[3];
  double gutter;
  double outer;
  guint n_panels;
  TwinPanel *places;
  guint8 *heads;
  guint8 *starts;
} TwinFigurePlan;

/* figure-layout.c */
void twin_figure_plan_init (TwinFigurePlan *plan, const TwinFigureOptions *options, guint n_panels,
                            TwinRandom *random);
void twin_figure_plan_clear (TwinFigurePlan *plan);

/* figure-labels.c: what stands around the panels. */
void twin_figure_draw_labels (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random);

/* figure-marks.c: what stands upon them. */
void twin_figure_draw_marks (const TwinFigurePlan *plan, TwinFigure *figure, TwinRandom *random);

G_END_DECLS
