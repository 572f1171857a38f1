#include "scan/candidates.h"
#include "nn/gemm.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Views in a block: enough that the product outweighs the packing. 8 MB a side. */
#define BLOCK_ROWS 1024

/* Rounding of a sum of 2048 float products, many times over. */
#define ROOM 1e-3f

/**
 * Block: subjects [first, end) whose views together are one side of a product
 * @rows: views that count on this side
 */
typedef struct
{
  guint first;
  guint end;
  gsize rows;
} Block;

/**
 * Search:
 * @lefts: (element-type Block): of whole views, tiles left out
 * @rights: (element-type Block): of all views
 * @left: [rows][width]: units of a left block, times the classifier's weights
 * @right: [rows][width]: units of a right block
 * @logits: [rows of left][rows of right], without the bias
 */
typedef struct
{
  GPtrArray *subjects;
  TwinWorkers *workers;
  guint width;
  const float *weights;
  float lowest;
  GArray *lefts;
  GArray *rights;
  float *left;
  float *right;
  float *logits;
  GArray *found;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->lefts, g_array_unref);
  g_clear_pointer (&self->rights, g_array_unref);
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

static guint
count_whole (const Search *self, guint subject)
{
  return embeddings_of (self, subject)->n - embeddings_of (self, subject)->n_tiles;
}

static guint
count_all (const Search *self, guint subject)
{
  return embeddings_of (self, subject)->n;
}

typedef guint (*CountViews) (const Search *self, guint subject);

/* A subject with more views than a block should have is a block by itself. */
static GArray *
cut_blocks (const Search *self, CountViews count)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  Block block = { 0, 0, 0 };

  for (guint i = 0; i < self->subjects->len; i++)
    {
      guint n = count (self, i);

      if (block.rows > 0 && block.rows + n > BLOCK_ROWS)
        {
          g_array_append_val (blocks, block);
          block = (Block){ i, i, 0 };
        }
      block.end = i + 1;
      block.rows += n;
    }
  if (block.rows > 0)
    g_array_append_val (blocks, block);
  return blocks;
}

/* At least 1, so that an allocation of none is no failure. */
static gsize
largest_of (const GArray *blocks)
{
  gsize largest = 1;

  for (guint i = 0; i < blocks->len; i++)
    largest = MAX (largest, g_array_index (blocks, Block, i).rows);
  return largest;
}

static gboolean
allocate (Search *self, GError **error)
{
  gsize n_left = largest_of (self->lefts), n_right = largest_of (self->rights);
  gsize n_logits = n_left * n_right;

  n_left *= self->width;
  n_right *= self->width;
  self->left = g_try_new (float, n_left);
  self->right = g_try_new (float, n_right);
  self->logits = g_try_new (float, n_logits);
  if (self->left != NULL && self->right != NULL && self->logits != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("Memory does not suffice to compare %u pictures"), self->subjects->len);
  return FALSE;
}

static void
pack_left (Search *self, const Block *block)
{
  float *row = self->left;

  for (guint i = block->first; i < block->end; i++)
    {
      const float *unit = embeddings_of (self, i)->units;

      for (guint view = 0; view < count_whole (self, i); view++)
        for (guint k = 0; k < self->width; k++)
          *row++ = *unit++ * self->weights[k];
    }
}

static void
pack_right (Search *self, const Block *block)
{
  float *row = self->right;

  for (guint i = block->first; i < block->end; i++)
    {
      gsize n = (gsize) count_all (self, i) * self->width;

      memcpy (row, embeddings_of (self, i)->units, n * sizeof (float));
      row += n;
    }
}

static float
highest_of (const float *logits, gsize stride, guint n_rows, guint n_columns)
{
  float highest = -INFINITY;

  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      if (logits[row * stride + column] > highest)
        highest = logits[row * stride + column];
  return highest;
}

/* @subject: of the left block, @logits: its rows */
static void
keep_pairs_of (Search *self, guint subject, const Block *right, const float *logits)
{
  guint n_rows = count_whole (self, subject);

  for (guint other = right->first; other < right->end; other++)
    {
      guint n_columns = count_all (self, other);
      TwinCandidate pair = { MIN (subject, other), MAX (subject, other) };

      if (subject != other && highest_of (logits, right->rows, n_rows, n_columns) >= self->lowest)
        g_array_append_val (self->found, pair);
      logits += n_columns;
    }
}

static void
compare_blocks (Search *self, const Block *left, const Block *right)
{
  TwinGemm gemm = {
    .transpose_b = TRUE,
    .m = left->rows,
    .n = right->rows,
    .k = self->width,
    .a = self->left,
    .stride_a = self->width,
    .b = self->right,
    .stride_b = self->width,
    .c = self->logits,
    .stride_c = right->rows,
  };
  const float *logits = self->logits;

  pack_right (self, right);
  twin_gemm (self->workers, &gemm);
  for (guint i = left->first; i < left->end; i++)
    {
      keep_pairs_of (self, i, right, logits);
      logits += count_whole (self, i) * right->rows;
    }
}

static gboolean
compare_all (Search *self, TwinCandidatesProgress progress, gpointer data,
             GCancellable *cancellable, GError **error)
{
  guint n_done = 0, n_all = self->lefts->len * self->rights->len;

  for (guint i = 0; i < self->lefts->len; i++)
    {
      const Block *left = &g_array_index (self->lefts, Block, i);

      pack_left (self, left);
      for (guint j = 0; j < self->rights->len; j++)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          compare_blocks (self, left, &g_array_index (self->rights, Block, j));
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

/* A pair may have been found from either side. */
static void
sort_and_drop_repeated (GArray *found)
{
  TwinCandidate *pairs = (TwinCandidate *) found->data;
  guint kept = 0;

  g_array_sort (found, compare_candidates);
  for (guint i = 0; i < found->len; i++)
    if (kept == 0 || compare_candidates (&pairs[kept - 1], &pairs[i]) != 0)
      pairs[kept++] = pairs[i];
  g_array_set_size (found, kept);
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

  search.lefts = cut_blocks (&search, count_whole);
  search.rights = cut_blocks (&search, count_all);
  if (!allocate (&search, error) || !compare_all (&search, progress, data, cancellable, error))
    return NULL;
  sort_and_drop_repeated (search.found);
  return g_steal_pointer (&search.found);
}
