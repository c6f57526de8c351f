/* copse.h: the whole of libcopse. copse-core (base, math, effect, convert, model, glmm, regression, counts, lanes, programs, bias, sensitivity, resample) can be used alone through its own headers. */
#ifndef COPSE_H
#define COPSE_H

#include <copse/base.h>
#include <copse/bias.h>
#include <copse/convert.h>
#include <copse/counts.h>
#include <copse/effect.h>
#include <copse/formula.h>
#include <copse/frame.h>
#include <copse/glmm.h>
#include <copse/job.h>
#include <copse/lanes.h>
#include <copse/math.h>
#include <copse/model.h>
#include <copse/multiverse.h>
#include <copse/plot.h>
#include <copse/prepare.h>
#include <copse/programs.h>
#include <copse/protocol.h>
#include <copse/regression.h>
#include <copse/report.h>
#include <copse/resample.h>
#include <copse/review.h>
#include <copse/sensitivity.h>
#include <copse/study.h>

#endif
