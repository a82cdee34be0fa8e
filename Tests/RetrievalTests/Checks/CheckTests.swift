import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// What `check` finds in small bases made for it, and in the shipped corpus.
@Suite struct CheckTests {
    static let now = Timestamp(milliseconds: 1_793_000_000_000)  // 2026-10-26

    private func record(_ id: String, _ fields: JSONObject) -> JSONValue {
        var object: JSONObject = ["id": .string(id), "namespace": "faq", "updated_at": "2026-01-01"]
        for member in fields.members { object[member.key] = member.value }
        return .object(object)
    }

    private func check(
        _ records: [JSONValue], _ options: CheckOptions = CheckOptions(), allowPersonal: Bool = false
    ) throws -> CheckReport {
        let home = try TemporaryHome()
        let knowledge = try KnowledgeBase(home: home.url, encoder: HashingEncoder(), clock: { CheckTests.now })
        _ = try knowledge.ingest(records: records, options: IngestOptions(allowPersonal: allowPersonal))
        return try knowledge.check(options)
    }

    private func pairs(_ report: CheckReport, _ kind: CheckFinding.Kind) -> [[String]] {
        report.findings.filter { $0.kind == kind }.map { $0.documents.map(\.id) }
    }

    @Test func aCleanBaseHasNothing() throws {
        let report = try check([
            record("a", ["question": "Where is my parcel?", "answer": "On its way; see the tracking page."]),
            record("b", ["question": "Can I pay by card?", "answer": "Yes, by any card."]),
        ])
        #expect(report.findings.isEmpty && report.warnings == 0 && report.documents == 2)
    }

    @Test func validityIsToldByTheClock() throws {
        let records = [
            record("ended", ["text": "Spring welcome offer", "valid_to": "2026-05-01", "title": "Spring welcome"]),
            record("next", ["text": "Welcome gift", "valid_from": "2026-05-01", "title": "Welcome gift"]),
            record("soon", ["text": "Autumn magazine", "valid_to": "2026-11-20"]),
            record("later", ["text": "Winter box", "valid_from": "2027-01-01", "valid_to": "2027-02-01"]),
            record("far", ["text": "Summer fair", "valid_to": "2027-06-01"]),
        ]
        let report = try check(records)
        #expect(pairs(report, .expired) == [["ended"]])
        #expect(report.findings.first { $0.kind == .expired }?.message.contains("faq/next took its place") == true)
        #expect(pairs(report, .expiring) == [["soon"]])
        #expect(pairs(report, .notYetValid) == [["later"]])
        #expect(pairs(try check(records, CheckOptions(days: 10)), .expiring).isEmpty)
        #expect(pairs(try check(records, CheckOptions(days: 400)), .expiring) == [["far"], ["soon"]])
        // What has ended or is to come asks for no change by itself.
        #expect(report.warnings == 1)
    }

    @Test func theSameWordsTwiceAreOneFinding() throws {
        let report = try check([
            record("a", ["question": "Is it kosher?", "answer": "Yes, all of it."]),
            record("b", ["question": "is it KOSHER", "answer": "Yes: all of it!"]),
            record("c", ["question": "Is it kosher?", "answer": "All of it is."]),
        ])
        #expect(pairs(report, .duplicate) == [["a", "b"]])
        #expect(pairs(report, .nearDuplicate) == [["a", "b", "c"]], "\(report.findings)")
    }

    @Test func nearDuplicatesHaveTheirScores() throws {
        let report = try check([
            record("a", ["question": "My tracking has said departed for nine days, is the box lost", "answer": "No."]),
            record("b", ["question": "Tracking has said departed for nine days, is the box lost?", "answer": "Wait."]),
            record("c", ["question": "When is my card charged?", "answer": "On the third."]),
            record("t1", ["text": "The paper wool can go on the compost and the boxes are made to be used again."]),
            record("t2", ["text": "Paper wool can go on the compost, and the boxes are made to be used again."]),
        ])
        #expect(Set(pairs(report, .nearDuplicate)) == [["a", "b"], ["t1", "t2"]])
        let questions = try #require(report.findings.first { $0.documents.first?.id == "a" })
        #expect(questions.scores.map(\.name) == ["cosine", "overlap"])
        #expect(questions.scores.allSatisfy { $0.value > 0.5 && $0.value <= 1 })
    }

    @Test func whatNeverHoldsTogetherIsNoDuplicate() throws {
        let question: JSONValue = "How much is the light box in this year?"
        let report = try check([
            record("old", ["question": question, "answer": "It costs $59 per month.", "valid_to": "2027-01-01"]),
            record("new", ["question": question, "answer": "It costs $69 per month.", "valid_from": "2027-01-01"]),
        ])
        #expect(pairs(report, .nearDuplicate).isEmpty && pairs(report, .contradiction).isEmpty)
    }

    @Test(arguments: [
        ("report it within thirty days of delivery", "send photos within seven days of delivery", true),
        ("report it within thirty days of delivery", "send photos within 30 days of delivery", false),
        ("The light box costs $69 per month here", "The light box costs $59 per month here", true),
        ("a box holds five to six items from makers", "a box holds four to five items from makers", true),
        ("a box holds 5–6 items from makers", "a box holds five to six items from makers", false),
        ("it leaves every two months or every three months", "it leaves every three months or every two months", false),
        ("refunds take ten working days after approval", "support answers in two working days", false),
        ("a pause takes one to three months of rest", "a pause takes two months of rest", false),
        ("a pause takes one to three months of rest", "a pause takes four months of rest", true),
        ("the price is 10 % lower for members", "the price is 15 % lower for members", true),
    ])
    func contradictionsAreNumbersInTheSameWords(one: String, other: String, isOne: Bool) throws {
        let report = try check([
            record("a", ["title": "First", "text": .string(one + ".")]),
            record("b", ["title": "Second", "text": .string(other + ".")]),
        ])
        #expect(pairs(report, .contradiction) == (isOne ? [["a", "b"]] : []), "\(report.findings)")
        if let found = report.findings.first(where: { $0.kind == .contradiction }) {
            #expect(found.passages == [one + ".", other + "."])
        }
    }

    @Test func anotherCategoryContradictsNothing() throws {
        let report = try check([
            record("a", ["text": "Write within thirty days of delivery.", "category": "damage"]),
            record("b", ["text": "Write within seven days of delivery.", "category": "returns"]),
        ])
        #expect(pairs(report, .contradiction).isEmpty)
    }

    @Test func personalDataAndItsPlaceAreNamedButNotShown() throws {
        let address = "someone@mail." + "org"
        let report = try check(
            [record("a", ["question": "Who helps?", "answer": .string("Ask us.\nWrite to \(address).")])],
            allowPersonal: true)
        let found = try #require(report.findings.first { $0.kind == .personalData })
        #expect(found.message.contains("answer") && found.message.contains("line 2"))
        #expect(!report.json.text.contains(address))
    }

    /// Slots are declared by the company; a later company file may know fewer.
    @Test func slotsThatAreNoLongerDeclaredAreFound() throws {
        let home = try TemporaryHome()
        let company = home.url.appending(path: "company")
        try home.write("namespaces:\n  - {name: faq, kind: faq}\n", to: "company/categories.yml")
        try home.write("slots:\n  - {name: first_name}\n  - {name: old_slot}\n", to: "company/slots.yml")
        let before = try KnowledgeBase(home: home.url, company: company, encoder: HashingEncoder())
        let records = [record("a", ["text": "Dear {{first_name}}, {{old_slot}} is on its way."])]
        _ = try before.ingest(records: records, options: IngestOptions())
        #expect(try before.check().findings.isEmpty)
        try home.write("slots:\n  - {name: first_name}\n", to: "company/slots.yml")
        let after = try KnowledgeBase(home: home.url, company: company, encoder: nil)
        let report = try after.check()
        #expect(report.findings.map(\.kind) == [.unknownSlot])
        #expect(report.findings.first?.message.contains("old_slot") == true)
    }

    @Test func supersededTextIsNotLookedAt() throws {
        let home = try TemporaryHome()
        let knowledge = try KnowledgeBase(home: home.url, encoder: HashingEncoder(), clock: { CheckTests.now })
        let same: JSONValue = "Is there a discount for two boxes a month?"
        for answer in ["No.", "Not now."] {
            _ = try knowledge.ingest(
                records: [record("a", ["question": same, "answer": .string(answer)])], options: IngestOptions())
        }
        _ = try knowledge.ingest(
            records: [record("b", ["question": same, "answer": "No!"])], options: IngestOptions())
        _ = try knowledge.delete([DocumentID(namespace: "faq", id: "b")], author: "t", reason: "t")
        #expect(try knowledge.check().findings.isEmpty)
    }

    @Test func badOptionsNameThemselves() throws {
        for options in [CheckOptions(days: -1), CheckOptions(minCosine: .nan), CheckOptions(minOverlap: 0)] {
            let error = #expect(throws: AlmanacError.self) { try check([record("a", ["text": "x y"])], options) }
            #expect(error?.code == .invalidParams)
        }
    }

    /// Everything under "Planted" in corpus/README.md.
    @Test func thePlantedFindingsOfTheCorpusAreFound() throws {
        let home = try TemporaryHome()
        let knowledge = try KnowledgeBase(
            home: home.url, company: corpus.appending(path: "company"), encoder: HashingEncoder())
        _ = try knowledge.ingest(paths: [corpus.appending(path: "documents")], options: IngestOptions())
        let report = try knowledge.check(CheckOptions(now: Timestamp(iso: "2026-11-15T09:00:00Z")))
        func found(_ kind: CheckFinding.Kind) -> [[String]] {
            report.findings.filter { $0.kind == kind }.map { $0.documents.map(\.description) }
        }
        let ended = found(.expired).flatMap { $0 }
        for id in ["policies/holiday-shipping-2025", "policies/spring-welcome-2026", "faq/autumn-magazine-2025"] {
            #expect(ended.contains(id))
        }
        #expect(found(.notYetValid).contains(["policies/delivery-zones-2027"]))
        let superseded = report.findings.first { $0.documents.first?.description == "policies/light-box-2025" }
        #expect(superseded?.kind == .expired && superseded?.message.contains("policies/light-box took") == true)
        #expect(found(.contradiction).contains(["policies/damage-claims", "policies/packaging-and-photos"]))
        #expect(
            found(.nearDuplicate).contains([
                "shipping/tracking-not-moving-over-a-week", "shipping/tracking-stuck-nine-days",
            ]))
        let inside = found(.internalPolicy).flatMap { $0 }
        for id in ["policies/retention-ladder", "policies/agent-goodwill"] { #expect(inside.contains(id)) }
        #expect(found(.personalData).isEmpty && found(.unknownSlot).isEmpty)
    }
}
