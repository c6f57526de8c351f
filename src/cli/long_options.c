/* The options that the commands of long work share, and what they mean together. */
#include "long_work.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *isa_choice(size_t i)
{
    return i < COPSE_ISA_COUNT ? copse_isa_code((copse_isa)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_long_values, member)
#define SEED(text)                                                                                                     \
    {                                                                                                                  \
        .name = "seed", .kind = COPSE_I_WHOLE, .argument = "N", .help = (text), .max = 4294967295.0, AT(seed)          \
    }
#define BUT_SEED                                                                                                       \
    {.name = "threads",                                                                                                \
     .kind = COPSE_I_INTEGER,                                                                                          \
     .argument = "N",                                                                                                  \
     .help = "processors to use (default: OMP_NUM_THREADS, else all); the result does not depend on it",               \
     .min = 1,                                                                                                         \
     .max = 4096,                                                                                                      \
     AT(threads)},                                                                                                     \
        {.name = "isa",                                                                                                \
         .kind = COPSE_I_CHOICE,                                                                                       \
         .argument = "NAME",                                                                                           \
         .help = "instruction set, for tests; the result does not depend on it",                                       \
         .fallback = "best",                                                                                           \
         .choice = isa_choice,                                                                                         \
         AT(isa)},                                                                                                     \
        {.name = "checkpoint",                                                                                         \
         .kind = COPSE_I_PATH,                                                                                         \
         .argument = "FILE",                                                                                           \
         .help = "keep what is done in a file, to go on from with --resume",                                           \
         AT(checkpoint)},                                                                                              \
        {.name = "resume", .kind = COPSE_I_FLAG, .help = "go on from the checkpoint where it exists", AT(resume)},     \
        {.name = "every",                                                                                              \
         .kind = COPSE_I_NUMBER,                                                                                       \
         .argument = "SECONDS",                                                                                        \
         .help = "between checkpoints",                                                                                \
         .fallback = "10",                                                                                             \
         .max = HUGE_VAL,                                                                                              \
         AT(every)},                                                                                                   \
        {.name = "shard",                                                                                              \
         .kind = COPSE_I_TEXT,                                                                                         \
         .argument = "I/N",                                                                                            \
         .help = "do part I of N into the file of --checkpoint, for copse merge",                                      \
         AT(shard)},

const copse_i_option copse_i_long_options[copse_i_long_count] = {
    SEED("of the random numbers; the same seed gives the same bytes, everywhere (default 1)"), BUT_SEED};
const copse_i_option copse_i_long_design_options[copse_i_long_count] = {
    SEED("of the random numbers, in place of the design's own (which is 1 where it says none)"), BUT_SEED};
#undef BUT_SEED
#undef SEED
#undef AT

/* Work without checkpoints has the first options alone. */
static bool is_long(const copse_i_group *group)
{
    return group->count == copse_i_long_count &&
           (group->option == copse_i_long_options || group->option == copse_i_long_design_options);
}

copse_i_long_values *copse_i_long_values_of(const copse_i_command *command, void *values)
{
    for (size_t g = 0; g < command->groups; g++)
        if (is_long(&command->group[g]))
            return (copse_i_long_values *)(void *)((char *)values + command->group[g].offset);
    return NULL;
}

bool copse_i_long_is(const copse_i_command *command)
{
    for (size_t g = 0; g < command->groups; g++)
        if (is_long(&command->group[g])) return true;
    return false;
}

bool copse_i_long_has(const copse_i_option *option)
{
    return (option >= copse_i_long_options && option < copse_i_long_options + copse_i_long_count) ||
           (option >= copse_i_long_design_options && option < copse_i_long_design_options + copse_i_long_count);
}

uint32_t copse_i_long_seed(const copse_i_long_values *values, uint32_t none)
{
    return values->seed == COPSE_I_NOT_GIVEN ? none : (uint32_t)values->seed;
}

copse_status copse_i_long_isa(const copse_i_long_values *values, copse_isa *isa, copse_error *err)
{
    *isa = (copse_isa)values->isa;
    if (copse_isa_available(*isa)) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--isa: this machine, or this build of copse, has no %s",
                      copse_isa_code(*isa));
}

static bool read_count(const char *text, size_t n, uint32_t *count)
{
    double x = NAN;
    if (!copse_parse_number(text, n, '.', &x) || !(x >= 1 && x <= 1e6) || x != floor(x)) return false;
    *count = (uint32_t)x;
    return true;
}

copse_status copse_i_long_shard(const copse_i_long_values *values, uint32_t *shard, uint32_t *shards, copse_error *err)
{
    *shard = *shards = 0;
    if (values->shard == NULL) return COPSE_OK;
    const char *slash = strchr(values->shard, '/');
    if (slash == NULL || !read_count(values->shard, (size_t)(slash - values->shard), shard) ||
        !read_count(slash + 1, strlen(slash + 1), shards) || *shard > *shards)
        return copse_fail(err, COPSE_EUSAGE, "--shard: '%s' is not a part and a number of parts, such as 2/7",
                          values->shard);
    return COPSE_OK;
}

copse_status copse_i_long_check(const copse_i_long_values *values, copse_error *err)
{
    uint32_t shard = 0;
    uint32_t shards = 0;
    copse_isa isa = COPSE_ISA_BEST;
    copse_status status = copse_i_long_isa(values, &isa, err);
    if (status == COPSE_OK) status = copse_i_long_shard(values, &shard, &shards, err);
    if (status != COPSE_OK) return status;
    if (shards > 0 && values->checkpoint == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--shard needs --checkpoint FILE, the file that the part goes to");
    if (values->resume && values->checkpoint == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--resume needs --checkpoint FILE, the file to go on from");
    return COPSE_OK;
}
