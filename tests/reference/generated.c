#include "generated.h"

#include <math.h>

static guint64
fnv1a (const char *name)
{
  guint64 seed = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *name != '\0'; name++)
    seed = (seed ^ (guchar) *name) * G_GUINT64_CONSTANT (0x100000001b3);
  return seed;
}

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
generated_into (const char *name, float scale, float offset, gsize n, float *values)
{
  guint64 state = fnv1a (name);

  for (gsize i = 0; i < n; i++)
    {
      state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      values[i] = offset + scale * ((float) (mix (state) >> 40) * 0x1p-23f - 1.0f);
    }
}

float *
generated (const char *name, gsize n)
{
  float *values = g_new (float, n);

  generated_into (name, 1.0f, 0.0f, n, values);
  return values;
}

static void
lively_vector (const char *name, gsize n, float *values)
{
  if (g_str_has_suffix (name, "bn3.weight"))
    generated_into (name, 0.2f, 0.3f, n, values);
  else if (g_str_has_suffix (name, ".weight") || g_str_has_suffix (name, ".running_var"))
    generated_into (name, 0.5f, 1.0f, n, values);
  else
    generated_into (name, 0.2f, 0.0f, n, values);
}

static void
settled_vector (const char *name, gsize n, float *values)
{
  if (g_str_has_suffix (name, ".weight"))
    generated_into (name, 0.1f, 0.5f, n, values);
  else if (g_str_has_suffix (name, ".bias"))
    {
      generated_into (name, 0.3f, 1.2f, n, values);
      for (gsize i = 0; i < n; i += 3)
        values[i] *= -1.0f;
    }
  else
    generated_into (name, 0.5f, g_str_has_suffix (name, "running_var") ? 1.0f : 0.0f, n, values);
}

void
generated_encoder (const TwinNetwork *network, GeneratedWeights kind, float *values)
{
  for (guint i = 0; i < twin_parameters_get_n (network->parameters); i++)
    {
      const TwinParameter *parameter = twin_parameters_get (network->parameters, i);
      g_autofree float *file = g_new (float, parameter->size);

      if (!g_str_has_prefix (parameter->name, "encoder."))
        continue;
      if (parameter->n_dims > 1)
        generated_into (parameter->name,
                        sqrtf (6.0f / (float) (parameter->size / parameter->dims[0])), 0.0f,
                        parameter->size, file);
      else if (kind == GENERATED_LIVELY)
        lively_vector (parameter->name, parameter->size, file);
      else
        settled_vector (parameter->name, parameter->size, file);
      twin_parameter_from_file (parameter, file, values + parameter->offset);
    }
}
