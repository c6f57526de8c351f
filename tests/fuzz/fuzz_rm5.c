/* libFuzzer target: any bytes as a RevMan 5 review. What is read must be whole: every analysis has a frame or says why
 * not, the list has a row for each. */
#include "fuzz_review.h"

#include <copse/base.h>

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 2 && data[0] == 'P' && data[1] == 'K') return 0; /* fuzz_package's */
    fuzz_review("f.rm5", (const char *)data, size);
    return 0;
}
