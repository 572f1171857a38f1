/* lettering.h: text in an alphabet of strokes of the project's own. */
#pragma once

#include "draw/pen.h"

G_BEGIN_DECLS

/**
 * twin_letter:
 * @pen: its width is that of the strokes
 * @text: Latin letters, digits, `+-.,:/()=*%` and space; `$` is drawn as the sign of micro; others are left out
 * @start: left end of the line that capitals stand upon
 * @height: of capitals, in pixels
 * @angle: in degrees, anticlockwise as seen; 90 reads upwards
 */
void twin_letter (const TwinPen *pen, const char *text, TwinPoint start, double height,
                  double angle);

/* How far @text goes along its line. */
double twin_letter_length (const char *text, double height);

G_END_DECLS
