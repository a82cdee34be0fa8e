/// An error that a person or a program can act on: a code from a closed set, a sentence that names the object,
/// and what to do next.
///
/// `message` and `hint` may be shown to the caller; neither holds message text, addresses or secrets.
/// `underlying` is for logs only.
public struct AlmanacError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    public let code: ErrorCode
    /// What went wrong and where, one sentence without a final full stop.
    public let message: String
    /// What the operator can do next.
    public let hint: String?
    public let underlying: (any Error)?

    public init(_ code: ErrorCode, _ message: String, hint: String? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.underlying = underlying
    }

    public var description: String {
        guard let hint else { return message }
        return "\(message)\nhint: \(hint)"
    }

    public var debugDescription: String {
        var text = "[\(code.rawValue)] \(message)"
        if let hint { text += " (hint: \(hint))" }
        if let underlying { text += " <- \(underlying)" }
        return text
    }
}
