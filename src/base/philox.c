#include <copse/base.h>

/* Philox4x32-10: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11. */
void copse_philox(copse_address at, uint32_t sub, uint32_t words[4])
{
    uint32_t c0 = (uint32_t)at.replicate, c1 = (uint32_t)(at.replicate >> 32), c2 = at.draw, c3 = sub;
    uint32_t k0 = at.seed, k1 = at.stream;
    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}
