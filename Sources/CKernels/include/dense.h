// Inner products of vector search, double precision.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Canonical inner products of stored rows with one query.
///
/// `rows`    [*, dimension] row-major float32
/// `offsets` [count] which rows, in any order; NULL for rows 0 ..< count
/// `query`   [dimension] the query's float32 values widened to double
/// `scores`  [count] out
///
/// The sum is defined, not approximated: product i goes to lane i mod 16, each lane adds its products in the order
/// of i, and the lanes are folded 8, 4, 2, 1. A product of two widened floats is exact in double, so a fused and an
/// unfused multiply-add agree and every processor gives the same bits as `almanac_reference_inner_products`.
void almanac_inner_products(const float *rows, size_t dimension, const uint32_t *_Nullable offsets, size_t count,
                            const double *query, double *scores);

/// The definition as a plain loop.
void almanac_reference_inner_products(const float *rows, size_t dimension, const uint32_t *_Nullable offsets, size_t count,
                                      const double *query, double *scores);

/// Canonical squared Euclidean distances of stored rows to one query: lanes and folding as above, each term the rounded
/// square of a rounded difference, never fused, so that every processor gives the same bits as the reference.
void almanac_squared_distances(const float *rows, size_t dimension, const uint32_t *_Nullable offsets, size_t count,
                               const double *query, double *distances);

/// The definition as a plain loop.
void almanac_reference_squared_distances(const float *rows, size_t dimension, const uint32_t *_Nullable offsets,
                                         size_t count, const double *query, double *distances);

#pragma clang assume_nonnull end
