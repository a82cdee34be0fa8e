// Attention of one text, head by head: keys and values are packed like weights, six query rows at a time give scores,
// softmax and weighted sum. Everything depends on this text alone; its length fixes the order of every sum.

static size_t round_up(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/// Keys [rows, dimension] to panels [dimension, 16] of 16 rows each, zeros behind the last row.
static void pack_keys(const float *keys, size_t stride, size_t rows, size_t dimension, float *packed) {
    float *last = packed + (rows - 1) / ALMANAC_PANEL * ALMANAC_PANEL * dimension;
    if (rows % ALMANAC_PANEL) memset(last, 0, ALMANAC_PANEL * dimension * sizeof(float));
    for (size_t row = 0; row < rows; row++) {
        float *column = packed + row / ALMANAC_PANEL * ALMANAC_PANEL * dimension + row % ALMANAC_PANEL;
        for (size_t i = 0; i < dimension; i++) column[i * ALMANAC_PANEL] = keys[row * stride + i];
    }
}

/// Values [rows, dimension] to panels [rows, 16] of 16 columns each, zeros behind the last column.
static void pack_values(const float *values, size_t stride, size_t rows, size_t dimension, float *packed) {
    for (size_t first = 0; first < dimension; first += ALMANAC_PANEL) {
        const size_t width = dimension - first < ALMANAC_PANEL ? dimension - first : ALMANAC_PANEL;
        for (size_t row = 0; row < rows; row++, packed += ALMANAC_PANEL) {
            const float *from = values + row * stride + first;
            if (width == ALMANAC_PANEL) {
                STORE(packed, LOAD(from));
                STORE(packed + LANES, LOAD(from + LANES));
            } else {
                memset(packed, 0, ALMANAC_PANEL * sizeof(float));
                memcpy(packed, from, width * sizeof(float));
            }
        }
    }
}

/// Replaces scores [count] by e^(scale · (score - max)), unnormalised, and returns the reciprocal of their sum.
/// Whole vectors are read and written: there is room for `count` rounded up to 16, and zeros are left behind the last.
INLINE float soften(float *scores, size_t count, float scale) {
    const size_t whole = count / LANES * LANES;
    const lanes_int behind = (lanes_int){0, 1, 2, 3, 4, 5, 6, 7} >= (int32_t)(count - whole);
    lanes highest = SPLAT(scores[0]);
    for (size_t i = 0; i < whole; i += LANES) highest = MAX(LOAD(scores + i), highest);
    if (whole < count) highest = MAX(SELECT(behind, highest, LOAD(scores + whole)), highest);
    lanes other = __builtin_shufflevector(highest, highest, 4, 5, 6, 7, 0, 1, 2, 3);
    highest = MAX(highest, other);
    other = __builtin_shufflevector(highest, highest, 2, 3, 0, 1, 6, 7, 4, 5);
    highest = MAX(highest, other);
    other = __builtin_shufflevector(highest, highest, 1, 0, 3, 2, 5, 4, 7, 6);
    const lanes max = MAX(highest, other);

    lanes sum = SPLAT(0.0f), value;
    for (size_t i = 0; i < whole; i += LANES) {
        EXPONENTIAL(value, (LOAD(scores + i) - max) * SPLAT(scale));
        STORE(scores + i, value);
        sum += value;
    }
    if (whole < count) {
        EXPONENTIAL(value, (LOAD(scores + whole) - max) * SPLAT(scale));
        value = SELECT(behind, SPLAT(0.0f), value);
        STORE(scores + whole, value);
        sum += value;
    }
    return 1.0f / SUM_LANES(sum);
}

static void attention(const float *qkv, size_t rows, size_t hidden, size_t heads, size_t first_head, size_t last_head,
                      float *scratch, float *out) {
    const size_t dimension = hidden / heads, stride = 3 * hidden, width = round_up(rows, ALMANAC_PANEL);
    const float scale = 1.0f / __builtin_sqrtf((float)dimension);
    float *keys = scratch, *values = keys + width * dimension;
    float *scores = values + rows * round_up(dimension, ALMANAC_PANEL);
    for (size_t head = first_head; head < last_head; head++) {
        const float *queries = qkv + head * dimension;
        pack_keys(queries + hidden, stride, rows, dimension, keys);
        pack_values(queries + 2 * hidden, stride, rows, dimension, values);
        for (size_t row = 0; row < rows; row += TILE_ROWS) {
            const size_t count = rows - row < TILE_ROWS ? rows - row : TILE_ROWS;
            tile t = {.a = queries + row * stride, .a_stride = stride, .inputs = dimension, .c_stride = width,
                      .columns = ALMANAC_PANEL};
            for (size_t first = 0; first < width; first += ALMANAC_PANEL) {
                t.panel = keys + first * dimension;
                t.c = scores + first;
                run_tile(count, &t);
            }
            float reciprocals[TILE_ROWS];
            for (size_t r = 0; r < count; r++) reciprocals[r] = soften(scores + r * width, rows, scale);
            float *to = out + row * hidden + head * dimension;
            t = (tile){.a = scores, .a_stride = width, .inputs = rows, .c_stride = hidden};
            for (size_t first = 0; first < dimension; first += ALMANAC_PANEL) {
                t.panel = values + first * rows;
                t.c = to + first;
                t.columns = dimension - first < ALMANAC_PANEL ? dimension - first : ALMANAC_PANEL;
                run_tile(count, &t);
            }
            for (size_t r = 0; r < count; r++)
                for (size_t i = 0; i < dimension; i++) to[r * hidden + i] *= reciprocals[r];
        }
    }
}
