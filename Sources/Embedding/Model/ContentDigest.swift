import CKernels

/// The digest in an encoder's identity: 128 bits over everything that decides its vectors.
///
/// xxHash64's rounds folded to 128 bits (see `almanac_content_digest`): as fast as memory, so that the whole weight
/// file is covered at each start and no digest file beside it can be out of date. It tells models apart; it does not
/// defend against someone who forges a model, which a digest in the model's own directory could not either.
struct ContentDigest: Sendable {
    /// Blocks are digested on all cores, and the result is the digest of their digests, in order.
    static let blockBytes = 1 << 20

    private var words: [UInt64] = []

    /// Adds a digest of `bytes`.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let (low, high) = Self.digest(bytes)
        words += [low, high]
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    /// 32 hexadecimal digits.
    var hex: String {
        let (low, high) = words.withUnsafeBytes { Self.digest($0) }
        let digits = [high, low].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits.joined()
    }

    mutating func add(blocks: [SIMD2<UInt64>]) {
        for block in blocks { words += [block.x, block.y] }
    }

    /// Digests the file's blocks on the team.
    static func blocks(of bytes: UnsafeRawBufferPointer, _ team: WorkerTeam) throws -> [SIMD2<UInt64>] {
        let count = (bytes.count + blockBytes - 1) / blockBytes
        let result = FloatBuffer(count: 4 * count)
        let shared = SharedBytes(bytes: bytes)
        try team.runAll(count) { index in
            let range = index * blockBytes..<min(shared.bytes.count, (index + 1) * blockBytes)
            let (low, high) = digest(UnsafeRawBufferPointer(rebasing: shared.bytes[range]))
            // Each block has its own 16 bytes of the result.
            UnsafeMutableRawPointer(result.base).storeBytes(of: low, toByteOffset: index * 16, as: UInt64.self)
            UnsafeMutableRawPointer(result.base).storeBytes(of: high, toByteOffset: index * 16 + 8, as: UInt64.self)
        }
        return (0..<count).map {
            UnsafeRawPointer(result.base).load(fromByteOffset: $0 * 16, as: SIMD2<UInt64>.self)
        }
    }

    private static func digest(_ bytes: UnsafeRawBufferPointer) -> (low: UInt64, high: UInt64) {
        var out: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &out) { out in
            out.withMemoryRebound(to: UInt64.self) { out in
                guard let to = out.baseAddress else { return }
                withUnsafeBytes(of: UInt8(0)) { none in
                    guard let from = bytes.baseAddress ?? none.baseAddress else { return }
                    almanac_content_digest(from, bytes.count, 0, to)
                }
            }
        }
        return out
    }

    /// `@unchecked Sendable`. Proof: read-only memory that outlives the call it is shared in.
    private struct SharedBytes: @unchecked Sendable {
        let bytes: UnsafeRawBufferPointer
    }
}
