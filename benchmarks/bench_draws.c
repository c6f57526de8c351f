/* Draws per second on one core, for each instruction set of this machine: the fastest of many runs of 400 replicates. A
 * resample of k is k draws.
 * Usage: bench_draws [seconds per line] */
#include <copse/lanes.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 304 };
static double out[MOST * COPSE_LANES], shared_n[MOST], shared_p[MOST];

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct kind {
    const char *name;
    size_t count;
    void (*draw)(copse_isa isa, copse_lanes_address at, size_t count);
} kind;

static void counts(copse_isa isa, copse_lanes_address at, size_t k)
{
    copse_lanes_counts(isa, at, k, out);
}

static void uniforms(copse_isa isa, copse_lanes_address at, size_t count)
{
    copse_lanes_uniforms(isa, at, count, out);
}

static void normals(copse_isa isa, copse_lanes_address at, size_t count)
{
    copse_lanes_normals(isa, at, count, out);
}

static void exponentials(copse_isa isa, copse_lanes_address at, size_t count)
{
    copse_lanes_exponentials(isa, at, count, out);
}

static void chisq(copse_isa isa, copse_lanes_address at, size_t count)
{
    copse_lanes_chisq(isa, at, 20, count, out);
}

static void binomial(copse_isa isa, copse_lanes_address at, size_t count)
{
    copse_lanes_binomial(isa, at, shared_n, shared_p, false, count, out);
}

static void measure(copse_isa isa, const kind *what, double seconds)
{
    copse_lanes_address at = {.seed = 1, .stream = 2};
    enum { GROUPS = 50 }; /* short enough that other processes seldom come between */
    double sum = 0, best = 1e300;
    for (const double start = now(); now() - start < seconds;) {
        const double before = now();
        for (int i = 0; i < GROUPS; i++, at.first += COPSE_LANES) {
            what->draw(isa, at, what->count);
            sum += out[i % (int)(what->count * COPSE_LANES)];
        }
        const double spent = now() - before;
        if (spent < best) best = spent;
    }
    const double replicates = (double)GROUPS * COPSE_LANES;
    printf("%-9s %-12s %4zu %9.2f million draws/s %8.3f million replicates/s %9.2f ns a replicate%s\n",
           copse_isa_code(isa), what->name, what->count, replicates * (double)what->count / best * 1e-6,
           replicates / best * 1e-6, best / replicates * 1e9, sum < 0 ? " " : "");
}

int main(int argc, char **argv)
{
    const double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.3;
    const kind kinds[] = {{"counts", 5, counts},    {"counts", 13, counts},
                          {"counts", 20, counts},   {"counts", 60, counts},
                          {"counts", 300, counts},  {"uniforms", 20, uniforms},
                          {"normals", 20, normals}, {"exponentials", 20, exponentials},
                          {"chisq", 20, chisq},     {"binomial", 20, binomial}};
    for (size_t i = 0; i < MOST; i++) shared_n[i] = 100, shared_p[i] = 0.3;
    for (int isa = COPSE_ISA_BEST + 1; isa < COPSE_ISA_COUNT; isa++) {
        if (!copse_isa_available((copse_isa)isa)) continue;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) measure((copse_isa)isa, &kinds[i], seconds);
    }
    return 0;
}
