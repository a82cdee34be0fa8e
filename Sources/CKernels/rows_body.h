// Kernels that work on one row of hidden values at a time: embedding, layer normalisation, pooling.

/// Calls `body` with every vector of a row: `i` its offset, `n` its real lanes (8 but for the last).
#define FOR_VECTORS(count, i, n)                                                                                       \
    for (size_t i = 0, n; i < (count) && (n = (count) - i < LANES ? (count) - i : LANES); i += LANES)

/// x = (x - mean) / √(variance + epsilon) · gain + bias; four running sums per moment, vectors dealt in turn.
INLINE void normalize_row(float *x, size_t hidden, const float *gain, const float *bias, float epsilon) {
    lanes sums[4] = {{0}};
    FOR_VECTORS(hidden, i, n) {
        LOAD_PART(v, x + i, n, 0.0f);
        sums[i / LANES % 4] += v;
    }
    lanes total = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    const float mean = SUM_LANES(total) / (float)hidden;
    sums[0] = sums[1] = sums[2] = sums[3] = SPLAT(0.0f);
    FOR_VECTORS(hidden, i, n) {
        LOAD_PART(v, x + i, n, mean);
        v -= SPLAT(mean);
        sums[i / LANES % 4] = LANES_FMA(v, v, sums[i / LANES % 4]);
    }
    total = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    const float inverse = 1.0f / __builtin_sqrtf(SUM_LANES(total) / (float)hidden + epsilon);
    FOR_VECTORS(hidden, i, n) {
        LOAD_PART(v, x + i, n, 0.0f);
        LOAD_PART(g, gain + i, n, 0.0f);
        LOAD_PART(b, bias + i, n, 0.0f);
        v = LANES_FMA((v - SPLAT(mean)) * SPLAT(inverse), g, b);
        memcpy(x + i, &v, n * sizeof(float));
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
    FOR_VECTORS(count, i, n) {
        LOAD_PART(v, x + i, n, 0.0f);
        EXPONENTIAL(v, v);
        memcpy(out + i, &v, n * sizeof(float));
    }
}

static void activate(const float *x, size_t count, almanac_activation activation, float *out) {
    FOR_VECTORS(count, i, n) {
        LOAD_PART(v, x + i, n, 0.0f);
        ACTIVATE(v, activation);
        memcpy(out + i, &v, n * sizeof(float));
    }
}
