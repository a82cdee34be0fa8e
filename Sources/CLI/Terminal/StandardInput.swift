import Domain
import Foundation
import Support

/// What comes in on standard input.
enum StandardInput {
    /// A customer's message; bytes that are no UTF-8 become the replacement character.
    static func message() throws -> String {
        String(decoding: try read(maximumBytes: SupportPipeline.largestText), as: UTF8.self)
    }

    /// All of it. Throws `too_large` for more than this, `unavailable` where it cannot be read.
    static func read(maximumBytes: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let part: Data?
            do {
                part = try FileHandle.standardInput.read(upToCount: 1 << 20)
            } catch {
                throw AlmanacError(
                    .unavailable, "standard input cannot be read", hint: "give the path of a file", underlying: error)
            }
            guard let part, !part.isEmpty else { return bytes }
            bytes += part
            guard bytes.count <= maximumBytes else {
                throw AlmanacError(
                    .tooLarge, "standard input has more than \(Figures.bytes(Int64(maximumBytes)))",
                    hint: "ingest it in several parts, or from a file")
            }
        }
    }
}
