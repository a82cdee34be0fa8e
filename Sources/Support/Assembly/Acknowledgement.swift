public import Domain

/// What a customer is told at once when a person takes their message up. No outcome and no time is promised but the
/// next working time.
public enum Acknowledgement: String, Sendable, Hashable, CaseIterable {
    case standard
    /// Before others, of high or critical urgency.
    case urgent
    /// Stands alone: nothing is put before or behind it.
    case selfHarm = "self_harm"
    /// Of any other red line.
    case redLine = "red_line"
    /// Nobody is at work at the moment.
    case outsideHours = "outside_hours"

    /// Which one a message gets.
    public init(redLine: RedLine?, urgency: Urgency, isOpen: Bool) {
        if let redLine {
            self = redLine.acknowledgement == Acknowledgement.selfHarm.rawValue ? .selfHarm : .redLine
        } else if urgency >= .high {
            self = .urgent
        } else {
            self = isOpen ? .standard : .outsideHours
        }
    }

    /// Its words in the language of the texts.
    ///
    /// Throws `internal_error` where the texts lack them.
    public func text(_ texts: LanguageTexts, hours: OfficeHours, at moment: Timestamp) throws -> String {
        let key = "acknowledgement.\(rawValue)"
        guard texts.slots(of: key).contains(Acknowledgement.time) else { return try texts.text(key) }
        return try texts.text(key, [Acknowledgement.time: hours.words(after: moment, in: texts)])
    }

    /// Whether a greeting stands before it and the signature below it.
    var isFramed: Bool {
        switch self {
        case .standard, .urgent, .outsideHours: true
        case .selfHarm, .redLine: false
        }
    }

    /// Those that its text may have.
    var slots: [String] { isFramed ? [Acknowledgement.time] : [] }

    private static let time = "next_working_time"
}
