/* How fast a CSV file becomes a data frame, and what memory it takes: bench_csv [MB [FOLDER]].
 * Three files are made, of about MB megabytes (default 200), in FOLDER (default /tmp), and each is read three times in
 * a process of its own; the fastest run counts. "parse" is copse_frame_parse of bytes in memory (check of the encoding,
 * SHA-256, cells, types), "read" is copse_frame_read with its file access. */
#include <copse/frame.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct generator {
    uint64_t state;
} generator;

static uint64_t draw(generator *g)
{
    g->state = g->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return g->state >> 33;
}

static double uniform(generator *g)
{
    const double high = (double)draw(g);
    return (high + (double)draw(g) / 2147483648.0) / 2147483648.0;
}

static int trial_row(FILE *file, generator *g)
{
    static const char *const role[] = {"added", "substituted", "curriculum"};
    return fprintf(file, "Study %d,%s,%.6f,%.6f,%d,%d,%d,%.3f\n", (int)(draw(g) % 5000), role[draw(g) % 3],
                   uniform(g) * 4 - 2, uniform(g), (int)(draw(g) % 500), (int)(draw(g) % 500),
                   1980 + (int)(draw(g) % 45), uniform(g) * 10);
}

static int decimal_row(FILE *file, generator *g)
{
    int n = 0;
    for (int c = 0; c < 8; c++) n += fprintf(file, "%.6f%c", uniform(g) * 4 - 2, c < 7 ? ',' : '\n');
    return n;
}

static int exact_row(FILE *file, generator *g)
{
    int n = 0;
    for (int c = 0; c < 8; c++) n += fprintf(file, "%.17g%c", uniform(g) * 4 - 2, c < 7 ? ',' : '\n');
    return n;
}

typedef struct kind {
    const char *name, *header;
    int (*row)(FILE *file, generator *g);
} kind;

static const kind kinds[] = {
    {"trials", "study,role,yi,vi,n1i,n2i,year,dose\n", trial_row},
    {"decimals", "a,b,c,d,e,f,g,h\n", decimal_row},
    {"exact", "a,b,c,d,e,f,g,h\n", exact_row},
};

static int make_file(const char *path, const kind *what, double megabytes)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) return -1;
    generator g = {1};
    double bytes = (double)fprintf(file, "%s", what->header);
    while (bytes < megabytes * 1e6) bytes += (double)what->row(file, &g);
    return fclose(file);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024.0 / 1e6;
}

static int measure(const char *path, const char *name)
{
    double parse = 1e300, read = 1e300;
    copse_frame frame;
    copse_error error = {0};
    double peak = 0.0;
    size_t rows = 0;
    for (int run = 0; run < 3; run++) {
        const double start = now();
        if (copse_frame_read(path, NULL, &frame, &error) != COPSE_OK) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        if (now() - start < read) read = now() - start;
        if (run == 0) peak = peak_megabytes();
        rows = frame.rows;
        copse_frame_free(&frame);
    }
    char *bytes = NULL;
    size_t n = 0;
    if (copse_file_read(path, &bytes, &n, &error) != COPSE_OK) return 1;
    for (int run = 0; run < 3; run++) {
        const double t = now();
        if (copse_frame_parse(path, bytes, n, NULL, &frame, &error) != COPSE_OK) return 1;
        if (now() - t < parse) parse = now() - t;
        copse_frame_free(&frame);
    }
    free(bytes);
    const double size = (double)n / 1e6;
    printf("%-10s %7.1f %10zu %10.0f %10.0f %10.2f\n", name, size, rows, size / parse, size / read, peak / size);
    return fflush(stdout);
}

int main(int argc, char **argv)
{
    const double megabytes = argc > 1 ? atof(argv[1]) : 200;
    const char *folder = argc > 2 ? argv[2] : "/tmp";
    int failed = 0;
    printf("%-10s %7s %10s %10s %10s %10s\n", "file", "MB", "rows", "parse MB/s", "read MB/s", "peak/file");
    (void)fflush(stdout);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/bench_csv_%ld_%s.csv", folder, (long)getpid(), kinds[i].name);
        if (make_file(path, &kinds[i], megabytes) != 0) return 3;
        const pid_t child = fork(); /* its peak memory is its own */
        if (child == 0) _exit(measure(path, kinds[i].name));
        int status = 1;
        if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) failed = 1;
        (void)unlink(path);
    }
    return failed;
}
