// The system's BLAS behind our own names, so that no other target sees its headers and the vendor can change.
#pragma once
#include <stddef.h>

/// c = alpha · a · bᵀ + beta · c in single precision; a [m, k], b [n, k], c [m, n], row-major with the given row
/// strides (floats). A row of c may change in its last bits with m and n: use it where a bound covers its rounding.
void almanac_blas_sgemm_nt(size_t m, size_t n, size_t k, float alpha, const float *a, size_t a_stride, const float *b,
                           size_t b_stride, float beta, float *c, size_t c_stride);

/// c = a · b with a [m, k], b [k, n], c [m, n], row-major.
void almanac_blas_sgemm_nn(size_t m, size_t n, size_t k, const float *a, size_t a_stride, const float *b,
                           size_t b_stride, float *c, size_t c_stride);

/// How many threads the library may start inside one call; process-wide. Call once, with 1, before the first product.
void almanac_blas_set_threads(int count);

/// The library's description of itself (version, kernel chosen for this processor); a constant string.
const char *almanac_blas_description(void);
