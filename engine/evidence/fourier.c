/* fourier.c: FFTW, with a plan for each size that a thread meets. */
#include "evidence/fourier.h"

#include <fftw3.h>
#include <string.h>

typedef struct
{
  guint width;
  guint height;
  fftwf_plan forward;
  fftwf_plan backward;
} Plan;

/* 2^n, and one and a half as much. */
guint
twin_fourier_length (guint least)
{
  guint length = 16;

  while (length < least && length / 2 * 3 < least)
    length *= 2;
  return length >= least ? length : length / 2 * 3;
}

static void
plan_free (Plan *plan)
{
  fftwf_destroy_plan (plan->forward);
  fftwf_destroy_plan (plan->backward);
  g_free (plan);
}

/* FFTW's planner works on data of its own, which it only locks when asked to. */
static void
make_planner_safe (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      fftwf_make_planner_thread_safe ();
      g_once_init_leave (&once, 1);
    }
}

static Plan *
plan_new (const TwinFourier *fourier)
{
  Plan *plan = g_new (Plan, 1);
  int rows = (int) fourier->height, columns = (int) fourier->width;

  make_planner_safe ();
  plan->width = fourier->width;
  plan->height = fourier->height;
  /* An estimate, since measuring takes longer than all transforms of a pair. It touches no values. */
  plan->forward = fftwf_plan_dft_r2c_2d (rows, columns, fourier->values, fourier->waves,
                                         FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
  plan->backward = fftwf_plan_dft_c2r_2d (rows, columns, fourier->waves, fourier->values,
                                          FFTW_ESTIMATE);
  return plan;
}

/* The thread's own, so that looking one up takes no lock. Sizes are few. */
static const Plan *
find_plan (const TwinFourier *fourier)
{
  static GPrivate private = G_PRIVATE_INIT ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *plans = g_private_get (&private);

  if (plans == NULL)
    {
      plans = g_ptr_array_new_with_free_func ((GDestroyNotify) plan_free);
      g_private_set (&private, plans);
    }
  for (guint i = 0; i < plans->len; i++)
    {
      const Plan *plan = plans->pdata[i];

      if (plan->width == fourier->width && plan->height == fourier->height)
        return plan;
    }
  g_ptr_array_add (plans, plan_new (fourier));
  return plans->pdata[plans->len - 1];
}

TwinFourier *
twin_fourier_new (guint width, guint height)
{
  g_autoptr (TwinFourier) fourier = g_new0 (TwinFourier, 1);
  gsize n = (gsize) width * height;

  fourier->width = width;
  fourier->height = height;
  fourier->values = fftwf_alloc_real (n);
  fourier->waves = fftwf_alloc_complex (twin_fourier_n_waves (fourier));
  if (fourier->values == NULL || fourier->waves == NULL)
    return NULL;
  memset (fourier->values, 0, n * sizeof (float));
  memset (fourier->waves, 0, twin_fourier_n_waves (fourier) * sizeof (float complex));
  return g_steal_pointer (&fourier);
}

void
twin_fourier_free (TwinFourier *fourier)
{
  if (fourier == NULL)
    return;
  fftwf_free (fourier->values);
  fftwf_free (fourier->waves);
  g_free (fourier);
}

/* FFTW's allocator aligns all of them alike, so a plan made for one serves all. */
void
twin_fourier_forward (TwinFourier *fourier)
{
  fftwf_execute_dft_r2c (find_plan (fourier)->forward, fourier->values, fourier->waves);
}

void
twin_fourier_backward (TwinFourier *fourier)
{
  fftwf_execute_dft_c2r (find_plan (fourier)->backward, fourier->waves, fourier->values);
}

void
twin_fourier_correlate (const TwinFourier *a, const TwinFourier *b, TwinFourier *out)
{
  gsize n = twin_fourier_n_waves (out);
  const float *of_a = (const float *) a->waves, *of_b = (const float *) b->waves;
  float *to = (float *) out->waves;

  /* Written out: the language's own product looks for infinities. */
  for (gsize i = 0; i < 2 * n; i += 2)
    {
      float real = of_a[i] * of_b[i] + of_a[i + 1] * of_b[i + 1];
      float imaginary = of_a[i + 1] * of_b[i] - of_a[i] * of_b[i + 1];

      to[i] = real;
      to[i + 1] = imaginary;
    }
}
