// The kernels compiled for the baseline instruction set: the same source, with a rounding after each product.
#include "include/encoder.h"

#define LANES_FMA(a, b, c) ((a) * (b) + (c))
#include "lanes_body.h"
#include "linear_body.h"
#include "attention_body.h"
#include "rows_body.h"

static const almanac_encoder_kernels kernels = {"portable", linear,      attention, embed,
                                                add_norm, pool, exponential, activate};

const almanac_encoder_kernels *almanac_encoder_kernels_portable(void) { return &kernels; }

const almanac_encoder_kernels *almanac_encoder_kernels_best(void) {
    const almanac_encoder_kernels *avx2 = almanac_encoder_kernels_avx2();
    return avx2 ? avx2 : &kernels;
}
