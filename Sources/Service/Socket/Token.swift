/// A secret that callers must bring. It is compared in constant time and never printed, whatever prints it: a service's
/// description lands in logs.
public struct Token: Sendable {
    static let minimumBytes = 16

    private let bytes: [UInt8]

    public init(_ text: String) { bytes = Array(text.utf8) }

    var isLongEnough: Bool { bytes.count >= Token.minimumBytes }

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
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<token>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
