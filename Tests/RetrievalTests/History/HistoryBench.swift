import Domain
import Embedding
import Foundation
import Retrieval
import Synchronization
import TestSupport
import Testing

/// A home whose documents come inline, at a clock that goes on with every look at it.
final class HistoryBench: Sendable {
    /// For searches that are compared: ages, and so scores, follow the clock.
    static let queryClock = Timestamp(milliseconds: 100_000_000)

    let home: TemporaryHome
    let knowledge: KnowledgeBase

    init(encoder: (any Encoder)? = HashingEncoder()) throws {
        let home = try TemporaryHome()
        let looks = Mutex<Int64>(1_000)
        self.home = home
        knowledge = try KnowledgeBase(home: home.url, encoder: encoder) {
            looks.withLock { looks in
                looks += 1
                return Timestamp(milliseconds: looks * 1_000)
            }
        }
    }

    /// Another look at the same home, with nothing in memory.
    func reopened(encoder: (any Encoder)? = HashingEncoder()) throws -> KnowledgeBase {
        try KnowledgeBase(home: home.url, encoder: encoder) { Timestamp(milliseconds: 1_000_000) }
    }

    @discardableResult
    func put(_ records: [JSONValue], reason: String = "") throws -> Int64? {
        try knowledge.ingest(
            records: records, options: IngestOptions(namespace: "faq", author: "ann", reason: reason)
        ).revision
    }

    @discardableResult
    func delete(_ ids: String...) throws -> Int64? {
        try knowledge.delete(ids.compactMap(DocumentID.init), author: "ann", reason: "").revision
    }

    /// What is live, without the revision that brought it: that differs after a rollback.
    func documents() throws -> [Document] { try knowledge.documents(limit: 1_000).map(\.document) }

    func updatedAt() throws -> [Timestamp] { try knowledge.documents(limit: 1_000).map(\.updatedAt) }
}

/// A record of a JSONL file.
func record(_ id: String, _ text: String, _ more: JSONObject = [:]) -> JSONValue {
    var object: JSONObject = ["id": .string(id), "title": .string("Title of \(id)"), "text": .string(text)]
    for member in more.members { object[member.key] = member.value }
    return .object(object)
}

/// The code of the error that `body` throws, which must say what to do next.
func code(_ body: () throws -> Void) throws -> ErrorCode {
    let error = try #require(throws: AlmanacError.self) { try body() }
    #expect(error.hint?.isEmpty == false)
    return error.code
}
