/* True effects: shapes of mean 0 and variance 1, and their distribution functions. */
#include "sim_parts.h"

#include <copse/math.h>

#include <math.h>
#include <strings.h>

static const char *const SHAPES[] = {
#define SHAPE_NAME(id, name, text) name,
    COPSE_SHAPE_LIST(SHAPE_NAME)
#undef SHAPE_NAME
};

const char *copse_shape_name(copse_shape_kind kind)
{
    return (unsigned)kind < COPSE_SHAPE_COUNT ? SHAPES[kind] : NULL;
}

copse_status copse_shape_find(const char *name, copse_shape_kind *kind)
{
    for (unsigned i = 0; i < COPSE_SHAPE_COUNT; i++) {
        if (strcasecmp(name, SHAPES[i]) != 0) continue;
        *kind = (copse_shape_kind)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

/* ------------------------------------------------------------------------------ the normal distribution function
 * Densities at the steps x = i/32 by exp(-x^2/2) = product of exp(-(2i - 1)/2048), the function itself by adding up
 * Taylor series of the density; between steps a Taylor series again. Nothing here is from a C library. */

/* Integral of the normal density from x to x + d, by five terms; |d| <= 1/64: error below 1e-13. */
static double taylor(double x, double density, double d)
{
    const double x2 = x * x;
    const double fifth = (x2 * x2 - 6 * x2 + 3) / 120, fourth = (x2 * x - 3 * x) / 24, third = (x2 - 1) / 6;
    return density * d * (1 + d * (-x / 2 + d * (third + d * (-fourth + d * fifth))));
}

void copse_i_normal_init(copse_i_normal_table *table)
{
    const double h = 1.0 / COPSE_I_NORMAL_STEPS;
    const size_t middle = (COPSE_I_NORMAL_CELLS - 1) / 2;
    table->lower[middle] = 0.5;
    table->density[middle] = 0.39894228040143267794;
    for (size_t i = 1; i <= middle; i++) {
        const double x = (double)i * h, before = (double)(i - 1) * h;
        const double density = table->density[middle] * copse_exp(-x * x / 2);
        const double step = taylor(before, table->density[middle + i - 1], h / 2) - taylor(x, density, -h / 2);
        table->density[middle + i] = table->density[middle - i] = density;
        table->lower[middle + i] = table->lower[middle + i - 1] + step;
    }
    for (size_t i = 1; i <= middle; i++) table->lower[middle - i] = 1 - table->lower[middle + i];
}

double copse_i_normal_lower(const copse_i_normal_table *table, double x)
{
    if (!(x > -COPSE_I_NORMAL_END)) return 0;
    if (!(x < COPSE_I_NORMAL_END)) return 1;
    const size_t i = (size_t)((x + COPSE_I_NORMAL_END) * COPSE_I_NORMAL_STEPS + 0.5);
    const double at = (double)i / COPSE_I_NORMAL_STEPS - COPSE_I_NORMAL_END;
    return table->lower[i] + taylor(at, table->density[i], x - at);
}

/* ------------------------------------------------------------------------------------------------------ shapes */

static copse_status check_share(double share, copse_error *err)
{
    if (share > 0 && share < 1) return COPSE_OK;
    return copse_fail(err, COPSE_EDOM, "share %g is not between 0 and 1", share);
}

static copse_status init_skew_normal(double alpha, copse_i_shape *shape, copse_error *err)
{
    if (!isfinite(alpha)) return copse_fail(err, COPSE_EDOM, "alpha is not a finite number");
    const double delta = alpha / sqrt(1 + alpha * alpha);
    shape->centre = delta * sqrt(2 / COPSE_PI);
    shape->factor = 1 / sqrt(1 - shape->centre * shape->centre);
    return COPSE_OK;
}

/* Draws are 0 + Z and b + Z. */
static copse_status init_mixture(copse_i_shape *shape, copse_error *err)
{
    const double p = shape->a, d = shape->b;
    if (!(d >= 0 && isfinite(d))) return copse_fail(err, COPSE_EDOM, "distance %g is not a number of 0 or more", d);
    shape->centre = p * d;
    shape->factor = 1 / sqrt(1 + p * (1 - p) * d * d);
    return check_share(p, err);
}

static copse_status init_outliers(copse_i_shape *shape, copse_error *err)
{
    const double p = shape->a, f = shape->b;
    if (!(f > 0 && isfinite(f))) return copse_fail(err, COPSE_EDOM, "factor %g is not a positive number", f);
    shape->factor = 1 / sqrt(1 - p + p * f * f);
    return check_share(p, err);
}

copse_status copse_i_shape_init(const copse_shape *from, copse_i_shape *shape, copse_error *err)
{
    *shape = (copse_i_shape){.kind = from == NULL ? COPSE_SHAPE_NORMAL : from->kind, .factor = 1, .exact = true};
    if (from == NULL) return COPSE_OK;
    shape->a = from->a;
    shape->b = from->b;
    switch (shape->kind) {
    case COPSE_SHAPE_NORMAL:
        return COPSE_OK;
    case COPSE_SHAPE_T:
        shape->exact = false;
        if (!(shape->a > 2 && isfinite(shape->a)))
            return copse_fail(err, COPSE_EDOM, "df %g is not above 2: such a t has no variance", shape->a);
        shape->factor = sqrt((shape->a - 2) / shape->a);
        return COPSE_OK;
    case COPSE_SHAPE_SKEW_NORMAL:
        shape->exact = false;
        return init_skew_normal(shape->a, shape, err);
    case COPSE_SHAPE_TWO_POINT: /* draws are 0 and 1 */
        shape->centre = shape->a;
        shape->factor = 1 / sqrt(shape->a * (1 - shape->a));
        return check_share(shape->a, err);
    case COPSE_SHAPE_MIXTURE:
        return init_mixture(shape, err);
    case COPSE_SHAPE_OUTLIERS:
        return init_outliers(shape, err);
    case COPSE_SHAPE_UNIFORM: /* draws lie in (0, 1) */
        shape->centre = 0.5;
        shape->factor = sqrt(12);
        return COPSE_OK;
    case COPSE_SHAPE_EXPONENTIAL:
        shape->centre = 1;
        return COPSE_OK;
    case COPSE_SHAPE_COUNT:
        break;
    }
    return copse_fail(err, COPSE_EINVAL, "no such shape");
}

/* The shape before it is standardised. */
static double draw(const copse_i_shape *shape, copse_address at, size_t study)
{
    const copse_address here = copse_i_draw_at(at, COPSE_I_DRAW_EFFECT, 0, study);
    const copse_address component = copse_i_draw_at(at, COPSE_I_DRAW_COMPONENT, 0, study);
    switch (shape->kind) {
    case COPSE_SHAPE_T:
        return copse_draw_t(here, shape->a);
    case COPSE_SHAPE_SKEW_NORMAL:
        return copse_draw_skew_normal(here, shape->a);
    case COPSE_SHAPE_TWO_POINT:
        return copse_draw_uniform(component, 0) < shape->a ? 1 : 0;
    case COPSE_SHAPE_MIXTURE:
        return copse_i_draw_normal(at, COPSE_I_DRAW_EFFECT, study) +
               (copse_draw_uniform(component, 0) < shape->a ? shape->b : 0);
    case COPSE_SHAPE_OUTLIERS:
        return copse_i_draw_normal(at, COPSE_I_DRAW_EFFECT, study) *
               (copse_draw_uniform(component, 0) < shape->a ? shape->b : 1);
    case COPSE_SHAPE_UNIFORM:
        return copse_draw_uniform(here, 0);
    case COPSE_SHAPE_EXPONENTIAL:
        return copse_draw_exponential(here, 0);
    default:
        return copse_i_draw_normal(at, COPSE_I_DRAW_EFFECT, study);
    }
}

double copse_i_shape_draw(const copse_i_shape *shape, copse_address at, size_t study)
{
    return (draw(shape, at, study) - shape->centre) * shape->factor;
}

static double uniform_lower(double x)
{
    return x > 0 ? (x < 1 ? x : 1) : 0;
}

static double exponential_lower(double x)
{
    return x > 0 ? 1 - copse_exp(-x) : 0;
}

double copse_i_shape_between(const copse_i_shape *shape, const copse_i_normal_table *normal, double low, double high)
{
    const double a = low / shape->factor + shape->centre, b = high / shape->factor + shape->centre;
    const double p = shape->a, s = shape->b;
    switch (shape->kind) {
    case COPSE_SHAPE_TWO_POINT:
        return (a <= 1 && b >= 1 ? p : 0) + (a <= 0 && b >= 0 ? 1 - p : 0);
    case COPSE_SHAPE_MIXTURE:
        return p * (copse_i_normal_lower(normal, b - s) - copse_i_normal_lower(normal, a - s)) +
               (1 - p) * (copse_i_normal_lower(normal, b) - copse_i_normal_lower(normal, a));
    case COPSE_SHAPE_OUTLIERS:
        return p * (copse_i_normal_lower(normal, b / s) - copse_i_normal_lower(normal, a / s)) +
               (1 - p) * (copse_i_normal_lower(normal, b) - copse_i_normal_lower(normal, a));
    case COPSE_SHAPE_UNIFORM:
        return uniform_lower(b) - uniform_lower(a);
    case COPSE_SHAPE_EXPONENTIAL:
        return exponential_lower(b) - exponential_lower(a);
    default:
        return copse_i_normal_lower(normal, b) - copse_i_normal_lower(normal, a);
    }
}
