/* What bench_univariate measures. */
#ifndef UNIVARIATE_CASES_H
#define UNIVARIATE_CASES_H

#include <copse/base.h>

enum { COLUMNS = 3 };

/* Made studies, of which a case takes the first k. */
typedef struct studies {
    double *y, *v, *X; /* X: a column of ones and two moderators */
} studies;

/* One call; `variant` is a matter between the table of cases and the work. */
typedef copse_status univariate_work(const studies *s, size_t k, int variant, copse_error *err);

typedef struct bench_case {
    const char *name;
    univariate_work *work;
    size_t k;
    int variant;
} bench_case;

/* The last has no name. */
extern const bench_case univariate_cases[];

#endif
