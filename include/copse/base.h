/* copse/base.h: status codes, errors, memory, text, files. Every room may use this one.
 *
 * Conventions of the whole library:
 *  - a function that can fail returns a copse_status; outputs are its last parameters;
 *  - a `copse_error *err` parameter may be NULL; on failure it holds one line that says where and how to mend it;
 *  - inputs are borrowed; what `_init`, `_new` or `_read` made, the matching `_free` takes; `_free` of NULL, of a
 *    zeroed object or of one whose making failed is legal;
 *  - nothing here prints, exits or keeps writable global state; all functions are thread-safe. */
#ifndef COPSE_BASE_H
#define COPSE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define COPSE_API __attribute__((visibility("default")))
#define COPSE_NODISCARD __attribute__((warn_unused_result))
#define COPSE_PRINTF(text_index, first) __attribute__((format(printf, text_index, first)))
#else
#define COPSE_API
#define COPSE_NODISCARD
#define COPSE_PRINTF(text_index, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------ status */

/** Every status with its number and text, once. Groups: 1 call, 20 data, 40 numerics, 60 text and files,
 *  80 other programs. */
#define COPSE_STATUS_LIST(X)                                                                                           \
    X(OK, 0, "done")                                                                                                   \
    X(EINVAL, 1, "invalid argument")                                                                                   \
    X(ENOMEM, 2, "out of memory")                                                                                      \
    X(EUSAGE, 3, "wrong usage")                                                                                        \
    X(ENOTFOUND, 4, "no such name")                                                                                    \
    X(EDOM, 20, "a value lies outside its legal range")                                                                \
    X(EMISSING, 21, "a value is missing")                                                                              \
    X(ETOOFEW, 22, "too few studies")                                                                                  \
    X(ENODATA, 23, "no usable rows")                                                                                   \
    X(ENOTCOMPUTABLE, 24, "cannot be computed from these numbers")                                                     \
    X(ERANK, 40, "the design matrix is not of full rank")                                                              \
    X(ERANGE, 43, "the result is not a finite number")                                                                 \
    X(EIO, 60, "file or system error")                                                                                 \
    X(EPARSE, 61, "malformed text")                                                                                    \
    X(EENCODING, 62, "not valid UTF-8")                                                                                \
    X(EEXTERNAL, 80, "another program is missing or failed")                                                           \
    X(EINTERRUPTED, 81, "interrupted")

typedef enum copse_status {
#define COPSE_STATUS_ENUM(name, number, text) COPSE_##name = (number),
    COPSE_STATUS_LIST(COPSE_STATUS_ENUM)
#undef COPSE_STATUS_ENUM
} copse_status;

/** Text of a status ("too few studies"); "unknown status" for a number that is none. Never NULL. */
COPSE_API const char *copse_status_text(copse_status status);
/** Name of a status ("ETOOFEW"). Never NULL. */
COPSE_API const char *copse_status_name(copse_status status);

#define COPSE_ERROR_TEXT 1024
/** What went wrong, in one line without a trailing full stop or newline. Zero-initialise. */
typedef struct copse_error {
    copse_status status;
    char text[COPSE_ERROR_TEXT];
} copse_error;

/** Fills *err (if not NULL) and returns `status`, so that `return copse_fail(err, COPSE_EDOM, "...")` works.
 *  The result is one line (copse_one_line); too long a text ends in "…". */
COPSE_API copse_status copse_fail(copse_error *err, copse_status status, const char *format, ...) COPSE_PRINTF(3, 4);
/** Puts text in front of an existing error ("trials.csv:14: "), returns its status; COPSE_OK where err is NULL, so a
 *  caller that returns it must have an error of its own. */
COPSE_API copse_status copse_error_prefix(copse_error *err, const char *format, ...) COPSE_PRINTF(2, 3);
/** Shorthand for COPSE_ENOMEM with its text. */
COPSE_API copse_status copse_fail_memory(copse_error *err);

/* ------------------------------------------------------------------------------------------------ memory */

/** count*size zeroed bytes, at least one; NULL when memory is short or the product overflows. free() takes it. */
COPSE_API COPSE_NODISCARD void *copse_alloc(size_t count, size_t size);
/** A copy of n bytes of text with a terminating NUL, or NULL. */
COPSE_API COPSE_NODISCARD char *copse_copy_text(const char *text, size_t n);
/** A copy of a C string, or NULL; a NULL string gives NULL. */
COPSE_API COPSE_NODISCARD char *copse_copy(const char *text);
/** Makes room for `need` elements of `size` bytes in *array of *capacity, by doubling. On COPSE_ENOMEM *array stays
 *  as it was. */
COPSE_API COPSE_NODISCARD copse_status copse_reserve(void **array, size_t *capacity, size_t need, size_t size);

/* ------------------------------------------------------------------------------------------------ text */

/** A growing byte string. Zero-initialise. Appending to a failed buffer does nothing, so a writer checks once at its
 *  end, with copse_text_status. `bytes` is NUL-terminated once anything was appended; it may be NULL before. */
typedef struct copse_text {
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
} copse_text;

COPSE_API void copse_text_free(copse_text *text);
COPSE_API void copse_text_add(copse_text *text, const char *string);
COPSE_API void copse_text_add_bytes(copse_text *text, const char *bytes, size_t n);
COPSE_API void copse_text_add_char(copse_text *text, char c, size_t times);
/** Adds x as copse_format_exact writes it. */
COPSE_API void copse_text_add_exact(copse_text *text, double x);
COPSE_API void copse_text_printf(copse_text *text, const char *format, ...) COPSE_PRINTF(2, 3);
/** Bytes of the character at `text` (UTF-8) where it is one that pdfLaTeX has no command for whatever the packages (beyond
 *  the Latin letters of the encoding T1 and usual punctuation), so that it goes into \copseletter{...}; else 0. */
COPSE_API size_t copse_latex_foreign(const char *text);
/** What defines \copseletter: the letter where the document's packages or its engine know it, else an empty box. */
COPSE_API const char *copse_latex_foreign_definition(void);
COPSE_API COPSE_NODISCARD copse_status copse_text_status(const copse_text *text);
/** The text so far, never NULL ("" when empty or failed). */
COPSE_API const char *copse_text_string(const copse_text *text);

/** Makes a message, in place, one line that is safe to print on a terminal whatever it quotes of a user's file: control
 *  characters (those of two bytes, U+0080 to U+009F, too: some terminals obey them) become spaces; line separators and
 *  the marks that turn the writing direction (Unicode UAX 9) become U+FFFD. Valid UTF-8 stays valid. */
COPSE_API void copse_one_line(char *text);

/** A list of one-line texts: warnings and notes. Zero-initialise. `failed` is set when memory ran short. */
typedef struct copse_notes {
    char **line;
    size_t count;
    size_t capacity;
    bool failed;
} copse_notes;

/** Appends a line; notes == NULL is legal and drops it. Made one line by copse_one_line. */
COPSE_API void copse_note(copse_notes *notes, const char *format, ...) COPSE_PRINTF(2, 3);
COPSE_API void copse_notes_free(copse_notes *notes);

/* Numbers as text, whatever the locale of the host program (the decimal point is always '.'). All return buf; a
 * buffer of COPSE_NUMBER_TEXT bytes always suffices. NaN is "NA", infinities "Inf" and "-Inf"; -0.00 prints as 0.00. */
#define COPSE_NUMBER_TEXT 352
/** Fixed notation with `digits` (0 to 20) decimals; above 1e15 scientific. */
COPSE_API const char *copse_format_fixed(char *buf, size_t size, double x, int digits);
/** `digits` (1 to 17) significant digits, %g style. */
COPSE_API const char *copse_format_significant(char *buf, size_t size, double x, int digits);
/** 17 significant digits, or fewer where they give the same double back. */
COPSE_API const char *copse_format_exact(char *buf, size_t size, double x);
/** A p-value for people: "0.0312", "< 0.0001"; `digits` decimals. */
COPSE_API const char *copse_format_p(char *buf, size_t size, double p, int digits);
/** Reads one number that fills the whole of text[0..n), with `decimal` ('.' or ',') as its point; accepts a leading
 *  '+'. Not numbers: "", "0x1p3", "inf", "nan", "1 2". Correctly rounded. Returns false and leaves *x alone where it
 *  is none or overflows. Independent of the locale. */
COPSE_API bool copse_parse_number(const char *text, size_t n, char decimal, double *x);

/** The name in names[0..n) nearest to `name` (case-insensitive edit distance), or NULL when none is near enough to
 *  suggest. */
COPSE_API const char *copse_nearest(const char *name, const char *const *names, size_t n);
/** True when bytes[0..n) is valid UTF-8; else *bad (may be NULL) is the offset of the first wrong byte. */
COPSE_API bool copse_utf8_valid(const char *bytes, size_t n, size_t *bad);

/* -------------------------------------------------------------------------------------------- random streams
 * Counter-based: a variate is a pure function of its address, so that replicate b of a stream can be made again alone,
 * on any machine, in any order. One Philox4x32-10 block (Salmon, Moraes, Dror & Shaw 2011) has
 *      key      (seed, stream)
 *      counter  (replicate mod 2^32, replicate / 2^32, draw, sub)
 * `draw` says which variate of the replicate this is; `sub` is 0 in the first try of a rejection method and counts its
 * tries, with the part of a composite variate (normal and chi-square of a t) in its top byte. The elementary functions
 * behind the variates are copse's own, made of +, -, *, / and sqrt alone: the bits do not depend on a C library. */
typedef struct copse_address {
    uint32_t seed, stream;
    uint64_t replicate;
    uint32_t draw;
} copse_address;

/** The four words of the block at `at` and `sub`. */
COPSE_API void copse_philox(copse_address at, uint32_t sub, uint32_t words[4]);

/* Draws. Each is a pure function of its address and takes the blocks of that one draw number only; what it takes of
 * them is written as part:try, sub = part * 2^24 + try. Outside its legal range a draw is NaN, a count UINT64_MAX.
 * docs/methods-random.md has the table of the counter space, and the errors of the elementary functions. */

/** An integer in 0..n-1 without bias: the high half of word * n, 64 bits wide; where the low half is below 2^32 mod n the
 *  same word of the next sub is tried (Lemire 2019, ACM Trans. Model. Comput. Simul. 29:3). Blocks 0:0, 0:1, ….
 *  @param[in] word  0..3  @param[in] n  at least 1; UINT32_MAX where word or n is not legal */
COPSE_API uint32_t copse_draw_below(copse_address at, unsigned word, uint32_t n);
/** The same for n of up to 2^64 - 1, from words 2 half and 2 half + 1; half 0 or 1. */
COPSE_API uint64_t copse_draw_below_wide(copse_address at, unsigned half, uint64_t n);

/** A uniform in (0, 1): (2 m + 1) / 2^53, m the upper 52 bits of words 2 half (low) and 2 half + 1 (high), so that U and
 *  1 - U have the same law and neither is 0. Block 0:0; half 0 or 1. */
COPSE_API double copse_draw_uniform(copse_address at, unsigned half);

/** A standard exponential, -log U, U = copse_draw_uniform(at, half). */
COPSE_API double copse_draw_exponential(copse_address at, unsigned half);

/** Two independent standard normals, sqrt(-2 log U0) (cos, sin)(2 pi U1), U0 and U1 the uniforms of block 0:0 (Box &
 *  Muller 1958, Ann. Math. Statist. 29:610). */
COPSE_API void copse_draw_normals(copse_address at, double z[2]);

/** Gamma of a shape > 0 and finite, scale 1: d V, d = shape - 1/3, V = (1 + Z / sqrt(9 d))^3, for shapes below 1 that of
 *  shape + 1 times U^(1/shape) (Marsaglia & Tsang 2000, ACM Trans. Math. Softw. 26:363). Try t: Z the first normal of
 *  block 0:t, its uniform half 0 of block 1:t; U half 1 of block 1:0. Values below the range of double are 0. */
COPSE_API double copse_draw_gamma(copse_address at, double shape);
/** Chi-square, df > 0 and finite: twice a gamma of df / 2, from the same blocks. */
COPSE_API double copse_draw_chisq(copse_address at, double df);
/** Student's t, df > 0: Z / sqrt(X / df), Z the first normal of block 2:0, X a chi-square from parts 0 and 1; for df = Inf
 *  Z alone. */
COPSE_API double copse_draw_t(copse_address at, double df);
/** Skew normal of slant alpha (finite), location 0, scale 1: d |Z0| + sqrt(1 - d^2) Z1, d = alpha / sqrt(1 + alpha^2), Z0
 *  and Z1 the normals of the address (Azzalini & Dalla Valle 1996, Biometrika 83:715, with Azzalini 1985). */
COPSE_API double copse_draw_skew_normal(copse_address at, double alpha);

/** Binomial: n trials (at most 2^53) of probability p in [0, 1]. Where n min(p, 1 - p) < 10 by inversion of uniform half
 *  0 of block 0:0, else by transformed rejection, BTRS (Hörmann 1993, J. Statist. Comput. Simul. 46:101): try t takes
 *  both uniforms of block 0:t. */
COPSE_API uint64_t copse_draw_binomial(copse_address at, uint64_t n, double p);
/** Poisson of a mean in [0, 2^52]. Below 10 by inversion, else by PTRS (Hörmann 1993, Insurance: Math. Econ. 12:39); blocks
 *  as of the binomial. */
COPSE_API uint64_t copse_draw_poisson(copse_address at, double mean);
/** Hypergeometric: how many of t, drawn without replacement from n1 + n2 (at most 2^53), are of the n1; t <= n1 + n2.
 *  By inversion where the mean of the smallest cell is below 10, else by the ratio of uniforms (Stadlober 1990, J. Comput.
 *  Appl. Math. 31:181); blocks as of the binomial. */
COPSE_API uint64_t copse_draw_hypergeometric(copse_address at, uint64_t n1, uint64_t n2, uint64_t t);

/* Elementary functions of +, -, *, / and sqrt alone: the same bits everywhere, within 1.3 units in the last place. */

/** Natural logarithm; 0 gives -Inf, less NaN. */
COPSE_API double copse_log(double x);
/** log(1 + x), accurate for small x; -1 gives -Inf, less NaN. */
COPSE_API double copse_log1p(double x);
/** e^x. */
COPSE_API double copse_exp(double x);

/* ---------------------------------------------------------------------------------------------- parallel loop */

/** Threads that a loop uses by default: OMP_NUM_THREADS, else the processors that this process may use. */
COPSE_API int copse_threads_available(void);

/** One turn of a parallel loop: index in 0..n-1, thread in 0..threads-1 (for workspaces). */
typedef copse_status (*copse_parallel_body)(void *context, size_t index, int thread, copse_error *err);

/** Calls body for every index once, on `threads` threads (0: copse_threads_available()), each taking the next index
 *  that is free. After a failure no new index is begun; the status and error returned are those of the lowest index
 *  that failed. The order of the calls must not matter to the result. */
COPSE_API COPSE_NODISCARD copse_status copse_parallel_for(size_t n, int threads, copse_parallel_body body,
                                                          void *context, copse_error *err);

/** What long work tells and asks while it runs, from one thread at a time; the library itself prints nothing.
 *  `tick` returns false to have the work stop in good order (COPSE_EINTERRUPTED). NULL: nobody watches. */
typedef struct copse_watch {
    bool (*tick)(void *context, uint64_t done, uint64_t total);
    void *context;
} copse_watch;

/* ------------------------------------------------------------------------------------------------ files */

/** Reads a whole file; path "-" is standard input. *bytes is NUL-terminated past *n and freed by free(). */
COPSE_API COPSE_NODISCARD copse_status copse_file_read(const char *path, char **bytes, size_t *n, copse_error *err);
/** Writes a whole file or nothing: a temporary file beside it is renamed over `path` once every byte is on it. What
 *  was there stays until then. A device, pipe or "-" (standard output) is written directly, and a short write is an
 *  error. */
COPSE_API COPSE_NODISCARD copse_status copse_file_write(const char *path, const char *bytes, size_t n,
                                                        copse_error *err);
/** The same piece by piece, for what is too long for memory. Closed with keep, the file appears, whole; without, what was
 *  there stays and nothing is left of the pieces (always COPSE_OK). Closing frees, whatever it returns; of NULL it is
 *  legal. What is written directly cannot be taken back. A file that could not be kept is not there. */
typedef struct copse_output copse_output;
COPSE_API COPSE_NODISCARD copse_status copse_output_open(const char *path, copse_output **output, copse_error *err);
COPSE_API COPSE_NODISCARD copse_status copse_output_write(copse_output *output, const char *bytes, size_t n,
                                                          copse_error *err);
COPSE_API copse_status copse_output_close(copse_output *output, bool keep, copse_error *err);
/** Could a file be written there? To be asked before long work, whose result would be lost: what stands there stays. A
 *  device, pipe or "-" is taken at its word, as opening it may be noticed at its other end. */
COPSE_API COPSE_NODISCARD copse_status copse_output_check(const char *path, copse_error *err);
/** Makes a directory and its parents; one that exists is fine. */
COPSE_API COPSE_NODISCARD copse_status copse_directory_make(const char *path, copse_error *err);
/** The path of a file that comes with copse ("datasets", "plots/forest.gp"), looked for in $COPSE_DATADIR, in
 *  ../share/copse beside the running program, and in the installation's share/copse. *path is freed by free().
 *  COPSE_ENOTFOUND names the places that were looked at. */
COPSE_API COPSE_NODISCARD copse_status copse_resource_path(const char *relative, char **path, copse_error *err);

/** "0.1.0" */
COPSE_API const char *copse_version(void);

#ifdef __cplusplus
}
#endif
#endif
