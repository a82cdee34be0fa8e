// Eight floats at a time, and the functions of them that the kernels share. Included once per instruction set, between
// definitions of LANES_FMA; every operation rounds once and nothing is reassociated, so a value does not depend on the
// lane that carries it. Partial vectors are padded and go through the same arithmetic.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
enum { LANES = 8 };

typedef float lanes __attribute__((vector_size(32)));
typedef float lanes_unaligned __attribute__((vector_size(32), aligned(4)));
typedef int32_t lanes_int __attribute__((vector_size(32)));

#define LOAD(p) ((lanes) * (const lanes_unaligned *)(p))
#define STORE(p, v) (*(lanes_unaligned *)(p) = (v))
#define SPLAT(x) ((lanes){(x), (x), (x), (x), (x), (x), (x), (x)})
#define SELECT(mask, a, b) ((lanes)(((lanes_int)(a) & (mask)) | ((lanes_int)(b) & ~(mask))))
#define MAX(a, b) SELECT((a) > (b), a, b)
#define MIN(a, b) SELECT((a) < (b), a, b)

/// Declares `name` as the next 8 floats at p, or as the `count` < 8 that are left, with `pad` in the lanes behind them.
#define LOAD_PART(name, p, count, pad)                                                                                 \
    lanes name;                                                                                                        \
    if ((count) >= LANES) {                                                                                            \
        name = LOAD(p);                                                                                                \
    } else {                                                                                                           \
        name = SPLAT(pad);                                                                                             \
        memcpy(&name, (p), (count) * sizeof(float));                                                                   \
    }

/// Writes the first `count` lanes, all of them where more are left.
#define STORE_PART(p, v, count)                                                                                        \
    do {                                                                                                               \
        if ((count) >= LANES) {                                                                                        \
            STORE(p, v);                                                                                               \
        } else {                                                                                                       \
            memcpy((p), &(v), (count) * sizeof(float));                                                                \
        }                                                                                                              \
    } while (0)

/// The sum of the lanes, pairwise in one fixed order.
#define SUM_LANES(v) ((((v)[0] + (v)[4]) + ((v)[2] + (v)[6])) + (((v)[1] + (v)[5]) + ((v)[3] + (v)[7])))

/// e^x: x = n ln 2 + r, |r| ≤ ln 2 / 2, a polynomial of degree 7 for e^r (coefficients: Cephes expf, Moshier 1992).
#define EXPONENTIAL(result, argument)                                                                                  \
    do {                                                                                                               \
        lanes x_ = MIN(MAX((argument), SPLAT(-87.0f)), SPLAT(88.0f));                                                  \
        /* Adding and taking away 1.5 · 2^23 rounds to the nearest integer. */                                         \
        lanes n_ = LANES_FMA(x_, SPLAT(1.44269504088896341f), SPLAT(12582912.0f)) - SPLAT(12582912.0f);                \
        lanes r_ = LANES_FMA(n_, SPLAT(-0.693359375f), x_);                                                            \
        r_ = LANES_FMA(n_, SPLAT(2.12194440e-4f), r_);                                                                 \
        lanes p_ = SPLAT(1.9875691500e-4f);                                                                            \
        p_ = LANES_FMA(p_, r_, SPLAT(1.3981999507e-3f));                                                               \
        p_ = LANES_FMA(p_, r_, SPLAT(8.3334519073e-3f));                                                               \
        p_ = LANES_FMA(p_, r_, SPLAT(4.1665795894e-2f));                                                               \
        p_ = LANES_FMA(p_, r_, SPLAT(1.6666665459e-1f));                                                               \
        p_ = LANES_FMA(p_, r_, SPLAT(5.0000001201e-1f));                                                               \
        p_ = LANES_FMA(p_, r_ * r_, r_) + SPLAT(1.0f);                                                                 \
        lanes_int bits_ = (__builtin_convertvector(n_, lanes_int) + 127) << 23;                                        \
        (result) = p_ * (lanes)bits_;                                                                                  \
    } while (0)

/// erf(x / √2) = x P(t), t = x² / 3.7² - 1 ∈ [-1, 1], beyond |x| = 3.7 √2 held at its value there (1 - 1.7e-7).
/// P: Chebyshev interpolant of degree 14 in t, so that the powers stay small and little cancels; error below 2e-7.
#define ERF_OVER_ROOT2(result, argument)                                                                               \
    do {                                                                                                               \
        static const float c_[15] = {                                                                                  \
            2.702119946e-01f,  -1.346814036e-01f, 9.955741465e-02f,  -7.964009792e-02f, 6.400845200e-02f,              \
            -4.991739616e-02f, 3.687386215e-02f,  -2.517377958e-02f, 1.631684043e-02f,  -1.078371610e-02f,             \
            5.996608175e-03f,  -1.900819479e-03f, 9.887182387e-04f,  -1.290093758e-03f, 5.433413899e-04f,              \
        };                                                                                                             \
        lanes x_ = MIN(MAX((argument), SPLAT(-5.23259f)), SPLAT(5.23259f));                                            \
        lanes t_ = LANES_FMA(x_ * x_, SPLAT(1.0f / 13.69f), SPLAT(-1.0f));                                             \
        lanes p_ = SPLAT(c_[14]);                                                                                      \
        UNROLL for (int i_ = 13; i_ >= 0; i_--) p_ = LANES_FMA(p_, t_, SPLAT(c_[i_]));                                 \
        (result) = p_ * x_;                                                                                            \
    } while (0)

#define ACTIVATE(value, activation)                                                                                    \
    do {                                                                                                               \
        if ((activation) == almanac_activation_gelu) {                                                                 \
            lanes half_ = (value) * SPLAT(0.5f), erf_;                                                                 \
            ERF_OVER_ROOT2(erf_, value);                                                                               \
            (value) = LANES_FMA(half_, erf_, half_);                                                                   \
        } else if ((activation) == almanac_activation_gelu_tanh) {                                                     \
            /* 0.5 x (1 + tanh u) = x - x / (e^2u + 1), u = √(2/π) (x + 0.044715 x³). */                               \
            lanes u_ = (value) * LANES_FMA((value) * (value), SPLAT(0.0713548162726f), SPLAT(1.59576912161f)), e_;     \
            EXPONENTIAL(e_, u_);                                                                                       \
            (value) = (value) - (value) / (e_ + SPLAT(1.0f));                                                          \
        } else if ((activation) == almanac_activation_relu) {                                                          \
            (value) = MAX((value), SPLAT(0.0f));                                                                       \
        }                                                                                                              \
    } while (0)
