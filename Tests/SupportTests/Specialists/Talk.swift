import Domain
import Support
import TestSupport
import Testing

/// One message to a specialist and what a customer would notice in the answer.
struct Talk: Sendable, CustomTestStringConvertible {
    enum Person: String, Sendable {
        case nobody
        /// `dana@example.com` typed.
        case claimedDana
        /// Two subscriptions.
        case dana
        /// Pays for Ruth's boxes.
        case omer
        /// Gets boxes that Omer pays for.
        case ruth
        /// Cancelled.
        case lia
        /// Verified, without an account.
        case stranger

        var identity: Identity {
            switch self {
            case .nobody: .anonymous
            case .claimedDana: .claimed(email: "dana@example.com")
            case .dana: SpecialistWorld.verified("dana@example.com")
            case .omer: SpecialistWorld.verified("omer@example.com")
            case .ruth: SpecialistWorld.verified("ruth@example.com")
            case .lia: SpecialistWorld.verified("lia@example.com")
            case .stranger: SpecialistWorld.verified("nobody@example.com")
            }
        }
    }

    let name: String
    let category: String
    let person: Person
    let words: String
    /// Of the parts, in their order.
    let kinds: [AnswerPart.Kind]
    var says: [String] = []
    var not: [String] = []
    var uses: [String]?
    var asks: [String]?
    var codes: Set<DecisionReason.Code> = []
    var unanswered = 0
    var photos = 0
    var flags: Set<String> = []
    var language = "en"

    var testDescription: String { name }

    func check(in world: SpecialistWorld) throws {
        let answer = try world.ask(
            words, category, by: person.identity, photos: photos, flags: flags, language: language)
        let text = answer.text
        #expect(answer.kinds == kinds, "\(text)")
        for word in says { #expect(text.contains(word), "\(word) is not in: \(text)") }
        for word in not { #expect(!text.contains(word), "\(word) is in: \(text)") }
        if let uses { #expect(answer.uses == uses) }
        #expect(answer.followUp?.asks ?? [] == asks ?? [])
        #expect(answer.codes == codes, "\(answer.objections)")
        #expect(answer.unanswered.count == unanswered, "\(answer.unanswered)")
        #expect(!text.contains("{{") && !text.contains("}}"))
        #expect(answer.category == category)
    }
}
