/* Study sets for the tests of plots, made from arrays and pooled by the library. */
#ifndef FOREST_FIXTURE_H
#define FOREST_FIXTURE_H

#include <copse/plot.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct forest_fixture {
    copse_study_set set;
    copse_fit fit;
    copse_subgroups subgroups;
    copse_forest_opts opts;
} forest_fixture;

/* Texts that would run, break or vanish were they read as anything but text. */
static const char *const hostile_label[] = {"`touch PWNED`",
                                            "$(touch PWNED)",
                                            "'; system('touch PWNED'); '",
                                            "\"; system(\"touch PWNED\"); \"",
                                            "{/Bold x}_{sub}^2 @home &{x} ~a{b}",
                                            "100% %s %n %d \\n \\\\ \\U+0041",
                                            "two\nlines\rof text",
                                            "END_OF_TEXT",
                                            "\nEND_OF_TEXT\nsystem('touch PWNED')",
                                            "EOD",
                                            "#hash, comma,\ttab",
                                            "! touch PWNED",
                                            "|touch PWNED",
                                            "@touch",
                                            "<b>&amp;</b>",
                                            "Rüsch Høgh O’Donnell “q” Łódź",
                                            "王小明 東京 2020",
                                            "e\u0301 a\u0308",
                                            "not \xff UTF-8 \xc3",
                                            "   "};
#define HOSTILE (sizeof hostile_label / sizeof hostile_label[0])

/* Inputs are all missing; set them afterwards with fixture_input. Labels are borrowed. */
static inline void fixture_studies(forest_fixture *f, const char *measure, size_t k, const double *yi, const double *vi)
{
    static char study[] = "A study";
    memset(f, 0, sizeof *f);
    copse_study_set *set = &f->set;
    set->k = k;
    set->measure = copse_measure_find(measure);
    set->label = copse_alloc(k, sizeof *set->label);
    set->yi = copse_alloc(k, sizeof(double));
    set->vi = copse_alloc(k, sizeof(double));
    set->ni = copse_alloc(k, sizeof(double));
    set->row = copse_alloc(k, sizeof(size_t));
    set->line = copse_alloc(k, sizeof(size_t));
    for (size_t i = 0; i < k; i++) {
        set->label[i] = study;
        set->yi[i] = yi[i];
        set->vi[i] = vi[i];
        set->ni[i] = NAN;
    }
    f->opts = copse_forest_opts_default(set->measure);
}

static inline void fixture_label(forest_fixture *f, size_t i, const char *label)
{
    memcpy(&f->set.label[i], &label, sizeof label);
}

static inline void fixture_input(forest_fixture *f, copse_input input, const double *values)
{
    f->set.input[input] = copse_alloc(f->set.k, sizeof(double));
    memcpy(f->set.input[input], values, f->set.k * sizeof(double));
}

/* Study i belongs to level i % levels. */
static inline void fixture_levels(forest_fixture *f, size_t levels, const char *const *names)
{
    f->set.levels = levels;
    f->set.level = copse_alloc(levels, sizeof *f->set.level);
    f->set.group = copse_alloc(f->set.k, sizeof *f->set.group);
    memcpy(f->set.level, names, levels * sizeof *names);
    for (size_t i = 0; i < f->set.k; i++) f->set.group[i] = i % levels;
}

static inline copse_status fixture_pool(forest_fixture *f)
{
    const copse_study_set *set = &f->set;
    copse_status st = copse_pool(set->yi, set->vi, NULL, set->k, 1, NULL, &f->fit, NULL);
    if (st == COPSE_OK && set->group != NULL)
        st = copse_pool_subgroups(set->yi, set->vi, set->group, set->k, set->levels, NULL, COPSE_TAU2_SEPARATE,
                                  &f->subgroups, NULL);
    return st;
}

static inline const copse_subgroups *fixture_subgroups(const forest_fixture *f)
{
    return f->set.group != NULL ? &f->subgroups : NULL;
}

static inline void fixture_free(forest_fixture *f)
{
    copse_study_set_free(&f->set);
    copse_fit_free(&f->fit);
    copse_subgroups_free(&f->subgroups);
}

#define BCG_TRIALS 13
/* The 13 BCG trials of Colditz et al. 1994: 2x2 tables; estimates are log risk ratios. */
static inline void fixture_bcg(forest_fixture *f)
{
    static const double a[] = {4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27};
    static const double b[] = {119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886};
    static const double c[] = {11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29};
    static const double d[] = {128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825};
    double yi[BCG_TRIALS], vi[BCG_TRIALS];
    for (size_t i = 0; i < BCG_TRIALS; i++) {
        yi[i] = log(a[i] / (a[i] + b[i])) - log(c[i] / (c[i] + d[i]));
        vi[i] = 1 / a[i] - 1 / (a[i] + b[i]) + 1 / c[i] - 1 / (c[i] + d[i]);
    }
    fixture_studies(f, "RR", BCG_TRIALS, yi, vi);
    double n1[BCG_TRIALS], n2[BCG_TRIALS];
    for (size_t i = 0; i < BCG_TRIALS; i++) {
        n1[i] = a[i] + b[i];
        n2[i] = c[i] + d[i];
    }
    fixture_input(f, COPSE_IN_N1I, n1);
    fixture_input(f, COPSE_IN_N2I, n2);
    fixture_input(f, COPSE_IN_AI, a);
    fixture_input(f, COPSE_IN_BI, b);
    fixture_input(f, COPSE_IN_CI, c);
    fixture_input(f, COPSE_IN_DI, d);
}

/* One study for each hostile label, in two hostile levels, with every text of the options hostile, too. */
static inline void fixture_hostile(forest_fixture *f)
{
    static const char *const levels[] = {"`touch PWNED` {/Bold l}", "END_OF_TEXT"};
    double yi[HOSTILE], vi[HOSTILE];
    for (size_t i = 0; i < HOSTILE; i++) {
        yi[i] = 0.1 * (double)(i % 7) - 0.3;
        vi[i] = 0.02 + 0.01 * (double)(i % 5);
    }
    fixture_studies(f, "SMD", HOSTILE, yi, vi);
    for (size_t i = 0; i < HOSTILE; i++) fixture_label(f, i, hostile_label[i]);
    fixture_levels(f, 2, levels);
    f->opts.title = "`touch PWNED` $(touch PWNED)\nEND_OF_TEXT";
    f->opts.axis_label = "'; system('touch PWNED')";
    f->opts.favours_left = "`touch PWNED`";
    f->opts.favours_right = "\"`touch PWNED`\"";
    f->opts.group1 = "`touch PWNED`";
}

#endif
