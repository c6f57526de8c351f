/* Replicates per second, per core: drawing and fitting in the lane kernels, without the commands around them. Every case
 * is measured in turn, several rounds; the fastest round counts, so that all cases meet the same machine. One line each:
 *      work, method, k, instruction set, replicates per second of draws and fits, of draws alone, of fits alone, and the
 *      shares of lanes that went to the scalar code and that have no fit
 * Usage: bench_lanes [work|all [method|all [k|0 [isa|best|all [seconds [rounds]]]]]]
 *      work: nonparametric (resamples of the BCG trials, k = 13; k = 20: of simulated studies), parametric (the effects
 *      redrawn), simulate (the same as parametric with test knha at k = 20) */
#include <copse/lanes.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GROUPS = 64, MAX_K = 32, MAX_CASES = 256 }; /* groups of eight replicates between two looks at the clock */

typedef enum work { NONPARAMETRIC, PARAMETRIC, SIMULATE, WORKS } work;
static const char *const work_name[WORKS] = {"nonparametric", "parametric", "simulate"};

typedef struct bench_case {
    work work;
    copse_method method;
    size_t k;
    copse_isa isa;
    copse_lanes *engine;
    uint64_t replicate; /* the next one */
    double draws, both; /* fewest seconds a replicate: drawing; drawing and fitting */
    double careful;     /* share of lanes */
    double failed;
} bench_case;

typedef struct studies {
    double y[MAX_K], v[MAX_K];
    double mu, sd[MAX_K]; /* of the model that estimates are drawn from */
} studies;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static _Noreturn void give_up(const char *text)
{
    (void)fprintf(stderr, "bench_lanes: %s\n", text);
    exit(1);
}

/* Log risk ratios of the 13 BCG trials (Colditz et al. 1994). */
static void bcg(studies *s)
{
    static const double ai[] = {4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27};
    static const double bi[] = {119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886};
    static const double ci[] = {11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29};
    static const double di[] = {128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825};
    for (size_t i = 0; i < 13; i++) {
        const double n1 = ai[i] + bi[i], n2 = ci[i] + di[i];
        s->y[i] = log(ai[i] / n1) - log(ci[i] / n2);
        s->v[i] = 1 / ai[i] - 1 / n1 + 1 / ci[i] - 1 / n2;
    }
}

/* Sampling variances spread evenly over two decades on the log scale, and one draw of effects with tau2 = 0.05. */
static void simulated(studies *s, size_t k)
{
    double z[MAX_K * COPSE_LANES];
    copse_lanes_normals(COPSE_ISA_BEST, (copse_lanes_address){.seed = 20260101}, k, z);
    for (size_t i = 0; i < k; i++) {
        s->v[i] = pow(10, -2.5 + 2 * ((double)i + 0.5) / (double)k);
        s->y[i] = 0.3 + sqrt(s->v[i] + 0.05) * z[i * COPSE_LANES];
    }
}

/* The model is the REML fit of the BCG trials, and mu = 0.3 with tau2 = 0.05 for the others. */
static void make_studies(studies *s, size_t k)
{
    const double tau2 = k == 13 ? 0.3132 : 0.05;
    s->mu = k == 13 ? -0.7145 : 0.3;
    if (k == 13) bcg(s);
    else simulated(s, k);
    for (size_t i = 0; i < k; i++) s->sd[i] = sqrt(s->v[i] + tau2);
}

static bool admits(const char *word, const char *name)
{
    return strcmp(word, "all") == 0 || strcmp(word, name) == 0;
}

/* The cases that the arguments ask for; an instruction set that this machine lacks is passed over. */
static size_t make_cases(bench_case *cases, const char *work_word, const char *method, size_t k, const char *isa)
{
    static const copse_method methods[] = {COPSE_METHOD_EE,   COPSE_METHOD_DL, COPSE_METHOD_HE,
                                           COPSE_METHOD_HS,   COPSE_METHOD_SJ, COPSE_METHOD_ML,
                                           COPSE_METHOD_REML, COPSE_METHOD_EB, COPSE_METHOD_PM};
    size_t n = 0;
    for (work w = 0; w < WORKS; w++)
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++)
            for (size_t kk = 13; kk <= 20; kk += 7)
                for (copse_isa i = COPSE_ISA_BASELINE; i < COPSE_ISA_COUNT; i++) {
                    const char *code = copse_method_code(methods[m]);
                    if (!admits(work_word, work_name[w]) || !admits(method, code) || (k != 0 && k != kk)) continue;
                    const bool wanted =
                        strcmp(isa, "best") == 0 ? i == copse_isa_best() : admits(isa, copse_isa_code(i));
                    if (!wanted || !copse_isa_available(i) || n == MAX_CASES) continue;
                    cases[n++] = (bench_case){
                        .work = w, .method = methods[m], .k = kk, .isa = i, .draws = INFINITY, .both = INFINITY};
                }
    return n;
}

static void open_case(bench_case *c)
{
    copse_lanes_opts opts = copse_lanes_opts_default();
    opts.fit.method = c->method;
    opts.fit.test = c->work == SIMULATE ? COPSE_TEST_KNHA : COPSE_TEST_Z;
    opts.isa = c->isa;
    copse_error err = {0};
    if (copse_lanes_new(&opts, NULL, c->k, 1, &c->engine, &err) != COPSE_OK) give_up(err.text);
}

/* Draws a group into `drawn`: counts, or estimates. */
static void draw(bench_case *c, const studies *s, double *drawn)
{
    const copse_lanes_address at = {.seed = 1, .stream = (uint32_t)c->work, .first = c->replicate};
    c->replicate += COPSE_LANES;
    if (c->work == NONPARAMETRIC) {
        copse_lanes_counts(c->isa, at, c->k, drawn);
        return;
    }
    copse_lanes_normals(c->isa, at, c->k, drawn);
    for (size_t i = 0; i < c->k; i++)
        for (size_t lane = 0; lane < COPSE_LANES; lane++)
            drawn[i * COPSE_LANES + lane] = s->mu + s->sd[i] * drawn[i * COPSE_LANES + lane];
}

static void fit(bench_case *c, const studies *s, const double *drawn, copse_lanes_fit *out)
{
    const bool counts = c->work == NONPARAMETRIC;
    const copse_lanes_group group = {
        .k = c->k, .y = counts ? s->y : drawn, .v = s->v, .y_by_lane = !counts, .n = counts ? drawn : NULL};
    copse_error err = {0};
    if (copse_lanes_run(c->engine, &group, out, &err) != COPSE_OK) give_up(err.text);
}

/* Seconds a replicate of drawing, with fitting or without, over at least `least` seconds. */
static double measure(bench_case *c, const studies *s, bool fits, double least)
{
    double drawn[MAX_K * COPSE_LANES];
    copse_lanes_fit out;
    uint64_t replicates = 0, careful = 0, failed = 0;
    const double start = now();
    double used = 0;
    while (used < least) {
        for (int g = 0; g < GROUPS; g++) {
            draw(c, s, drawn);
            if (!fits) continue;
            fit(c, s, drawn, &out);
            for (size_t lane = 0; lane < COPSE_LANES; lane++) {
                careful += out.careful[lane];
                failed += out.status[lane] != COPSE_LANE_OK;
            }
        }
        replicates += (uint64_t)GROUPS * COPSE_LANES;
        used = now() - start;
    }
    if (fits) {
        c->careful = (double)careful / (double)replicates;
        c->failed = (double)failed / (double)replicates;
    }
    return used / (double)replicates;
}

static void tell(const bench_case *c)
{
    (void)printf("lanes %-13s %-4s k=%zu %-8s %12.0f /s  draw alone %12.0f /s  fit alone %12.0f /s  careful %.4f %%  "
                 "failed %.4f %%\n",
                 work_name[c->work], copse_method_code(c->method), c->k, copse_isa_code(c->isa), 1 / c->both,
                 1 / c->draws, 1 / fmax(c->both - c->draws, 1e-12), 100 * c->careful, 100 * c->failed);
}

int main(int argc, char **argv)
{
    static bench_case cases[MAX_CASES];
    const size_t n = make_cases(cases, argc > 1 ? argv[1] : "all", argc > 2 ? argv[2] : "all",
                                argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 0, argc > 4 ? argv[4] : "all");
    const double seconds = argc > 5 ? strtod(argv[5], NULL) : 0.5;
    const int rounds = argc > 6 ? (int)strtol(argv[6], NULL, 10) : 3;
    if (n == 0) give_up("no such work, method, k or instruction set here");
    studies s[MAX_K] = {0};
    for (size_t k = 13; k <= 20; k += 7) make_studies(&s[k], k);
    for (size_t i = 0; i < n; i++) open_case(&cases[i]);
    for (int r = 0; r < rounds; r++)
        for (size_t i = 0; i < n; i++) {
            bench_case *c = &cases[i];
            c->draws = fmin(c->draws, measure(c, &s[c->k], false, seconds / 5));
            c->both = fmin(c->both, measure(c, &s[c->k], true, seconds));
        }
    for (size_t i = 0; i < n; i++) {
        tell(&cases[i]);
        copse_lanes_free(cases[i].engine);
    }
    return 0;
}
