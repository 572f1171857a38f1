/* registration.h: where one picture lies in another, for those that have too few key points to tell. */
#pragma once

#include "evidence/affine.h"
#include "evidence/grey.h"

G_BEGIN_DECLS

/* As many as are worth a closer look. */
#define TWIN_REGISTRATIONS 4

/**
 * TwinRegistration: a possible alignment
 * @a_to_b: in pixels of both
 * @inverted: dark in one is bright in the other
 * @strength: the higher, the likelier
 */
typedef struct
{
  TwinAffine a_to_b;
  gboolean inverted;
  double strength;
} TwinRegistration;

/* Writes up to TWIN_REGISTRATIONS alignments, the likeliest first. Returns: how many; 0 also without memory */
guint twin_registration_find (const TwinGrey *a, const TwinGrey *b,
                              TwinRegistration found[TWIN_REGISTRATIONS]);

G_END_DECLS
