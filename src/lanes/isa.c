#include "kernels.h"

#include <string.h>
#include <strings.h>

extern const copse_i_kernels copse_i_kernels_baseline;
#ifdef COPSE_I_HAS_avx2
extern const copse_i_kernels copse_i_kernels_avx2;
#endif
#ifdef COPSE_I_HAS_avx512
extern const copse_i_kernels copse_i_kernels_avx512;
#endif
#ifdef COPSE_I_HAS_neon
extern const copse_i_kernels copse_i_kernels_neon;
#endif

static const char *const codes[COPSE_ISA_COUNT] = {[COPSE_ISA_BEST] = "best",
#define COPSE_ISA_CODE(id, code, text) [COPSE_ISA_##id] = (code),
                                                   COPSE_ISA_LIST(COPSE_ISA_CODE)
#undef COPSE_ISA_CODE
};

const char *copse_isa_code(copse_isa isa)
{
    return (unsigned)isa < COPSE_ISA_COUNT ? codes[isa] : "unknown";
}

const char *copse_isa_text(copse_isa isa)
{
    static const char *const text[COPSE_ISA_COUNT] = {[COPSE_ISA_BEST] = "the best one that this machine has",
#define COPSE_ISA_TEXT(id, code, words) [COPSE_ISA_##id] = (words),
                                                      COPSE_ISA_LIST(COPSE_ISA_TEXT)
#undef COPSE_ISA_TEXT
    };
    return (unsigned)isa < COPSE_ISA_COUNT ? text[isa] : "unknown";
}

copse_status copse_isa_find(const char *code, copse_isa *isa)
{
    for (int i = 0; i < COPSE_ISA_COUNT; i++)
        if (strcasecmp(codes[i], code) == 0) {
            *isa = (copse_isa)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

copse_isa copse_isa_best(void)
{
    static const copse_isa order[] = {COPSE_ISA_AVX512, COPSE_ISA_AVX2, COPSE_ISA_NEON};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (copse_isa_available(order[i])) return order[i];
    return COPSE_ISA_BASELINE;
}

bool copse_isa_available(copse_isa isa)
{
    return copse_i_kernels_of(isa) != NULL;
}

const copse_i_kernels *copse_i_kernels_of(copse_isa isa)
{
    switch (isa) {
    case COPSE_ISA_BEST:
        return copse_i_kernels_of(copse_isa_best());
    case COPSE_ISA_BASELINE:
        return &copse_i_kernels_baseline;
#ifdef COPSE_I_HAS_avx2
    case COPSE_ISA_AVX2:
        return __builtin_cpu_supports("avx2") ? &copse_i_kernels_avx2 : NULL;
#endif
#ifdef COPSE_I_HAS_avx512
    case COPSE_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl")
                   ? &copse_i_kernels_avx512
                   : NULL;
#endif
#ifdef COPSE_I_HAS_neon
    case COPSE_ISA_NEON:
        return &copse_i_kernels_neon;
#endif
    default: /* this build has none */
        return NULL;
    }
}
