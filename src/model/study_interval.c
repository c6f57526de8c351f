#include <copse/math.h>
#include <copse/model.h>

#include <math.h>

copse_interval copse_study_interval(double yi, double vi, double level)
{
    if (!isfinite(yi) || !(vi > 0.0) || !(level > 0.0 && level < 100.0)) return (copse_interval){NAN, NAN};
    const double half = copse_normal_quantile_upper((100.0 - level) / 200.0) * sqrt(vi);
    return (copse_interval){yi - half, yi + half};
}
