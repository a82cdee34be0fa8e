// Preparing weights: packing, widening, checking. Runs once per model.
#include "include/encoder.h"

#include <string.h>

size_t almanac_packed_count(size_t outputs, size_t inputs) {
    return (outputs + ALMANAC_PANEL - 1) / ALMANAC_PANEL * ALMANAC_PANEL * inputs;
}

void almanac_pack_linear(const float *weight, size_t outputs, size_t inputs, size_t first_panel, size_t last_panel,
                         float *packed) {
    for (size_t panel = first_panel; panel < last_panel; panel++) {
        float *to = packed + panel * ALMANAC_PANEL * inputs;
        const size_t first = panel * ALMANAC_PANEL;
        const size_t width = outputs - first < ALMANAC_PANEL ? outputs - first : ALMANAC_PANEL;
        if (width < ALMANAC_PANEL) memset(to, 0, ALMANAC_PANEL * inputs * sizeof(float));
        // Sixteen inputs at a time: each row is then read a cache line at a time.
        for (size_t k = 0; k < inputs; k += 16) {
            const size_t end = inputs - k < 16 ? inputs : k + 16;
            for (size_t column = 0; column < width; column++) {
                const float *row = weight + (first + column) * inputs;
                for (size_t i = k; i < end; i++) to[i * ALMANAC_PANEL + column] = row[i];
            }
        }
    }
}

size_t almanac_attention_scratch(size_t rows, size_t head_dimension) {
    const size_t width = (rows + ALMANAC_PANEL - 1) / ALMANAC_PANEL * ALMANAC_PANEL;
    const size_t columns = (head_dimension + ALMANAC_PANEL - 1) / ALMANAC_PANEL * ALMANAC_PANEL;
    return width * head_dimension + rows * columns + 6 * width;
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

size_t almanac_first_nonfinite(const float *values, size_t count) {
    const uint32_t exponent = 0x7F800000;
    for (size_t block = 0; block < count; block += 1024) {
        const size_t end = count - block < 1024 ? count : block + 1024;
        uint32_t found = 0;
        for (size_t i = block; i < end; i++) found |= (bits_of(values[i]) & exponent) == exponent;
        for (size_t i = block; found && i < end; i++)
            if ((bits_of(values[i]) & exponent) == exponent) return i;
    }
    return count;
}

void almanac_widen_bfloat(const uint16_t *values, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) {
        const uint32_t bits = (uint32_t)values[i] << 16;
        memcpy(out + i, &bits, sizeof bits);
    }
}

void almanac_widen_half(const uint16_t *values, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) {
        const uint32_t sign = (uint32_t)(values[i] & 0x8000) << 16, magnitude = values[i] & 0x7FFF;
        uint32_t bits;
        if (magnitude >= 0x7C00) {
            bits = 0x7F800000 | magnitude << 13;
        } else if (magnitude >= 0x0400) {
            bits = (magnitude << 13) + ((127u - 15u) << 23);
        } else {
            bits = bits_of((float)magnitude * 0x1p-24f);  // a subnormal half is a multiple of 2^-24
        }
        bits |= sign;
        memcpy(out + i, &bits, sizeof bits);
    }
}
