#include "nn/tiles.h"

#include <string.h>

/* Operands are counted in elements of four bytes (micro-kernel.h). */
static gconstpointer
at (gconstpointer elements, gsize index)
{
  return (const guint32 *) elements + index;
}

/* The epilogue of a tile that stands over C's edge, value by value. */
static void
finish_edge (gsize rows, gsize columns, const float *tile, const TwinEpilogue *epilogue, float *c,
             gsize stride_c)
{
  for (gsize row = 0; row < rows; row++)
    for (gsize column = 0; column < columns; column++)
      {
        float value = tile[row * TWIN_TILE_COLUMNS + column];

        if (epilogue->bias != NULL)
          value += epilogue->bias[column];
        if (epilogue->addend != NULL)
          value += epilogue->addend[row * epilogue->stride_addend + column];
        c[row * stride_c + column] = epilogue->relu && value < 0.0f ? 0.0f : value;
      }
}

/* The next tile's rows: whatever fetches ahead by itself stops at the end of each row. Hints beyond the end do no harm. */
static void
fetch_rows (const guint32 *rows, gsize n, gsize depth, gsize stride)
{
  for (gsize row = 0; row < n; row++)
    for (gsize i = 0; i < depth; i += 16)
      __builtin_prefetch (rows + row * stride + i, 0, 2);
}

static TwinEpilogue
epilogue_at (const TwinEpilogue *epilogue, gsize row, gsize column)
{
  TwinEpilogue there = *epilogue;

  if (there.bias != NULL)
    there.bias += column;
  if (there.addend != NULL)
    there.addend += row * there.stride_addend + column;
  return there;
}

void
twin_tiles_along (const TwinMicroKernel *kernel, gsize rows, gsize depth, gconstpointer a,
                  gsize stride_a, gconstpointer packed, gsize first_panel, gsize end_panel,
                  gsize columns, const TwinEpilogue *epilogue, float *c, gsize stride_c)
{
  const TwinEpilogue none = { 0 };
  float tile[TWIN_TILE_ROWS * TWIN_TILE_COLUMNS];

  for (gsize panel = first_panel; panel < end_panel; panel++)
    for (gsize row = 0; row < rows; row += kernel->rows)
      {
        guint height = MIN (kernel->rows, rows - row);
        gsize column = panel * kernel->columns, width = MIN (kernel->columns, columns - column);
        gconstpointer b = at (packed, column * depth);
        TwinEpilogue there = epilogue_at (epilogue, row, column);
        float *to = c + row * stride_c + column;

        if (panel == first_panel && row + height < rows)
          fetch_rows (at (a, (row + height) * stride_a), MIN (kernel->rows, rows - row - height),
                      depth, stride_a);
        if (width == kernel->columns)
          kernel->along (height, depth, at (a, row * stride_a), stride_a, b, &there, to, stride_c);
        else
          {
            kernel->along (height, depth, at (a, row * stride_a), stride_a, b, &none, tile,
                           TWIN_TILE_COLUMNS);
            finish_edge (height, width, tile, &there, to, stride_c);
          }
      }
}

void
twin_tiles_across (const TwinMicroKernel *kernel, gsize rows, gsize columns, gsize depth,
                   gconstpointer a, gsize stride_a, gconstpointer b, gsize stride_b, gboolean add,
                   float *c, gsize stride_c)
{
  float tile[TWIN_TILE_ROWS * TWIN_TILE_COLUMNS];

  for (gsize column = 0; column < columns; column += kernel->columns)
    for (gsize row = 0; row < rows; row += kernel->rows)
      {
        guint height = MIN (kernel->rows, rows - row);
        gsize width = MIN (kernel->columns, columns - column);
        TwinEpilogue sum = { .addend = add ? c + row * stride_c + column : NULL,
                             .stride_addend = stride_c };
        float *to = c + row * stride_c + column;

        if (width == kernel->columns)
          kernel->across (height, depth, at (a, row), stride_a, at (b, column), stride_b, add, to,
                          stride_c);
        else
          {
            kernel->across (height, depth, at (a, row), stride_a, at (b, column), stride_b, FALSE,
                            tile, TWIN_TILE_COLUMNS);
            finish_edge (height, width, tile, &sum, to, stride_c);
          }
      }
}
