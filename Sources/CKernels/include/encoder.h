// Kernels of the text encoder (BERT: Devlin et al. 2018), single precision.
//
// Every kernel takes pointers and sizes, allocates nothing and keeps no state. An output row depends only on its own
// input row (linear, norm) or its own text (attention, pooling), bit for bit: the order of every sum is fixed by the
// sizes of the model, never by how many rows are computed, where a row stands, or which part of a call a thread takes.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Columns of one panel of packed weights.
#define ALMANAC_PANEL 16

typedef enum __attribute__((enum_extensibility(closed))) {
    almanac_activation_identity,
    /// x · Φ(x) with the exact error function (Hendrycks & Gimpel 2016).
    almanac_activation_gelu,
    /// The tanh form of the same paper, `gelu_new` in model configurations.
    almanac_activation_gelu_tanh,
    almanac_activation_relu,
} almanac_activation;

typedef enum __attribute__((enum_extensibility(closed))) {
    almanac_pooling_mean,
    almanac_pooling_cls,
} almanac_pooling;

/// One implementation of the encoder's kernels. Sizes count floats unless a name says otherwise.
typedef struct {
    const char *name;

    /// c = activation(a · weightᵀ + bias) for the columns of panels [first_panel, last_panel).
    /// a [rows, inputs] with row stride a_stride; packed as almanac_pack_linear leaves it; bias [outputs];
    /// c [rows, outputs] with row stride c_stride. c must not overlap a.
    void (*linear)(const float *a, size_t a_stride, const float *packed, const float *bias, float *c, size_t c_stride,
                   size_t rows, size_t inputs, size_t outputs, size_t first_panel, size_t last_panel,
                   almanac_activation activation);

    /// Scaled dot-product attention of one text (Vaswani et al. 2017) for heads [first_head, last_head).
    /// qkv [rows, 3 · hidden]: queries, keys, values side by side; out [rows, hidden].
    /// scratch: almanac_attention_scratch(rows, hidden / heads) floats of the caller's own.
    void (*attention)(const float *qkv, size_t rows, size_t hidden, size_t heads, size_t first_head, size_t last_head,
                      float *scratch, float *out);

    /// out[i] = norm(words[ids[i]] + positions[i] + type), tokens of one text; words [vocabulary, hidden],
    /// positions [≥ count, hidden], type [hidden], out [count, hidden]. ids must lie in the vocabulary.
    void (*embed)(const int32_t *ids, size_t count, const float *words, const float *positions, const float *type,
                  const float *gain, const float *bias, float epsilon, size_t hidden, float *out);

    /// x[i] = norm(x[i] + y[i]) for every row; layer normalisation (Ba et al. 2016) with gain and bias [hidden].
    void (*add_norm)(float *x, const float *y, size_t rows, size_t hidden, const float *gain, const float *bias,
                     float epsilon);

    /// The vector of one text: mean of x [rows, hidden] or its first row, scaled to unit length. rows ≥ 1.
    void (*pool)(const float *x, size_t rows, size_t hidden, almanac_pooling pooling, float *out);

    /// out[i] = e^x[i]; relative error below 2.5e-7 for x in [-87, 88], clamped outside.
    void (*exponential)(const float *x, size_t count, float *out);

    /// out[i] = activation(x[i]); the absolute error of the exact GELU is below 3e-7 · max(1, |x|).
    void (*activate)(const float *x, size_t count, almanac_activation activation, float *out);
} almanac_encoder_kernels;

/// The fastest implementation this processor can run.
const almanac_encoder_kernels *almanac_encoder_kernels_best(void);
/// 8-lane vectors in the baseline instruction set; any processor. Same order of sums, but without fused multiply-add.
const almanac_encoder_kernels *almanac_encoder_kernels_portable(void);
/// AVX2 and FMA; NULL where the processor lacks them.
const almanac_encoder_kernels *_Nullable almanac_encoder_kernels_avx2(void);
/// Plain loops with sums in double, against which the others are tested.
const almanac_encoder_kernels *almanac_encoder_kernels_reference(void);

/// Floats of packed weights for a layer of that shape: whole panels, the last one filled with zeros.
size_t almanac_packed_count(size_t outputs, size_t inputs);

/// Packs panels [first_panel, last_panel) of weight [outputs, inputs] (row-major, unaligned allowed) for `linear`:
/// panel p holds [inputs, 16], columns 16p … 16p + 15. Layout after Goto & van de Geijn 2008.
void almanac_pack_linear(const float *weight, size_t outputs, size_t inputs, size_t first_panel, size_t last_panel,
                         float *packed);

/// Floats of scratch that `attention` wants for a text of that many rows.
size_t almanac_attention_scratch(size_t rows, size_t head_dimension);

/// Offset of the first value that is infinite or not a number; count where there is none.
size_t almanac_first_nonfinite(const float *values, size_t count);

/// Widens `count` little-endian half precision (IEEE 754 binary16) or bfloat16 values; exact.
void almanac_widen_half(const uint16_t *values, size_t count, float *out);
void almanac_widen_bfloat(const uint16_t *values, size_t count, float *out);

/// 128-bit content digest, low word first: the stripes and rounds of xxHash64, its four lanes folded twice in different
/// orders. Tells contents apart by accident or edit; it is no protection against someone who forges them.
void almanac_content_digest(const void *bytes, size_t count, uint64_t seed, uint64_t *out);

#pragma clang assume_nonnull end
