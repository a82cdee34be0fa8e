/// A secret that callers must bring. It is compared in constant time and never printed.
package struct Token: Sendable, CustomStringConvertible {
    package static let minimumBytes = 16

    private let bytes: [UInt8]

    package init(_ text: String) { bytes = Array(text.utf8) }

    package var isLongEnough: Bool { bytes.count >= Token.minimumBytes }

    /// Takes a time that depends on the length of `given` alone, not on how much of it is right.
    package func matches(_ given: String) -> Bool {
        let given = Array(given.utf8)
        var difference = UInt64(truncatingIfNeeded: given.count ^ bytes.count)
        for offset in given.indices {
            let expected = bytes.isEmpty ? 0 : bytes[offset % bytes.count]
            difference |= UInt64(given[offset] ^ expected)
        }
        return difference == 0 && !bytes.isEmpty
    }

    package var description: String { "<token>" }
}
