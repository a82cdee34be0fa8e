/// The ways in which local specialists answer a category.
enum Skill: String, Sendable, Hashable, CaseIterable {
    case parcel, address, payment, rhythm
    case pausing = "break"
    case preferences, damage, thanks, leaving
    case leavingAgain = "leaving_again"
    case general

    /// What it cannot do without.
    var tools: [String] {
        switch self {
        case .parcel: ["track_package", "get_subscription"]
        case .address: ["get_subscription", "change_address"]
        case .payment: ["get_subscription", "get_payment_history"]
        case .rhythm: ["get_subscription", "change_frequency"]
        case .pausing: ["get_subscription", "skip_month", "pause_subscription"]
        case .preferences: ["get_subscription", "get_box_contents"]
        case .damage: ["create_damage_claim", "request_photos"]
        case .leaving, .leavingAgain: ["get_subscription", "generate_cancel_link"]
        case .thanks, .general: []
        }
    }
}

/// What words of a message tell, by the patterns of `specialists.yml`.
enum Cue: String, Sendable, Hashable, CaseIterable {
    case consent, tracking, arrival
    case nextBox = "next_box"
    case doubleCharge = "double_charge"
    case unknownCharge = "unknown_charge"
    case refund, declined
    case nextCharge = "next_charge"
    case lastCharge = "last_charge"
    case price
    case paymentMethod = "payment_method"
    case currentRhythm = "current_rhythm"
    case inquiry
    case pauseState = "pause_state"
    case subscriptionState = "subscription_state"
    case currentAddress = "current_address"
    case addressChange = "address_change"
    case allergy, contents
    case currentPreferences = "current_preferences"
    case preferenceWish = "preference_wish"
    case replacement
    case claimState = "claim_state"
    case wholeBox = "whole_box"
    case courtesy
}

/// Finds cues in words.
struct Cues: Sendable {
    let patterns: [Cue: PatternSet]

    /// Characters of a text that cues are looked for in, a long message as people write them.
    private static let limit = 4_000

    /// A text as cues are looked for in it.
    static func input(_ words: String) -> PatternInput {
        PatternInput(GuardText.normalized(String(words.prefix(limit))))
    }

    /// Throws `resource_exhausted` where a pattern takes too long.
    func has(_ cue: Cue, in input: PatternInput) throws -> Bool {
        try patterns[cue]?.firstMatch(in: input) != nil
    }
}
