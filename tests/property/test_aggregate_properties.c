/* What must hold when the effects of a trial are combined, on random ones. */
#include <copse/study.h>

#include "ck_close.h"
#include "test_random.h"

enum { MOST = 12, TIMES = 400 };

typedef struct sample {
    double y[MOST], v[MOST], time[MOST];
    size_t obs[MOST], m;
} sample;

static sample draw(test_random *r)
{
    sample s = {.m = test_random_size(r, 1, MOST)};
    for (size_t j = 0; j < s.m; j++) {
        s.y[j] = test_random_normal(r);
        s.v[j] = exp(3 * test_random_normal(r));
        s.time[j] = (double)j + 0.9 * test_random_uniform(r); /* no two at one time */
        s.obs[j] = test_random_size(r, 0, 3);
    }
    return s;
}

static copse_aggregate_opts draw_opts(test_random *r)
{
    return (copse_aggregate_opts){.combine = (copse_combine)test_random_size(r, 0, COPSE_COMBINE_COUNT - 1),
                                  .structure = (copse_structure)test_random_size(r, 0, COPSE_STRUCTURE_COUNT - 1),
                                  .rho = 0.98 * test_random_uniform(r),
                                  .phi = 0.05 + 0.9 * test_random_uniform(r)};
}

static void combine(const sample *s, const copse_aggregate_opts *opts, double *y, double *v)
{
    copse_error err = {0};
    const copse_status status = copse_aggregate(s->y, s->v, s->time, s->obs, s->m, opts, y, v, NULL, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
}

/* A change of the unit and a shift of the effects go through; the order of the effects does not matter. */
START_TEST(units_shifts_and_order)
{
    test_random r = {.state = 1};
    for (size_t n = 0; n < TIMES; n++) {
        const sample s = draw(&r);
        const copse_aggregate_opts opts = draw_opts(&r);
        sample moved = s, turned = s;
        double y, v, y2, v2;
        for (size_t j = 0; j < s.m; j++) {
            moved.y[j] = 3 * s.y[j] + 5;
            moved.v[j] = 9 * s.v[j];
            turned.y[j] = s.y[s.m - 1 - j];
            turned.v[j] = s.v[s.m - 1 - j];
            turned.time[j] = s.time[s.m - 1 - j];
            turned.obs[j] = s.obs[s.m - 1 - j];
        }
        combine(&s, &opts, &y, &v);
        combine(&moved, &opts, &y2, &v2);
        CK_CLOSE_ABS(y2, 3 * y + 5, 1e-9, 1e-9);
        CK_CLOSE(v2, 9 * v, 1e-11);
        combine(&turned, &opts, &y2, &v2);
        CK_CLOSE_ABS(y2, y, 1e-9, 1e-9);
        CK_CLOSE(v2, v, 1e-9);
    }
}
END_TEST

/* Least squares has the least variance, and never more than the best single effect. */
START_TEST(least_squares_is_least)
{
    test_random r = {.state = 2};
    for (size_t n = 0; n < TIMES; n++) {
        const sample s = draw(&r);
        copse_aggregate_opts opts = draw_opts(&r);
        double y, least, v, smallest = s.v[0];
        for (size_t j = 1; j < s.m; j++) smallest = fmin(smallest, s.v[j]);
        opts.combine = COPSE_COMBINE_GLS;
        combine(&s, &opts, &y, &least);
        ck_assert(least <= smallest * (1 + 1e-12));
        opts.combine = COPSE_COMBINE_MEAN;
        combine(&s, &opts, &y, &v);
        ck_assert(least <= v * (1 + 1e-12));
        opts.combine = COPSE_COMBINE_WEIGHTED;
        combine(&s, &opts, &y, &v);
        ck_assert(least <= v * (1 + 1e-12));
    }
}
END_TEST

/* Where they meet, one structure is another: and CS, which needs no factor, meets those that are factorised. */
START_TEST(structures_meet)
{
    test_random r = {.state = 3};
    for (size_t n = 0; n < TIMES; n++) {
        sample s = draw(&r);
        copse_aggregate_opts cs = draw_opts(&r), other = cs;
        double y, v, y2, v2;
        cs.structure = COPSE_STRUCTURE_CS;
        combine(&s, &cs, &y, &v);
        other.structure = COPSE_STRUCTURE_CS_CAR; /* times far apart: rho is all that is left */
        for (size_t j = 0; j < s.m; j++) s.time[j] = 1e6 * (double)j;
        combine(&s, &other, &y2, &v2);
        CK_CLOSE_ABS(y2, y, 1e-9, 1e-9);
        CK_CLOSE(v2, v, 1e-9);
        other.structure = COPSE_STRUCTURE_CS_X_CAR; /* one time, each on its own outcome */
        for (size_t j = 0; j < s.m; j++) s.time[j] = 7;
        for (size_t j = 0; j < s.m; j++) s.obs[j] = j;
        combine(&s, &other, &y2, &v2);
        CK_CLOSE_ABS(y2, y, 1e-9, 1e-9);
        CK_CLOSE(v2, v, 1e-9);
        cs.rho = 0;
        other.structure = COPSE_STRUCTURE_ID;
        combine(&s, &cs, &y, &v);
        combine(&s, &other, &y2, &v2);
        ck_assert(y == y2 && v == v2);
    }
}
END_TEST

/* Equal variances and one correlation: all three ways are the mean, with variance v (1 + (m - 1) rho) / m. */
START_TEST(equal_variances)
{
    test_random r = {.state = 4};
    for (size_t n = 0; n < TIMES; n++) {
        sample s = draw(&r);
        copse_aggregate_opts opts = draw_opts(&r);
        double mean = 0, y, v;
        opts.structure = COPSE_STRUCTURE_CS;
        if (n % 2 == 1 && s.m > 1) opts.rho = -0.9 * opts.rho / ((double)s.m - 1); /* below 0, too */
        for (size_t j = 0; j < s.m; j++) s.v[j] = 0.3;
        for (size_t j = 0; j < s.m; j++) mean += s.y[j] / (double)s.m;
        for (copse_combine how = 0; how < COPSE_COMBINE_COUNT; how++) {
            opts.combine = how;
            combine(&s, &opts, &y, &v);
            CK_CLOSE_ABS(y, mean, 1e-10, 1e-12);
            CK_CLOSE(v, 0.3 * (1 + ((double)s.m - 1) * opts.rho) / (double)s.m, 1e-11);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("aggregate properties");
    TCase *cases = tcase_create("random effects");
    tcase_add_test(cases, units_shifts_and_order);
    tcase_add_test(cases, least_squares_is_least);
    tcase_add_test(cases, structures_meet);
    tcase_add_test(cases, equal_variances);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
