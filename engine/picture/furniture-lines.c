#include "picture/furniture-private.h"

#include <string.h>

#define LEAST_LETTERS 3
/* Small letters beside capitals; points and commas are taken in afterwards. */
#define LEAST_LIKENESS 0.55
#define SHARP 0.65
/* Of a letter's height, its strokes on average: bands in a row are thicker. */
#define THICKEST 0.5

static gboolean
may_be_letter (const TwinComponent *component, guint width, guint height)
{
  guint across = twin_component_width (component), down = twin_component_height (component);
  gboolean is_full = twin_component_is_bright (component) ? component->extreme >= 170
                                                          : component->extreme <= 90;

  return is_full && down >= 5 && down <= MAX (0.12 * height, 16) && across <= 2.2 * down &&
         twin_component_stroke (component) <= THICKEST * down && component->edges >= 3 &&
         twin_component_is_sharp (component, SHARP);
}

/* Is @b the letter after @a? */
static gboolean
follows (const TwinComponent *a, const TwinComponent *b)
{
  guint of_a = twin_component_height (a), of_b = twin_component_height (b), most = MAX (of_a, of_b);
  guint top = MAX (a->box.top, b->box.top), bottom = MIN (a->box.bottom, b->box.bottom);
  int gap = (int) b->box.left - (int) a->box.right;

  return a->ink == b->ink && MIN (of_a, of_b) >= LEAST_LIKENESS * most && gap >= -1 &&
         gap <= 0.9 * most && bottom > top && bottom - top >= 0.6 * MIN (of_a, of_b) &&
         ABS ((int) a->extreme - (int) b->extreme) <= 70;
}

static int
compare_left (gconstpointer a, gconstpointer b)
{
  const TwinComponent *const *first = a, *const *second = b;
  guint of_first = (*first)->box.left, of_second = (*second)->box.left;

  return of_first < of_second ? -1 : of_first > of_second;
}

/* The letters from the left. (transfer full) */
static GPtrArray *
letters_of (GArray *components, guint width, guint height)
{
  GPtrArray *letters = g_ptr_array_new ();

  for (guint i = 0; i < components->len; i++)
    {
      TwinComponent *component = &g_array_index (components, TwinComponent, i);

      if (may_be_letter (component, width, height))
        g_ptr_array_add (letters, component);
    }
  g_ptr_array_sort (letters, compare_left);
  return letters;
}

/* The first letter after number @from that follows it, else their number. */
static guint
next_letter (const GPtrArray *letters, guint from)
{
  const TwinComponent *last = g_ptr_array_index (letters, from);
  guint reach = last->box.right + twin_component_height (last) * 2;

  for (guint i = from + 1; i < letters->len; i++)
    {
      const TwinComponent *letter = g_ptr_array_index (letters, i);

      if (letter->box.left > reach)
        break;
      if (follows (last, letter))
        return i;
    }
  return letters->len;
}

/* Marks the line that begins at number @from, if it is long enough. */
static void
judge_line (GPtrArray *letters, guint from)
{
  guint chain[128], length = 0;

  for (guint at = from; at < letters->len && length < G_N_ELEMENTS (chain);
       at = next_letter (letters, at))
    chain[length++] = at;
  for (guint i = 0; length >= LEAST_LETTERS && i < length; i++)
    ((TwinComponent *) g_ptr_array_index (letters, chain[i]))->shape = TWIN_SHAPE_FURNITURE;
}

void
twin_components_join_lines (GArray *components, guint width, guint height)
{
  g_autoptr (GPtrArray) letters = letters_of (components, width, height);

  for (guint i = 0; i < letters->len; i++)
    judge_line (letters, i);
}
