/* found.h: the features of drawn pictures, for tests. */
#pragma once

#include "altered.h"
#include "evidence/features.h"

TwinRaster *raster_of (const TwinGrey *grey);
TwinFeatures *features_of (const TwinGrey *grey);
