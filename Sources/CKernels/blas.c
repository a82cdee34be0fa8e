#include "include/blas.h"

#include <cblas.h>

void almanac_blas_sgemm_nt(size_t m, size_t n, size_t k, float alpha, const float *a, size_t a_stride, const float *b,
                           size_t b_stride, float beta, float *c, size_t c_stride) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)m, (blasint)n, (blasint)k, alpha, a,
                (blasint)a_stride, b, (blasint)b_stride, beta, c, (blasint)c_stride);
}

void almanac_blas_sgemm_nn(size_t m, size_t n, size_t k, const float *a, size_t a_stride, const float *b,
                           size_t b_stride, float *c, size_t c_stride) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)m, (blasint)n, (blasint)k, 1, a,
                (blasint)a_stride, b, (blasint)b_stride, 0, c, (blasint)c_stride);
}

void almanac_blas_set_threads(int count) { openblas_set_num_threads(count); }

const char *almanac_blas_description(void) { return openblas_get_config(); }
