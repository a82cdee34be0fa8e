import Domain
import Foundation
import Support
import TestSupport
import Testing

/// A trained router: what it says, and that it says the same again.
@Suite struct RouterTests {
    @Test func sameMessagesInAnyOrderGiveTheSameBytes() throws {
        let first = try RouterFixtures.trained()
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2 {
            let again = try RouterFixtures.trained(RouterFixtures.messages.shuffled(using: &random))
            #expect(again.bytes == first.bytes)
            #expect(again.digest == first.digest)
        }
        let other = try RouterFixtures.trained(RouterFixtures.messages.dropLast())
        #expect(other.digest != first.digest && other.key != first.key)
    }

    @Test func aMessageAloneIsReadAsInABatch() throws {
        let router = try RouterFixtures.trained()
        let texts = ["where is my parcel", "", "cancel it, third time", "Счёт?"]
        let together = try router.read(texts, vectors: RouterFixtures.vectors)
        for (text, reading) in zip(texts, together) {
            #expect(try router.read(text, vectors: RouterFixtures.vectors) == reading)
        }
    }

    @Test(arguments: [
        ("where is the parcel", "shipping"), ("you charged me twice, send an invoice", "payment"),
        ("I want to cancel", "first"),
    ])
    func plainMessagesFindTheirCategory(text: String, category: String) throws {
        let said = try router().classify(text)
        #expect(said.category == category)
        #expect(said.category == said.candidates.first?.category)
        #expect(said.confidence == said.candidates.first?.probability)
        #expect(abs(said.candidates.map(\.probability).reduce(0, +) - 1) < 1e-9)
        #expect(said.candidates.map(\.probability) == said.candidates.map(\.probability).sorted(by: >))
        #expect(Set(said.candidates.map(\.category)) == ["shipping", "payment", "first", "repeated"])
    }

    @Test func historyDecidesBetweenAFirstAndARepeatedWish() throws {
        let router = try router()
        let text = "please cancel my subscription"
        let unknown = try router.classify(text)
        let first = try router.classify(text, history: RoutingHistory(cancelWish: false))
        let repeated = try router.classify(text, history: RoutingHistory(cancelWish: true))
        #expect(first.category == "first" && repeated.category == "repeated")
        // What speaks for one speaks for both: nothing is lost, and the other is out.
        func sum(_ said: Classification) -> Double {
            said.candidates.filter { ["first", "repeated"].contains($0.category) }.map(\.probability).reduce(0, +)
        }
        #expect(abs(sum(first) - sum(unknown)) < 1e-12 && abs(repeated.confidence - sum(unknown)) < 1e-12)
        #expect(first.secondaryCategory != "repeated" && repeated.secondaryCategory != "first")
        // Other messages are left alone.
        let parcel = try router.classify("where is my parcel", history: RoutingHistory(cancelWish: true))
        #expect(parcel.category == "shipping")
    }

    @Test func aWishThatClaimsAnEarlierOneNobodyKnowsIsNotSure() throws {
        let router = try router()
        let text = "third time I ask you to cancel"
        #expect(try router.classify(text).category == "repeated")
        let said = try router.classify(text, history: RoutingHistory(cancelWish: false))
        #expect(said.category == "first" && said.lowConfidence)
    }

    @Test(arguments: ["", "   \n", "!!!", "\u{0}\u{FFFD}"]) func nothingToReadIsOfLowConfidence(text: String) throws {
        let said = try router().classify(text)
        #expect(said.lowConfidence && said.language == "und" && said.orders.isEmpty && said.emails.isEmpty)
    }

    @Test func aMegabyteIsRead() throws {
        let router = try router()
        for piece in ["where is my parcel ", "x", "ß\u{301}", "a@b.c ", "TB-"] {
            let text = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
            let said = try router.classify(text)
            #expect(said.candidates.allSatisfy { $0.probability.isFinite })
        }
        #expect(try router.classify(String(repeating: "where is my parcel ", count: 50_000)).category == "shipping")
    }

    // MARK: What is refused

    @Test func oneCategoryIsTooFew() throws {
        let same = RouterFixtures.messages.filter { $0.label == "first" }
        for messages in [same, []] {
            let error = #expect(throws: AlmanacError.self) { try RouterFixtures.trained(messages) }
            #expect(error?.code == .invalidInput && error?.message.contains("two categories") == true)
        }
    }

    @Test func aLabelThatIsNoCategoryIsNamed() {
        let error = #expect(throws: AlmanacError.self) {
            try RouterTrainer().train(
                RouterFixtures.messages, labels: ["shipping", "payment", "first"], vectors: RouterFixtures.vectors)
        }
        #expect(error?.message.contains("'repeated'") == true)
    }

    @Test func oneMessageOfACategoryIsEnoughToTrain() throws {
        let few = RouterFixtures.messages.filter { $0.label == "payment" } + [RouterFixtures.messages[0]]
        #expect(try RouterFixtures.trained(few).labels == ["payment", "shipping"])
    }

    private func router() throws -> Router {
        let home = try TemporaryHome()
        return Router(
            trained: try RouterFixtures.trained(), rules: try RouterFixtures.rules(home),
            vectors: RouterFixtures.vectors)
    }
}
