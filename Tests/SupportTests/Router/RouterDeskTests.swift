import Domain
import Foundation
import Support
import Synchronization
import TestSupport
import Testing

/// The router of a home: trained once, kept in a file that may go at any time.
@Suite struct RouterDeskTests {
    /// A home whose knowledge grows.
    private final class Place: Sendable {
        let home: TemporaryHome
        let revision = Mutex<Int64>(1)
        let messages = Mutex(RouterFixtures.messages)
        let trainings = Mutex(0)

        init() throws { home = try TemporaryHome() }

        var caches: URL { home.url.appending(path: "caches") }

        var files: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: caches.path)) ?? []).sorted()
        }

        func desk() throws -> RouterDesk {
            RouterDesk(
                folder: caches, categories: RouterFixtures.categories, rules: try RouterFixtures.rules(home),
                vectors: RouterFixtures.vectors,
                training: RouterTraining(
                    revision: { [self] in revision.withLock { $0 } }, messages: { [self] in messages.withLock { $0 } }),
                progress: { [self] step in if step.hasPrefix("encoding") { trainings.withLock { $0 += 1 } } })
        }
    }

    @Test func theFileIsTakenWhereItIsTheRightOne() throws {
        let place = try Place()
        let first = try place.desk().router().trained
        #expect(place.files == ["router-\(first.key).bin"])
        let again = try place.desk().router().trained
        #expect(again.bytes == first.bytes && place.trainings.withLock { $0 } == 1)
        for text in ["where is my box", "cancel, third time"] {
            let readings = try [first, again].map { try $0.read(text, vectors: RouterFixtures.vectors) }
            #expect(readings[0] == readings[1])
        }
    }

    @Test func aFileThatIsDamagedIsMadeAgain() throws {
        let place = try Place()
        let first = try place.desk().router().trained
        let file = place.caches.appending(path: "router-\(first.key).bin")
        let whole = try Data(contentsOf: file)
        for broken in [Data(), whole.prefix(100), whole.dropLast(), whole.map { $0 ^ 1 }.withUnsafeBytes { Data($0) }] {
            try broken.write(to: file)
            #expect(try place.desk().router().trained.digest == first.digest)
            #expect(try Data(contentsOf: file) == whole)
        }
        var flipped = whole
        flipped[whole.count / 2] ^= 0x10
        try flipped.write(to: file)
        #expect(try place.desk().router().trained.digest == first.digest)
    }

    @Test func deletingTheFileIsSafe() throws {
        let place = try Place()
        let desk = try place.desk()
        let digest = try desk.router().trained.digest
        try FileManager.default.removeItem(at: place.caches)
        #expect(try desk.router().trained.digest == digest)
        #expect(try place.desk().router().trained.digest == digest)
    }

    @Test func aRevisionThatChangesTheMessagesGivesAnotherRouter() throws {
        let place = try Place()
        let desk = try place.desk()
        let first = try desk.router().trained
        place.revision.withLock { $0 = 2 }
        #expect(try desk.router().trained.digest == first.digest, "another revision with the same messages")
        place.messages.withLock { $0.append(LabelledMessage(text: "the invoice is wrong", label: "payment")) }
        place.revision.withLock { $0 = 3 }
        let second = try desk.router().trained
        #expect(second.digest != first.digest)
        #expect(place.files == ["router-\(second.key).bin"], "the earlier one is gone")
    }

    @Test func theLastRouterAnswersWhileANewOneIsTrained() async throws {
        let place = try Place()
        let desk = try place.desk()
        let first = try desk.latest().trained
        place.messages.withLock { $0.append(LabelledMessage(text: "the invoice is wrong", label: "payment")) }
        place.revision.withLock { $0 = 2 }
        #expect(try desk.latest().trained.digest == first.digest)
        let second = try desk.router().trained
        #expect(second.digest != first.digest)
        #expect(try desk.latest().trained.digest == second.digest)
    }

    @Test func manyThatAskAtOnceGetOneTraining() throws {
        let place = try Place()
        let desk = try place.desk()
        let digests = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            let digest = (try? desk.router().trained.digest) ?? "failed"
            digests.withLock { $0.append(digest) }
        }
        #expect(Set(digests.withLock { $0 }).count == 1 && place.trainings.withLock { $0 } == 1)
    }

    @Test func tooLittleKnowledgeIsAnErrorThatSaysSo() throws {
        let place = try Place()
        place.messages.withLock { $0 = [] }
        let error = #expect(throws: AlmanacError.self) { try place.desk().router() }
        #expect(error?.code == .invalidInput && error?.hint != nil)
    }
}
