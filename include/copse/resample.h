/* copse/resample.h: bootstrap and simulation: plans, replicates, and what is learnt from them. */
#ifndef COPSE_RESAMPLE_H
#define COPSE_RESAMPLE_H

#include <copse/effect.h>
#include <copse/lanes.h>
#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -------------------------------------------------------------------------------------------------- bootstrap */

/* ------------------------------------------------------------------------------------------------- simulation */

#ifdef __cplusplus
}
#endif
#endif
