// Kernels that work on one row of hidden values at a time: embedding, layer normalisation, pooling.

enum { MOMENT_SUMS = 4 };

/// The sum of `term` over a row, in four running sums to which the vectors are dealt in turn: one alone would wait for
/// the adder. `v` holds the vector in `term`; `pad` stands in for lanes behind the row's end.
#define SUM_ROW(result, row, count, pad, term)                                                                         \
    do {                                                                                                               \
        lanes sums_[MOMENT_SUMS] = {{0}};                                                                              \
        for (size_t first_ = 0; first_ < (count); first_ += MOMENT_SUMS * LANES) {                                     \
            UNROLL for (size_t s_ = 0; s_ < MOMENT_SUMS; s_++) {                                                       \
                const size_t i_ = first_ + s_ * LANES;                                                                 \
                if (i_ < (count)) {                                                                                    \
                    LOAD_PART(v, (row) + i_, (count) - i_, pad);                                                       \
                    sums_[s_] = (term);                                                                                \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
        const lanes total_ = (sums_[0] + sums_[1]) + (sums_[2] + sums_[3]);                                            \
        (result) = SUM_LANES(total_);                                                                                  \
    } while (0)

/// x = (x - mean) / √(variance + epsilon) · gain + bias.
INLINE void normalize_row(float *x, size_t hidden, const float *gain, const float *bias, float epsilon) {
    float sum, squares;
    SUM_ROW(sum, x, hidden, 0.0f, sums_[s_] + v);
    const float mean = sum / (float)hidden;
    SUM_ROW(squares, x, hidden, mean, LANES_FMA(v - SPLAT(mean), v - SPLAT(mean), sums_[s_]));
    const float inverse = 1.0f / __builtin_sqrtf(squares / (float)hidden + epsilon);
    for (size_t i = 0; i < hidden; i += LANES) {
        LOAD_PART(v, x + i, hidden - i, 0.0f);
        LOAD_PART(g, gain + i, hidden - i, 0.0f);
        LOAD_PART(b, bias + i, hidden - i, 0.0f);
        v = LANES_FMA((v - SPLAT(mean)) * SPLAT(inverse), g, b);
        STORE_PART(x + i, v, hidden - i);
    }
}

static void embed(const int32_t *ids, size_t count, const float *words, const float *positions, const float *type,
                  const float *gain, const float *bias, float epsilon, size_t hidden, float *out) {
    for (size_t row = 0; row < count; row++) {
        const float *word = words + (size_t)ids[row] * hidden, *position = positions + row * hidden;
        float *x = out + row * hidden;
        for (size_t i = 0; i < hidden; i++) x[i] = (word[i] + position[i]) + type[i];
        normalize_row(x, hidden, gain, bias, epsilon);
    }
}

static void add_norm(float *x, const float *y, size_t rows, size_t hidden, const float *gain, const float *bias,
                     float epsilon) {
    for (size_t row = 0; row < rows; row++, x += hidden, y += hidden) {
        for (size_t i = 0; i < hidden; i++) x[i] += y[i];
        normalize_row(x, hidden, gain, bias, epsilon);
    }
}

static void pool(const float *x, size_t rows, size_t hidden, almanac_pooling pooling, float *out) {
    const size_t used = pooling == almanac_pooling_cls ? 1 : rows;
    memcpy(out, x, hidden * sizeof(float));
    for (size_t row = 1; row < used; row++)
        for (size_t i = 0; i < hidden; i++) out[i] += x[row * hidden + i];
    // The mean's divisor falls away in scaling to unit length. Squares are summed in double, in order: once per text.
    double squares = 0;
    for (size_t i = 0; i < hidden; i++) squares += (double)out[i] * out[i];
    // A zero vector (no trained model gives one) becomes the first unit vector instead of dividing by zero.
    if (squares == 0) {
        out[0] = 1;
        return;
    }
    const double inverse = 1 / __builtin_sqrt(squares);
    for (size_t i = 0; i < hidden; i++) out[i] = (float)(out[i] * inverse);
}

static void exponential(const float *x, size_t count, float *out) {
    for (size_t i = 0; i < count; i += LANES) {
        LOAD_PART(v, x + i, count - i, 0.0f);
        EXPONENTIAL(v, v);
        STORE_PART(out + i, v, count - i);
    }
}

static void activate(const float *x, size_t count, almanac_activation activation, float *out) {
    for (size_t i = 0; i < count; i += LANES) {
        LOAD_PART(v, x + i, count - i, 0.0f);
        ACTIVATE(v, activation);
        STORE_PART(out + i, v, count - i);
    }
}
