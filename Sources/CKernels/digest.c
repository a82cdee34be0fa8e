// A content digest at memory speed. Lanes, rounds and avalanche: xxHash64 (Collet, https://github.com/Cyan4973/xxHash,
// doc/xxhash_spec.md); two foldings of its 256-bit state give 128 bits instead of 64.
#include "include/encoder.h"

#include <string.h>

static const uint64_t P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9;
static const uint64_t P4 = 0x85EBCA77C2B2AE63, P5 = 0x27D4EB2F165667C5;

static inline uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }
static inline uint64_t round_(uint64_t lane, uint64_t input) { return rotate(lane + input * P2, 31) * P1; }

static uint64_t fold(const uint64_t *lanes, const int *order, uint64_t length, const uint8_t *tail, size_t tail_count) {
    uint64_t h = rotate(lanes[order[0]], 1) + rotate(lanes[order[1]], 7) + rotate(lanes[order[2]], 12) +
                 rotate(lanes[order[3]], 18);
    for (int i = 0; i < 4; i++) h = (h ^ round_(0, lanes[order[i]])) * P1 + P4;
    h += length;
    for (size_t i = 0; i < tail_count; i++) h = rotate(h ^ tail[i] * P5, 11) * P1;
    h = (h ^ h >> 33) * P2;
    h = (h ^ h >> 29) * P3;
    return h ^ h >> 32;
}

void almanac_content_digest(const void *bytes, size_t count, uint64_t seed, uint64_t *out) {
    const uint8_t *p = bytes;
    uint64_t lanes[4] = {seed + P1 + P2, seed + P2, seed, seed - P1};
    const size_t stripes = count / 32;
    for (size_t s = 0; s < stripes; s++, p += 32) {
        uint64_t words[4];
        memcpy(words, p, sizeof words);
        for (int i = 0; i < 4; i++) lanes[i] = round_(lanes[i], words[i]);
    }
    static const int forward[4] = {0, 1, 2, 3}, crossed[4] = {2, 0, 3, 1};
    out[0] = fold(lanes, forward, count, p, count % 32);
    out[1] = fold(lanes, crossed, count ^ P5, p, count % 32);
}
