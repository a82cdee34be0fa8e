import Domain

/// What one check of the doctor found.
struct Finding: Sendable {
    enum Level: String, Sendable, Comparable {
        case ok, warning, problem

        static func < (left: Level, right: Level) -> Bool { left.weight < right.weight }
        private var weight: Int { self == .ok ? 0 : self == .warning ? 1 : 2 }
    }

    let check: String
    let level: Level
    let message: String
    /// What to do about it; nil where all is well.
    let remedy: String?

    static func ok(_ check: String, _ message: String) -> Finding {
        Finding(check: check, level: .ok, message: message, remedy: nil)
    }

    static func warning(_ check: String, _ message: String, remedy: String) -> Finding {
        Finding(check: check, level: .warning, message: message, remedy: remedy)
    }

    static func problem(_ check: String, _ message: String, remedy: String) -> Finding {
        Finding(check: check, level: .problem, message: message, remedy: remedy)
    }

    /// A check that could not be carried through is a problem of what it looked at.
    static func problem(_ check: String, _ error: any Error) -> Finding {
        let known = error as? AlmanacError
        return Finding(
            check: check, level: .problem, message: known?.message ?? "\(error)",
            remedy: known?.hint ?? "see the message")
    }

    var json: JSONValue {
        [
            "check": .string(check), "level": .string(level.rawValue), "message": .string(message),
            "remedy": JSONValue(remedy),
        ]
    }
}
