#include "nn/resnet50.h"

/* Four stages; the 3x3 of a stage's first block has stride 2, but for the first stage. */
static const struct
{
  guint blocks;
  guint width; /* of the 1x1 and 3x3 inside; four times as many come out */
  guint stride;
} stages[] = { { 3, 64, 1 }, { 4, 128, 2 }, { 6, 256, 2 }, { 3, 512, 2 } };

#define EXPANSION 4
#define STEM_WIDTH 64

static void
plan_unit (TwinUnit *unit, TwinParameters *parameters, const char *convolution, const char *norm,
           guint in, guint out, guint kernel, guint stride)
{
  g_autofree char *weight = g_strconcat ("encoder.", convolution, ".weight", NULL);
  g_autofree char *norm_name = g_strconcat ("encoder.", norm, NULL);

  twin_convolution_plan (&unit->convolution, parameters, weight, in, out, kernel, stride);
  twin_batch_norm_plan (&unit->norm, parameters, norm_name, out);
}

static void
plan_inside (TwinUnit *unit, TwinParameters *parameters, const char *block, guint number, guint in,
             guint out, guint kernel, guint stride)
{
  g_autofree char *convolution = g_strdup_printf ("%s.conv%u", block, number);
  g_autofree char *norm = g_strdup_printf ("%s.bn%u", block, number);

  plan_unit (unit, parameters, convolution, norm, in, out, kernel, stride);
}

static void
plan_block (TwinBottleneck *block, TwinParameters *parameters, const char *name, guint in,
            guint width, guint stride)
{
  guint out = width * EXPANSION;

  plan_inside (&block->units[0], parameters, name, 1, in, width, 1, 1);
  plan_inside (&block->units[1], parameters, name, 2, width, width, 3, stride);
  plan_inside (&block->units[2], parameters, name, 3, width, out, 1, 1);
  block->has_shortcut = in != out || stride != 1;
  if (block->has_shortcut)
    {
      g_autofree char *convolution = g_strconcat (name, ".downsample.0", NULL);
      g_autofree char *norm = g_strconcat (name, ".downsample.1", NULL);

      plan_unit (&block->shortcut, parameters, convolution, norm, in, out, 1, stride);
    }
}

void
twin_resnet50_plan (TwinResnet50 *resnet, TwinParameters *parameters)
{
  TwinBottleneck *block = resnet->blocks;
  guint in = STEM_WIDTH;

  plan_unit (&resnet->stem, parameters, "conv1", "bn1", 3, STEM_WIDTH, 7, 2);
  for (guint stage = 0; stage < G_N_ELEMENTS (stages); stage++)
    for (guint i = 0; i < stages[stage].blocks; i++, block++)
      {
        g_autofree char *name = g_strdup_printf ("layer%u.%u", stage + 1, i);

        plan_block (block, parameters, name, in, stages[stage].width,
                    i == 0 ? stages[stage].stride : 1);
        in = stages[stage].width * EXPANSION;
      }
}

void
twin_resnet50_set_precision (TwinResnet50 *resnet, TwinPrecision precision)
{
  resnet->stem.convolution.precision = precision;
  for (guint i = 0; i < TWIN_RESNET50_BLOCKS; i++)
    {
      for (guint unit = 0; unit < 3; unit++)
        resnet->blocks[i].units[unit].convolution.precision = precision;
      resnet->blocks[i].shortcut.convolution.precision = precision;
    }
}
