/* lettering.c: letters as strokes on a grid. Columns are digits from 0; rows are letters, `a` the top
 * of capitals, `d` that of small letters, `j` the line they stand upon, `m` the lowest. Strokes are
 * parted by spaces; one that begins with `~` is rounded. */
#include "draw/lettering.h"

#include <math.h>
#include <string.h>

#define CAPITAL_ROWS 9
#define GAP 2.6
#define MOST_POINTS 96

static const struct
{
  char letter;
  const char *strokes;
} alphabet[] = {
  { 'A', "0j3a6j 1g5g" },
  { 'B', "0a0j ~0a5a6b6d5e0e ~0e5e6f6i5j0j" },
  { 'C', "~6b5a1a0b0i1j5j6i" },
  { 'D', "0a0j ~0a4a6c6h4j0j" },
  { 'E', "6a0a0j6j 0e5e" },
  { 'F', "6a0a0j 0e5e" },
  { 'G', "~6b5a1a0b0i1j5j6i6f 6f3f" },
  { 'H', "0a0j 6a6j 0e6e" },
  { 'I', "1a1j" },
  { 'J', "~4a4i3j1j0i" },
  { 'K', "0a0j 6a0f 2d6j" },
  { 'L', "0a0j5j" },
  { 'M', "0j0a3f6a6j" },
  { 'N', "0j0a6j6a" },
  { 'O', "~3a1a0b0i1j5j6i6b5a3a" },
  { 'P', "0a0j ~0a5a6b6d5e0e" },
  { 'Q', "~3a1a0b0i1j5j6i6b5a3a 4h6k" },
  { 'R', "0a0j ~0a5a6b6d5e0e 3e6j" },
  { 'S', "~6b5a1a0b0d1e5e6f6i5j1j0i" },
  { 'T', "0a6a 3a3j" },
  { 'U', "~0a0i1j5j6i6a" },
  { 'V', "0a3j6a" },
  { 'W', "0a1j3d5j6a" },
  { 'X', "0a6j 6a0j" },
  { 'Y', "0a3e6a 3e3j" },
  { 'Z', "0a6a0j6j" },
  { 'a', "~0e1d4d5e5j ~5f1f0g0i1j3j5h" },
  { 'b', "0a0j ~0f2d4d5e5i4j2j0h" },
  { 'c', "~5e4d1d0e0i1j4j5i" },
  { 'd', "5a5j ~5f3d1d0e0i1j3j5h" },
  { 'e', "~0g5g5e4d1d0e0i1j4j5i" },
  { 'f', "~4a2a1b1d 1d1j 0d3d" },
  { 'g', "~5d5k4m1m0l ~5f3d1d0e0h1i3i5g" },
  { 'h', "0a0j ~0f2d4d5e5j" },
  { 'i', "0d0j 0a0b" },
  { 'j', "~2d2k1m0m 2a2b" },
  { 'k', "0a0j 4d0g 1f4j" },
  { 'l', "0a0j" },
  { 'm', "0d0j ~0f1d2d3e3j ~3f4d5d6e6j" },
  { 'n', "0d0j ~0f2d4d5e5j" },
  { 'o', "~2d1d0e0i1j4j5i5e4d2d" },
  { 'p', "0d0m ~0f2d4d5e5i4j2j0h" },
  { 'q', "5d5m ~5f3d1d0e0i1j3j5h" },
  { 'r', "0d0j ~0f2d4d" },
  { 's', "~5e4d1d0e0f1g4g5h5i4j1j0i" },
  { 't', "~1b1i2j3j 0d3d" },
  { 'u', "~0d0i1j3j5h 5d5j" },
  { 'v', "0d2j4d" },
  { 'w', "0d1j3e5j6d" },
  { 'x', "0d5j 5d0j" },
  { 'y', "0d2j 5d2j1m" },
  { 'z', "0d5d0j5j" },
  { '0', "~2a1a0b0i1j4j5i5b4a2a" },
  { '1', "0c2a2j" },
  { '2', "~0b1a4a5b5d0j 0j5j" },
  { '3', "~0b1a4a5b5d4e2e ~2e4e5f5i4j1j0i" },
  { '4', "4j4a0g6g" },
  { '5', "5a1a0e ~0e3d5f5i4j1j0i" },
  { '6', "~5b4a1a0c0i1j4j5i5f4e1e0f" },
  { '7', "0a5a2j" },
  { '8', "~2a1a0b0d1e4e5f5i4j1j0i0f1e4e5d5b4a2a" },
  { '9', "~0i1j4j5h5b4a1a0b0e1f4f5e" },
  { '+', "3c3i 0f6f" },
  { '-', "0f4f" },
  { '.', "0i0j" },
  { ',', "1i0k" },
  { ':', "0d0e 0i0j" },
  { '/', "0k5a" },
  { '(', "~2a0d0g2k" },
  { ')', "~0a2d2g0k" },
  { '=', "0e5e 0h5h" },
  { '*', "2b2f 0c4e 4c0e" },
  { '%', "0j6a ~1a0b0c1d2c2b1a ~5g4h4i5j6i6h5g" },
  { '$', "0m0d ~0d0i1j3j5h 5d5j" },
};

/* NULL where the alphabet lacks it. */
static const char *
strokes_of (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (alphabet); i++)
    if (alphabet[i].letter == letter)
      return alphabet[i].strokes;
  return NULL;
}

/* Columns up to its right end, and the gap to the next. */
static double
advance_of (char letter)
{
  const char *strokes = strokes_of (letter);
  char right = '0';

  if (strokes == NULL)
    return letter == ' ' ? 4 : 0;
  for (; *strokes != '\0'; strokes++)
    if (*strokes >= '0' && *strokes <= '9')
      right = MAX (right, *strokes);
  return right - '0' + GAP;
}

/**
 * Line: where the grid lies
 * @unit: pixels a row and column
 */
typedef struct
{
  TwinPoint start;
  double unit;
  double cosine, sine;
} Line;

/* @across and @up: grid units from the line's start. */
static TwinPoint
place_of (const Line *line, double across, double up)
{
  return (TwinPoint){ line->start.x + line->unit * (across * line->cosine - up * line->sine),
                      line->start.y - line->unit * (across * line->sine + up * line->cosine) };
}

/* Corner cutting (Chaikin): each side is replaced by its middle half; the ends stay. */
static guint
round_corners (TwinPoint *points, guint n)
{
  TwinPoint cut[MOST_POINTS];
  guint n_cut = 0;

  if (n < 3 || 2 * n > MOST_POINTS)
    return n;
  cut[n_cut++] = points[0];
  for (guint i = 0; i + 1 < n; i++)
    {
      const TwinPoint *a = &points[i], *b = &points[i + 1];

      if (i > 0)
        cut[n_cut++] = (TwinPoint){ 0.75 * a->x + 0.25 * b->x, 0.75 * a->y + 0.25 * b->y };
      if (i + 2 < n)
        cut[n_cut++] = (TwinPoint){ 0.25 * a->x + 0.75 * b->x, 0.25 * a->y + 0.75 * b->y };
    }
  cut[n_cut++] = points[n - 1];
  memcpy (points, cut, n_cut * sizeof *cut);
  return n_cut;
}

/* Draws the stroke at @at; returns what comes after it. */
static const char *
draw_stroke (const TwinPen *pen, const Line *line, double column, const char *at)
{
  TwinPoint points[MOST_POINTS];
  gboolean rounded = *at == '~';
  guint n = 0;

  for (at += rounded; *at != '\0' && *at != ' ' && n < MOST_POINTS; at += 2)
    points[n++] = place_of (line, column + (at[0] - '0'), CAPITAL_ROWS - (at[1] - 'a'));
  if (rounded)
    n = round_corners (points, round_corners (points, n));
  for (guint i = 0; i + 1 < n; i++)
    twin_pen_line (pen, points[i], points[i + 1]);
  return *at == ' ' ? at + 1 : at;
}

void
twin_letter (const TwinPen *pen, const char *text, TwinPoint start, double height, double angle)
{
  double radians = angle * G_PI / 180;
  Line line = { start, height / CAPITAL_ROWS, cos (radians), sin (radians) };
  double column = 0;

  for (; *text != '\0'; text++)
    {
      for (const char *at = strokes_of (*text); at != NULL && *at != '\0';)
        at = draw_stroke (pen, &line, column, at);
      column += advance_of (*text);
    }
}

double
twin_letter_length (const char *text, double height)
{
  double columns = 0;

  for (; *text != '\0'; text++)
    columns += advance_of (*text);
  return MAX (columns - GAP, 0) * height / CAPITAL_ROWS;
}
