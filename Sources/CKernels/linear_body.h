// Matrix product with packed weights (Goto & van de Geijn 2008): tiles of up to 6 rows by 16 columns in registers.
// Every element is one chain of multiply-adds over k = 0, 1, 2, …, whatever tile computes it; splitting k into blocks
// stores and reloads the running sum unchanged. A row therefore has the same bits alone and among any others.

#include "include/encoder.h"

enum {
    TILE_ROWS = 6,
    /// Inputs per block: a panel block of 24 KiB stays in the first-level cache.
    BLOCK_INPUTS = 384,
    /// Rows per block, a multiple of 6: a block of 288 KiB stays in the second-level cache.
    BLOCK_ROWS = 192,
};

typedef struct {
    const float *a;
    size_t a_stride;
    /// [inputs, 16]
    const float *panel;
    size_t inputs;
    float *c;
    size_t c_stride;
    /// Columns of c to write, at most 16.
    size_t columns;
    /// Add to what c holds.
    bool resume;
    /// Added at the end; NULL while more inputs are to come or there is none. At least `columns` long.
    const float *bias;
    almanac_activation activation;
} tile;

INLINE void compute_tile(const int rows, const tile t) {
    lanes low[TILE_ROWS], high[TILE_ROWS];
    float edge[2 * LANES];
    UNROLL for (int r = 0; r < rows; r++) {
        if (!t.resume) {
            low[r] = high[r] = SPLAT(0.0f);
            continue;
        }
        const float *from = t.c + r * t.c_stride;
        if (t.columns < ALMANAC_PANEL) from = memcpy(edge, from, t.columns * sizeof(float));
        low[r] = LOAD(from);
        high[r] = LOAD(from + LANES);
    }
    for (size_t k = 0; k < t.inputs; k++) {
        const lanes b0 = LOAD(t.panel + k * ALMANAC_PANEL), b1 = LOAD(t.panel + k * ALMANAC_PANEL + LANES);
        UNROLL for (int r = 0; r < rows; r++) {
            const lanes a = SPLAT(t.a[r * t.a_stride + k]);
            low[r] = LANES_FMA(a, b0, low[r]);
            high[r] = LANES_FMA(a, b1, high[r]);
        }
    }
    if (t.bias) {
        memset(edge, 0, sizeof edge);
        const float *bias = t.columns < ALMANAC_PANEL ? memcpy(edge, t.bias, t.columns * sizeof(float)) : t.bias;
        const lanes bias0 = LOAD(bias), bias1 = LOAD(bias + LANES);
        UNROLL for (int r = 0; r < rows; r++) {
            low[r] += bias0;
            high[r] += bias1;
            ACTIVATE(low[r], t.activation);
            ACTIVATE(high[r], t.activation);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        float *to = t.c + r * t.c_stride;
        if (t.columns == ALMANAC_PANEL) {
            STORE(to, low[r]);
            STORE(to + LANES, high[r]);
        } else {
            STORE(edge, low[r]);
            STORE(edge + LANES, high[r]);
            memcpy(to, edge, t.columns * sizeof(float));
        }
    }
}

/// One tile of `rows` ≤ 6 rows; the row count is a constant in each branch, so that the sums live in registers.
static void run_tile(size_t rows, const tile *t) {
    switch (rows) {
    case 6: compute_tile(6, *t); break;
    case 5: compute_tile(5, *t); break;
    case 4: compute_tile(4, *t); break;
    case 3: compute_tile(3, *t); break;
    case 2: compute_tile(2, *t); break;
    case 1: compute_tile(1, *t); break;
    }
}

static void linear(const float *a, size_t a_stride, const float *packed, const float *bias, float *c, size_t c_stride,
                   size_t rows, size_t inputs, size_t outputs, size_t first_panel, size_t last_panel,
                   almanac_activation activation) {
    for (size_t k = 0; k < inputs; k += BLOCK_INPUTS) {
        const size_t block = inputs - k < BLOCK_INPUTS ? inputs - k : BLOCK_INPUTS;
        const bool last = k + block == inputs;
        for (size_t top = 0; top < rows; top += BLOCK_ROWS) {
            const size_t bottom = rows - top < BLOCK_ROWS ? rows : top + BLOCK_ROWS;
            for (size_t panel = first_panel; panel < last_panel; panel++) {
                const size_t column = panel * ALMANAC_PANEL;
                tile t = {
                    .a_stride = a_stride,
                    .panel = packed + column * inputs + k * ALMANAC_PANEL,
                    .inputs = block,
                    .c_stride = c_stride,
                    .columns = outputs - column < ALMANAC_PANEL ? outputs - column : ALMANAC_PANEL,
                    .resume = k > 0,
                    .bias = last ? bias + column : NULL,
                    .activation = activation,
                };
                for (size_t row = top; row < bottom; row += TILE_ROWS) {
                    t.a = a + row * a_stride + k;
                    t.c = c + row * c_stride + column;
                    run_tile(bottom - row < TILE_ROWS ? bottom - row : TILE_ROWS, &t);
                }
            }
        }
    }
}
