// Plain loops, one definition each, sums in double: what the fast kernels are compared with.
#include "include/encoder.h"

#include <math.h>

static double activated(double x, almanac_activation activation) {
    switch (activation) {
    case almanac_activation_identity: return x;
    case almanac_activation_gelu: return 0.5 * x * (1 + erf(x / sqrt(2)));
    case almanac_activation_gelu_tanh: return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case almanac_activation_relu: return x > 0 ? x : 0;
    }
}

static void linear(const float *a, size_t a_stride, const float *packed, const float *bias, float *c, size_t c_stride,
                   size_t rows, size_t inputs, size_t outputs, size_t first_panel, size_t last_panel,
                   almanac_activation activation) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t n = first_panel * ALMANAC_PANEL; n < last_panel * ALMANAC_PANEL && n < outputs; n++) {
            const float *column = packed + n / ALMANAC_PANEL * ALMANAC_PANEL * inputs + n % ALMANAC_PANEL;
            double sum = bias[n];
            for (size_t k = 0; k < inputs; k++) sum += (double)a[row * a_stride + k] * column[k * ALMANAC_PANEL];
            c[row * c_stride + n] = (float)activated(sum, activation);
        }
    }
}

static double score(const float *qkv, size_t stride, size_t dimension, size_t query, size_t key, size_t hidden) {
    double sum = 0;
    for (size_t i = 0; i < dimension; i++) sum += (double)qkv[query * stride + i] * qkv[key * stride + hidden + i];
    return sum / sqrt((double)dimension);
}

static void attention(const float *qkv, size_t rows, size_t hidden, size_t heads, size_t first_head, size_t last_head,
                      float *scratch, float *out) {
    const size_t dimension = hidden / heads, stride = 3 * hidden;
    for (size_t head = first_head; head < last_head; head++) {
        const float *q = qkv + head * dimension;
        for (size_t row = 0; row < rows; row++) {
            double max = -INFINITY, sum = 0;
            for (size_t key = 0; key < rows; key++) max = fmax(max, score(q, stride, dimension, row, key, hidden));
            for (size_t key = 0; key < rows; key++) {
                scratch[key] = (float)exp(score(q, stride, dimension, row, key, hidden) - max);
                sum += scratch[key];
            }
            for (size_t i = 0; i < dimension; i++) {
                double value = 0;
                for (size_t key = 0; key < rows; key++)
                    value += (double)scratch[key] * q[key * stride + 2 * hidden + i];
                out[row * hidden + head * dimension + i] = (float)(value / sum);
            }
        }
    }
}

static void normalize(float *x, size_t hidden, const float *gain, const float *bias, float epsilon) {
    double mean = 0, variance = 0;
    for (size_t i = 0; i < hidden; i++) mean += x[i];
    mean /= (double)hidden;
    for (size_t i = 0; i < hidden; i++) variance += (x[i] - mean) * (x[i] - mean);
    const double deviation = sqrt(variance / (double)hidden + epsilon);
    for (size_t i = 0; i < hidden; i++) x[i] = (float)((x[i] - mean) / deviation * gain[i] + bias[i]);
}

static void embed(const int32_t *ids, size_t count, const float *words, const float *positions, const float *type,
                  const float *gain, const float *bias, float epsilon, size_t hidden, float *out) {
    for (size_t row = 0; row < count; row++) {
        for (size_t i = 0; i < hidden; i++)
            out[row * hidden + i] = words[(size_t)ids[row] * hidden + i] + positions[row * hidden + i] + type[i];
        normalize(out + row * hidden, hidden, gain, bias, epsilon);
    }
}

static void add_norm(float *x, const float *y, size_t rows, size_t hidden, const float *gain, const float *bias,
                     float epsilon) {
    for (size_t i = 0; i < rows * hidden; i++) x[i] += y[i];
    for (size_t row = 0; row < rows; row++) normalize(x + row * hidden, hidden, gain, bias, epsilon);
}

static void pool(const float *x, size_t rows, size_t hidden, almanac_pooling pooling, float *out) {
    const size_t used = pooling == almanac_pooling_cls ? 1 : rows;
    double squares = 0;
    for (size_t i = 0; i < hidden; i++) {
        double sum = 0;
        for (size_t row = 0; row < used; row++) sum += x[row * hidden + i];
        out[i] = (float)(sum / (double)used);
        squares += (double)out[i] * out[i];
    }
    for (size_t i = 0; i < hidden; i++) out[i] = (float)(out[i] / sqrt(squares));
}

static void exponential(const float *x, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) out[i] = (float)exp(fmin(fmax(x[i], -87), 88));
}

static void activate(const float *x, size_t count, almanac_activation activation, float *out) {
    for (size_t i = 0; i < count; i++) out[i] = (float)activated(x[i], activation);
}

static const almanac_encoder_kernels kernels = {"reference", linear,      attention, embed,
                                                add_norm, pool, exponential, activate};

const almanac_encoder_kernels *almanac_encoder_kernels_reference(void) { return &kernels; }
