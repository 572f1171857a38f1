#include "scan/candidates.h"
#include "nn/gemm.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Views in a block: enough that the product outweighs the packing. 8 MB a side. */
#define BLOCK_ROWS 1024

/* Rounding of a sum of 2048 float products, many times over. */
#define ROOM 1e-3f

/* Subjects [first, end) whose views together are one side of a product. */
typedef struct
{
  guint first;
  guint end;
} Block;

/**
 * Search:
 * @blocks: (element-type Block)
 * @left: [rows][width]: units of one block, times the classifier's weights
 * @right: [rows][width]: units of another
 * @logits: [rows of left][rows of right], without the bias
 */
typedef struct
{
  GPtrArray *subjects;
  TwinWorkers *workers;
  guint width;
  const float *weights;
  float lowest;
  GArray *blocks;
  float *left;
  float *right;
  float *logits;
  GArray *found;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->blocks, g_array_unref);
  g_clear_pointer (&self->found, g_array_unref);
  g_free (self->left);
  g_free (self->right);
  g_free (self->logits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static const TwinEmbeddings *
embeddings_of (const Search *self, guint subject)
{
  return twin_subject_get_embeddings (self->subjects->pdata[subject]);
}

static gsize
count_rows (const Search *self, const Block *block)
{
  gsize rows = 0;

  for (guint i = block->first; i < block->end; i++)
    rows += embeddings_of (self, i)->n;
  return rows;
}

/* A subject with more views than a block should have is a block by itself.
 * Returns: the views of the largest block. */
static gsize
cut_blocks (Search *self)
{
  Block block = { 0, 0 };
  gsize rows = 0, largest = 1;

  self->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  for (guint i = 0; i < self->subjects->len; i++)
    {
      guint n = embeddings_of (self, i)->n;

      if (rows > 0 && rows + n > BLOCK_ROWS)
        {
          g_array_append_val (self->blocks, block);
          block.first = i;
          rows = 0;
        }
      block.end = i + 1;
      rows += n;
      largest = MAX (largest, rows);
    }
  if (rows > 0)
    g_array_append_val (self->blocks, block);
  return largest;
}

static gboolean
allocate (Search *self, gsize rows, GError **error)
{
  self->left = g_try_new (float, rows * self->width);
  self->right = g_try_new (float, rows * self->width);
  self->logits = g_try_new (float, rows *rows);
  if (self->left != NULL && self->right != NULL && self->logits != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("Memory does not suffice to compare %u pictures"), self->subjects->len);
  return FALSE;
}

/* @weights: [width] or NULL for 1 */
static void
pack (const Search *self, const Block *block, const float *weights, float *rows)
{
  for (guint i = block->first; i < block->end; i++)
    {
      const TwinEmbeddings *embeddings = embeddings_of (self, i);

      for (guint view = 0; view < embeddings->n; view++, rows += self->width)
        {
          const float *unit = embeddings->units + (gsize) view * self->width;

          memcpy (rows, unit, self->width * sizeof (float));
          for (guint k = 0; weights != NULL && k < self->width; k++)
            rows[k] *= weights[k];
        }
    }
}

static float
highest_of (const float *logits, gsize stride, guint n_rows, guint n_columns)
{
  float highest = -INFINITY;

  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      highest = MAX (highest, logits[row * stride + column]);
  return highest;
}

/* @a: a subject of the left block, @logits: its rows */
static void
keep_pairs_of (Search *self, guint a, const Block *right, const float *logits, gsize stride)
{
  guint n_rows = embeddings_of (self, a)->n;
  gsize column = 0;

  for (guint b = right->first; b < right->end; b++)
    {
      guint n_columns = embeddings_of (self, b)->n;
      TwinCandidate pair = { a, b };

      if (a < b && highest_of (logits + column, stride, n_rows, n_columns) >= self->lowest)
        g_array_append_val (self->found, pair);
      column += n_columns;
    }
}

static void
compare_blocks (Search *self, const Block *left, const Block *right)
{
  gsize n_left = count_rows (self, left), n_right = count_rows (self, right), row = 0;
  TwinGemm gemm = {
    .transpose_b = TRUE,
    .m = n_left,
    .n = n_right,
    .k = self->width,
    .a = self->left,
    .stride_a = self->width,
    .b = self->right,
    .stride_b = self->width,
    .c = self->logits,
    .stride_c = n_right,
  };

  pack (self, right, NULL, self->right);
  twin_gemm (self->workers, &gemm);
  for (guint a = left->first; a < left->end; a++)
    {
      keep_pairs_of (self, a, right, self->logits + row * n_right, n_right);
      row += embeddings_of (self, a)->n;
    }
}

static gboolean
compare_all (Search *self, TwinCandidatesProgress progress, gpointer data,
             GCancellable *cancellable, GError **error)
{
  guint n = self->blocks->len, n_done = 0, n_all = n * (n + 1) / 2;

  for (guint i = 0; i < n; i++)
    {
      const Block *left = &g_array_index (self->blocks, Block, i);

      pack (self, left, self->weights, self->left);
      for (guint j = i; j < n; j++)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          compare_blocks (self, left, &g_array_index (self->blocks, Block, j));
          if (progress != NULL)
            progress ((double) ++n_done / n_all, data);
        }
    }
  return TRUE;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const TwinCandidate *first = a, *second = b;

  if (first->a != second->a)
    return first->a < second->a ? -1 : 1;
  return first->b < second->b ? -1 : first->b > second->b;
}

GArray *
twin_candidates_find (const TwinModel *model, TwinWorkers *workers, GPtrArray *subjects,
                      float lowest_logit, TwinCandidatesProgress progress, gpointer data,
                      GCancellable *cancellable, GError **error)
{
  const TwinClassifier *classifier = &twin_model_get_network (model)->classifier;
  const float *values = twin_model_get_values (model);
  float lowest = lowest_logit - values[classifier->bias];
  g_auto (Search) search = {
    .subjects = subjects,
    .workers = workers,
    .width = classifier->width,
    .weights = values + classifier->weight,
    .lowest = lowest - ROOM * (1.0f + fabsf (lowest)),
    .found = g_array_new (FALSE, FALSE, sizeof (TwinCandidate)),
  };

  if (!allocate (&search, cut_blocks (&search), error) ||
      !compare_all (&search, progress, data, cancellable, error))
    return NULL;
  g_array_sort (search.found, compare_candidates);
  return g_steal_pointer (&search.found);
}
