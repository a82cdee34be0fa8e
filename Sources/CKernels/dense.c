#include "dense.h"

#include <string.h>

static inline const float *row_at(const float *rows, size_t dimension, const uint32_t *offsets, size_t item) {
    return rows + (offsets ? (size_t)offsets[item] : item) * dimension;
}

void almanac_reference_inner_products(const float *rows, size_t dimension, const uint32_t *offsets, size_t count,
                                      const double *query, double *scores) {
    for (size_t item = 0; item < count; item++) {
        const float *row = row_at(rows, dimension, offsets, item);
        double lanes[16] = {0};
        for (size_t i = 0; i < dimension; i++) lanes[i % 16] += (double)row[i] * query[i];
        for (size_t step = 8; step > 0; step /= 2)
            for (size_t lane = 0; lane < step; lane++) lanes[lane] += lanes[lane + step];
        scores[item] = lanes[0];
    }
}

void almanac_reference_squared_distances(const float *rows, size_t dimension, const uint32_t *offsets, size_t count,
                                         const double *query, double *distances) {
#pragma clang fp contract(off)
    for (size_t item = 0; item < count; item++) {
        const float *row = row_at(rows, dimension, offsets, item);
        double lanes[16] = {0};
        for (size_t i = 0; i < dimension; i++) {
            double difference = (double)row[i] - query[i];
            lanes[i % 16] += difference * difference;
        }
        for (size_t step = 8; step > 0; step /= 2)
            for (size_t lane = 0; lane < step; lane++) lanes[lane] += lanes[lane + step];
        distances[item] = lanes[0];
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))

/// Four registers of four lanes: lane i mod 16 lies in register (i mod 16) / 4.
typedef struct {
    __m256d lanes[4];
} sums;

AVX2 static inline void accumulate(sums *sums, const float *row, const double *query) {
    for (int part = 0; part < 4; part++)
        sums->lanes[part] = _mm256_fmadd_pd(_mm256_cvtps_pd(_mm_loadu_ps(row + 4 * part)),
                                            _mm256_loadu_pd(query + 4 * part), sums->lanes[part]);
}

AVX2 static inline double fold(const sums *sums) {
    __m256d eight = _mm256_add_pd(sums->lanes[0], sums->lanes[2]);
    __m256d four = _mm256_add_pd(eight, _mm256_add_pd(sums->lanes[1], sums->lanes[3]));
    __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

/// The values past the last whole block of 16, padded with zeros: adding 0 * 0 changes no lane.
AVX2 static inline void accumulate_rest(sums *sums, const float *row, const double *query, size_t rest) {
    float padded_row[16] = {0};
    double padded_query[16] = {0};
    memcpy(padded_row, row, rest * sizeof(float));
    memcpy(padded_query, query, rest * sizeof(double));
    accumulate(sums, padded_row, padded_query);
}

/// Rows asked for this far ahead. A row is short for the hardware's prefetcher, which loses the stream at every row;
/// asking doubles the rate of a scan of memory.
#define AHEAD 4

AVX2 static void inner_products_avx2(const float *rows, size_t dimension, const uint32_t *offsets, size_t count,
                                     const double *query, double *scores) {
    size_t whole = dimension / 16 * 16;
    for (size_t item = 0; item < count; item++) {
        const float *row = row_at(rows, dimension, offsets, item);
        const float *ahead = row_at(rows, dimension, offsets, item + AHEAD < count ? item + AHEAD : count - 1);
        sums sums = {{_mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd()}};
        for (size_t i = 0; i < whole; i += 16) {
            _mm_prefetch((const char *)(ahead + i), _MM_HINT_T0);
            accumulate(&sums, row + i, query + i);
        }
        if (whole < dimension) accumulate_rest(&sums, row + whole, query + whole, dimension - whole);
        scores[item] = fold(&sums);
    }
}

AVX2 static inline void accumulate_squares(sums *sums, const float *row, const double *query) {
#pragma clang fp contract(off)
    for (int part = 0; part < 4; part++) {
        __m256d difference =
            _mm256_sub_pd(_mm256_cvtps_pd(_mm_loadu_ps(row + 4 * part)), _mm256_loadu_pd(query + 4 * part));
        sums->lanes[part] = _mm256_add_pd(sums->lanes[part], _mm256_mul_pd(difference, difference));
    }
}

AVX2 static void squared_distances_avx2(const float *rows, size_t dimension, const uint32_t *offsets, size_t count,
                                        const double *query, double *distances) {
#pragma clang fp contract(off)
    size_t whole = dimension / 16 * 16;
    size_t rest = dimension - whole;
    double padded_query[16] = {0};
    memcpy(padded_query, query + whole, rest * sizeof(double));
    for (size_t item = 0; item < count; item++) {
        const float *row = row_at(rows, dimension, offsets, item);
        const float *ahead = row_at(rows, dimension, offsets, item + AHEAD < count ? item + AHEAD : count - 1);
        sums sums = {{_mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd()}};
        for (size_t i = 0; i < whole; i += 16) {
            _mm_prefetch((const char *)(ahead + i), _MM_HINT_T0);
            accumulate_squares(&sums, row + i, query + i);
        }
        if (rest > 0) {
            float padded_row[16] = {0};
            memcpy(padded_row, row + whole, rest * sizeof(float));
            accumulate_squares(&sums, padded_row, padded_query);
        }
        distances[item] = fold(&sums);
    }
}
#endif

void almanac_squared_distances(const float *rows, size_t dimension, const uint32_t *offsets, size_t count,
                               const double *query, double *distances) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        squared_distances_avx2(rows, dimension, offsets, count, query, distances);
        return;
    }
#endif
    almanac_reference_squared_distances(rows, dimension, offsets, count, query, distances);
}

void almanac_inner_products(const float *rows, size_t dimension, const uint32_t *offsets, size_t count,
                            const double *query, double *scores) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        inner_products_avx2(rows, dimension, offsets, count, query, scores);
        return;
    }
#endif
    almanac_reference_inner_products(rows, dimension, offsets, count, query, scores);
}
