#include "evidence/descriptor-bank.h"

#include "evidence/descriptor-bank-resources.h"
#include "evidence/describe.h"
#include "evidence/products.h"

#include <gio/gio.h>
#include <math.h>

#define RESOURCE "/org/twinscope/evidence/descriptor-bank.bin"
/* Descriptors that are measured at a time: the products stay in the cache. */
#define BLOCK 64

/* (transfer full): it was linked in, so it is there. */
static GBytes *
open_bank (void)
{
  return g_resource_lookup_data (twin_descriptor_bank_get_resource (), RESOURCE,
                                 G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static guint
count (GBytes *bank)
{
  return (guint) (g_bytes_get_size (bank) / TWIN_DESCRIPTOR_LENGTH);
}

guint
twin_descriptor_bank_get_size (void)
{
  g_autoptr (GBytes) bank = open_bank ();

  return count (bank);
}

gboolean
twin_descriptor_bank_measure (const guint8 *descriptors, guint n, float *out_distance)
{
  g_autoptr (GBytes) bank = open_bank ();
  guint size = count (bank);
  g_autofree float *columns = twin_descriptors_to_floats (g_bytes_get_data (bank, NULL), size);
  g_autofree float *rows = twin_descriptors_to_floats (descriptors, n);
  g_autofree float *products = g_try_new (float, (gsize) BLOCK *MAX (size, 1));

  if (columns == NULL || rows == NULL || products == NULL)
    return FALSE;
  for (guint first = 0; first < n; first += BLOCK)
    {
      guint block = MIN (BLOCK, n - first);

      twin_descriptor_products (rows + (gsize) first * TWIN_DESCRIPTOR_LENGTH, block, columns, size,
                                products, size);
      for (guint i = 0; i < block; i++)
        {
          float nearest = 0;

          if (size > 0)
            twin_loops_get ()->best (products + (gsize) i * size, size, &nearest);
          out_distance[first + i] = twin_descriptor_distance (nearest);
        }
    }
  return TRUE;
}
