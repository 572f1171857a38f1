/* false-colour.c: a grey shown by a table of colours, as microscope programs do. */
#include "modify/operations.h"

#define N_STOPS 5
#define N_ENTRIES 256

/* Colours (0xRRGGBB) at greys of 0, 1/4, 1/2, 3/4 and 1; straight lines between. */
static const guint32 tables[][N_STOPS] = {
  { 0x000000, 0x004000, 0x008000, 0x00c000, 0x00ff00 }, /* green */
  { 0x000000, 0x400000, 0x800000, 0xc00000, 0xff0000 }, /* red */
  { 0x000000, 0x000040, 0x000080, 0x0000c0, 0x0000ff }, /* blue */
  { 0x000000, 0x004040, 0x008080, 0x00c0c0, 0x00ffff }, /* cyan */
  { 0x000000, 0x400040, 0x800080, 0xc000c0, 0xff00ff }, /* magenta */
  { 0x000000, 0x404000, 0x808000, 0xc0c000, 0xffff00 }, /* yellow */
  { 0x000000, 0x701028, 0xd04010, 0xf8b020, 0xffffff }, /* embers: black, red, orange, white */
  { 0x000000, 0x102878, 0x2080c0, 0x90d8e0, 0xffffff }, /* ice */
  { 0x0000ff, 0x00c0ff, 0x00e000, 0xffe000, 0xff0000 }, /* rainbow */
  { 0x301050, 0x304888, 0x209080, 0x70c850, 0xf8e830 }, /* violet to yellow, evenly lighter */
  { 0xffffff, 0xf0c0d8, 0xc878b0, 0x783c90, 0x281450 }, /* as a stain: dark is much */
  { 0xffffff, 0xf0d8b0, 0xc89858, 0x805028, 0x301808 }, /* the same in brown */
};

static void
fill_table (const guint32 *stops, float table[N_ENTRIES + 1][3])
{
  for (guint i = 0; i <= N_ENTRIES; i++)
    {
      float place = (float) i * (N_STOPS - 1) / N_ENTRIES;
      guint below = MIN ((guint) place, N_STOPS - 2);
      float part = place - below;

      for (guint channel = 0; channel < 3; channel++)
        {
          guint shift = 16 - 8 * channel;
          float low = (stops[below] >> shift) & 0xff, high = (stops[below + 1] >> shift) & 0xff;

          table[i][channel] = (low + part * (high - low)) / 255.0f;
        }
    }
}

void
twin_modify_false_colour (TwinRaster *raster, guint table)
{
  gsize n = (gsize) raster->width * raster->height;
  float *pixel = raster->pixels;
  float colours[N_ENTRIES + 1][3];

  fill_table (tables[table % G_N_ELEMENTS (tables)], colours);
  for (gsize i = 0; i < n; i++, pixel += 3)
    {
      float place = twin_clamp_unit (twin_grey_of (pixel)) * N_ENTRIES;
      guint below = MIN ((guint) place, N_ENTRIES - 1);
      float part = place - below;

      for (guint channel = 0; channel < 3; channel++)
        pixel[channel] = colours[below][channel] +
                         part * (colours[below + 1][channel] - colours[below][channel]);
    }
}
