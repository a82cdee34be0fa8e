/// Whom a call acts for, and how sure that is. An address written in a message proves nothing.
public enum Identity: Sendable, Hashable {
    case anonymous
    /// An address was typed or stated; nobody vouches for it.
    case claimed(email: String)
    case verified(email: String, by: Verification)

    public enum Verification: String, Sendable, Hashable, CaseIterable { case channel, login, code }

    public enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        case anonymous, claimed, verified

        public static func < (left: Level, right: Level) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    public var level: Level {
        switch self {
        case .anonymous: .anonymous
        case .claimed: .claimed
        case .verified: .verified
        }
    }

    /// As addresses are compared: lower-case, without spaces around.
    public static func normalized(_ email: String) -> String {
        email.lowercased().trimming(while: \.isWhitespace)
    }

    /// As `normalized` has it.
    public var email: String? {
        switch self {
        case .anonymous: nil
        case .claimed(let email), .verified(let email, _): email
        }
    }

    public var verification: Verification? {
        if case .verified(_, let verification) = self { verification } else { nil }
    }
}
