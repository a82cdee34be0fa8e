import CKernels
import Foundation
import Testing

/// Each fast kernel against its plain loop, and rows against themselves in other company.
@Suite("Encoder kernels")
struct KernelTests {
    /// The implementations this machine can run.
    static var fast: [almanac_encoder_kernels] {
        [almanac_encoder_kernels_avx2()?.pointee, almanac_encoder_kernels_portable().pointee].compactMap { $0 }
    }

    static var reference: almanac_encoder_kernels { almanac_encoder_kernels_reference().pointee }

    func largest(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).map { $0.isNaN || $1.isNaN ? .infinity : abs($0 - $1) }.max() ?? 0
    }

    func linear(
        _ kernels: almanac_encoder_kernels, _ a: [Float], _ packed: [Float], _ bias: [Float], inputs: Int, outputs: Int,
        _ activation: almanac_activation = .identity, parts: Int = 1
    ) -> [Float] {
        let rows = a.count / inputs
        let panels = (outputs + 15) / 16
        // Guard values behind the result show a kernel that writes too far.
        var c = [Float](repeating: -7, count: rows * outputs + 16)
        for part in 0..<parts {
            kernels.linear(
                a, inputs, packed, bias, &c, outputs, rows, inputs, outputs, panels * part / parts,
                panels * (part + 1) / parts, activation)
        }
        #expect(c.suffix(16).allSatisfy { $0 == -7 })
        return Array(c.dropLast(16))
    }

    func packed(_ weight: [Float], outputs: Int, inputs: Int) -> [Float] {
        var packed = [Float](repeating: .nan, count: almanac_packed_count(outputs, inputs))
        almanac_pack_linear(weight, outputs, inputs, 0, (outputs + 15) / 16, &packed)
        return packed
    }

    static let shapes: [(rows: Int, inputs: Int, outputs: Int)] = [
        (1, 1, 1), (2, 3, 5), (5, 12, 17), (6, 16, 16), (7, 48, 100), (13, 100, 48), (23, 384, 33), (200, 385, 31),
        (41, 1536, 40), (9, 769, 16),
    ]

    @Test("linear, against the definition and packed by hand", arguments: shapes)
    func linearMatches(rows: Int, inputs: Int, outputs: Int) {
        var random = SplitMix64(seed: UInt64(rows * 7919 + inputs * 31 + outputs))
        let a = random.floats(rows * inputs)
        let weight = random.floats(outputs * inputs)
        let bias = random.floats(outputs)
        let packed = packed(weight, outputs: outputs, inputs: inputs)
        for kernels in Self.fast {
            for activation in [almanac_activation.identity, .gelu, .gelu_tanh, .relu] {
                let expected = linear(Self.reference, a, packed, bias, inputs: inputs, outputs: outputs, activation)
                let got = linear(kernels, a, packed, bias, inputs: inputs, outputs: outputs, activation)
                let difference = largest(got, expected)
                // Rounding grows like the square root of the sum's length.
                #expect(difference < 4e-6 + 2e-6 * Float(inputs).squareRoot())
                if activation == .gelu {
                    print("linear \(rows)x\(inputs)x\(outputs) \(String(cString: kernels.name)): \(difference)")
                }
            }
        }
        // The definition itself, straight from the unpacked weights.
        let (row, column) = (random.below(rows), random.below(outputs))
        let sum = (0..<inputs).reduce(Double(bias[column])) {
            $0 + Double(a[row * inputs + $1]) * Double(weight[column * inputs + $1])
        }
        let plain = linear(Self.reference, a, packed, bias, inputs: inputs, outputs: outputs)
        #expect(abs(Double(plain[row * outputs + column]) - sum) < 1e-4)
    }

    @Test("a row has the same bits alone, at every place and in every division of columns", arguments: shapes)
    func rowsKeepTheirBits(rows: Int, inputs: Int, outputs: Int) {
        var random = SplitMix64(seed: UInt64(rows + inputs + outputs))
        let weight = random.floats(outputs * inputs)
        let bias = random.floats(outputs)
        let packed = packed(weight, outputs: outputs, inputs: inputs)
        let row = random.floats(inputs)
        for kernels in Self.fast {
            let alone = linear(kernels, row, packed, bias, inputs: inputs, outputs: outputs, .gelu)
            for place in 0..<min(rows, 30) {
                var a = random.floats(rows * inputs, scale: 10)
                a.replaceSubrange(place * inputs..<(place + 1) * inputs, with: row)
                let c = linear(
                    kernels, a, packed, bias, inputs: inputs, outputs: outputs, .gelu, parts: 1 + place % 3)
                #expect(
                    sameBits(c[place * outputs..<(place + 1) * outputs], alone),
                    "\(String(cString: kernels.name)), row \(place) of \(rows)")
            }
        }
    }

    @Test("attention", arguments: [1, 2, 5, 6, 7, 15, 16, 17, 41, 64, 255, 256], [(48, 4), (64, 2), (40, 5), (96, 3)])
    func attention(rows: Int, shape: (hidden: Int, heads: Int)) {
        let (hidden, heads) = shape
        var random = SplitMix64(seed: UInt64(rows * 1000 + hidden))
        let values = random.floats(rows * 3 * hidden, scale: 3)
        func run(_ kernels: almanac_encoder_kernels, _ splits: [Int]) -> [Float] {
            var out = [Float](repeating: -7, count: rows * hidden + 16)
            let count = almanac_attention_scratch(rows, hidden / heads)
            var scratch = [Float](repeating: .nan, count: count + 16)
            for i in count..<count + 16 { scratch[i] = -7 }
            for (first, last) in zip(splits, splits.dropFirst()) {
                kernels.attention(values, rows, hidden, heads, first, last, &scratch, &out)
            }
            #expect(out.suffix(16).allSatisfy { $0 == -7 } && scratch.suffix(16).allSatisfy { $0 == -7 })
            return Array(out.dropLast(16))
        }
        let expected = run(Self.reference, [0, heads])
        for kernels in Self.fast {
            let got = run(kernels, [0, heads])
            #expect(largest(got, expected) < 1e-5, "\(String(cString: kernels.name)), \(rows) rows")
            #expect(sameBits(run(kernels, Array(0...heads)), got), "head by head")
        }
    }

    @Test("exponential and activations over their whole range")
    func elementwise() {
        let xs = stride(from: Float(-95), through: 95, by: 0.0037).map { $0 }
        let edges: [Float] = [0, -0.0, 1e-30, -1e-30, 5.2325, 5.2326, -5.2326, 1e4, -1e4]
        for kernels in Self.fast {
            var (got, expected) = ([Float](repeating: 0, count: xs.count), [Float](repeating: 0, count: xs.count))
            kernels.exponential(xs, xs.count, &got)
            Self.reference.exponential(xs, xs.count, &expected)
            let relative = zip(got, expected).map { abs($0 - $1) / $1 }.max() ?? 0
            print("exponential \(String(cString: kernels.name)): largest relative difference \(relative)")
            #expect(relative < 2.5e-7)
            for activation in [almanac_activation.gelu, .gelu_tanh, .relu] {
                let all = xs + edges
                var (got, expected) = ([Float](repeating: 0, count: all.count), [Float](repeating: 0, count: all.count))
                kernels.activate(all, all.count, activation, &got)
                Self.reference.activate(all, all.count, activation, &expected)
                let scaled = zip(all, zip(got, expected)).map { abs($1.0 - $1.1) / max(1, abs($0)) }.max() ?? 0
                print("activation \(activation.rawValue) \(String(cString: kernels.name)): \(scaled) · max(1, |x|)")
                #expect(scaled < 3e-7)
            }
        }
    }

    @Test("the same result in every lane and tail", arguments: 1...33)
    func lanes(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let xs = random.floats(count, scale: 6)
        for kernels in Self.fast {
            var together = [Float](repeating: 0, count: count)
            var one: [Float] = [0]
            for activation in [almanac_activation.identity, .gelu, .gelu_tanh, .relu] {
                kernels.activate(xs, count, activation, &together)
                for (x, y) in zip(xs, together) {
                    kernels.activate([x], 1, activation, &one)
                    #expect(one[0].bitPattern == y.bitPattern)
                }
            }
            kernels.exponential(xs, count, &together)
            for (x, y) in zip(xs, together) {
                kernels.exponential([x], 1, &one)
                #expect(one[0].bitPattern == y.bitPattern)
            }
        }
    }

    @Test("norms, embedding and pooling", arguments: [1, 3, 8, 12, 40, 48, 100, 384, 385])
    func rows(hidden: Int) {
        var random = SplitMix64(seed: UInt64(hidden))
        let rows = 7
        let gain = random.floats(hidden)
        let bias = random.floats(hidden)
        let x = random.floats(rows * hidden, scale: 4)
        let y = random.floats(rows * hidden)
        let ids: [Int32] = [3, 0, 1, 3, 2, 4, 1]
        func run(_ kernels: almanac_encoder_kernels) -> [[Float]] {
            var (norm, embedded) = (x, [Float](repeating: 0, count: rows * hidden))
            kernels.add_norm(&norm, y, rows, hidden, gain, bias, 1e-12)
            kernels.embed(ids, rows, x, y, gain, gain, bias, 1e-6, hidden, &embedded)
            var (mean, first) = ([Float](repeating: 0, count: hidden), [Float](repeating: 0, count: hidden))
            kernels.pool(x, rows, hidden, .mean, &mean)
            kernels.pool(x, rows, hidden, .cls, &first)
            return [norm, embedded, mean, first]
        }
        let expected = run(Self.reference)
        for kernels in Self.fast {
            for (name, (got, wanted)) in zip(["norm", "embed", "mean", "cls"], zip(run(kernels), expected)) {
                // One value is its own mean: what is left to scale is rounding.
                let bound: Float = hidden == 1 && (name == "norm" || name == "embed") ? 3 : 1e-5
                #expect(largest(got, wanted) < bound, "\(name), hidden \(hidden), \(String(cString: kernels.name))")
            }
        }
    }

    @Test("half precision and bfloat16 widen exactly")
    func widening() {
        let all = (0...UInt16.max).map { $0 }
        var (half, bfloat) = ([Float](repeating: 0, count: all.count), [Float](repeating: 0, count: all.count))
        almanac_widen_half(all, all.count, &half)
        almanac_widen_bfloat(all, all.count, &bfloat)
        for bits in all {
            let sign: Float = bits >> 15 == 1 ? -1 : 1
            let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
            let expected: Float =
                exponent == 31
                ? (fraction == 0 ? .infinity : .nan)
                : exponent == 0
                    ? fraction * 0x1p-24
                    : (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
            let got = half[Int(bits)]
            #expect(expected.isNaN ? got.isNaN : got == sign * expected && got.sign == (sign < 0 ? .minus : .plus))
            #expect(bfloat[Int(bits)].bitPattern == UInt32(bits) << 16)
        }
    }

    @Test("the first value that is not finite is found")
    func nonfinite() {
        var values = [Float](repeating: 1, count: 5000)
        #expect(almanac_first_nonfinite(values, 5000) == 5000)
        for (place, value) in [(4999, Float.nan), (1024, -.infinity), (7, .infinity)] {
            values[place] = value
            #expect(almanac_first_nonfinite(values, 5000) == place)
        }
    }

    @Test("the digest sees every byte and the length")
    func digest() {
        func digest(_ bytes: [UInt8]) -> [UInt64] {
            var out: [UInt64] = [0, 0]
            almanac_content_digest(bytes, bytes.count, 0, &out)
            return out
        }
        var seen: Set<[UInt64]> = []
        var count = 0
        for length in [0, 1, 31, 32, 33, 64, 100] {
            let bytes = (0..<length).map { UInt8($0) }
            seen.insert(digest(bytes))
            count += 1
            for place in 0..<length {
                var changed = bytes
                changed[place] ^= 0x10
                seen.insert(digest(changed))
                count += 1
            }
        }
        #expect(seen.count == count)
        #expect(Set(seen.map { $0[0] }).count == count && Set(seen.map { $0[1] }).count == count)
    }
}
