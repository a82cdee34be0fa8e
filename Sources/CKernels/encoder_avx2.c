// The kernels compiled for AVX2 and FMA; reached only where the processor has both.
#include "include/encoder.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES_FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#include "lanes_body.h"
#include "linear_body.h"
#include "attention_body.h"
#include "rows_body.h"
#pragma clang attribute pop

static const almanac_encoder_kernels kernels = {"avx2", linear,      attention, embed,
                                                add_norm, pool, exponential, activate};

const almanac_encoder_kernels *almanac_encoder_kernels_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels : NULL;
}
#else
const almanac_encoder_kernels *almanac_encoder_kernels_avx2(void) { return NULL; }
#endif
