import Domain
public import Foundation
import Synchronization

/// The guards of a company with what they learned.
public struct Guards: Sendable {
    public var redLines: RedLines
    public var claims: ClaimsCheck
    public var outstanding: OutstandingRules

    /// The guards by their rules alone. Throws `file_missing`, or `invalid_input` with file and line.
    public init(company: URL) throws {
        redLines = try RedLines(company: company)
        claims = try ClaimsCheck(company: company)
        outstanding = try OutstandingRules(company: company)
    }
}

/// Hands out a company's guards: their learned parts from memory, from files in `caches`, or trained from the golden
/// files beside the company's folder.
///
/// The files are derived, named after everything that decides them, and safe to delete. Training blocks for some
/// seconds. Where there are no golden files the rules alone decide.
public final class GuardDesk: Sendable {
    private let caches: URL
    private let company: URL
    private let golden: URL
    private let documents: URL
    private let ready = Mutex<Guards?>(nil)

    /// - Parameters:
    ///   - caches: the home's `caches`.
    ///   - golden: the folder of the golden files; nil for `golden` beside the company's folder.
    ///   - documents: the folder of approved answers; nil for `documents` beside the company's folder.
    public init(caches: URL, company: URL, golden: URL? = nil, documents: URL? = nil) {
        self.caches = caches
        self.company = company
        self.documents = documents ?? company.deletingLastPathComponent().appending(path: "documents")
        self.golden = golden ?? company.deletingLastPathComponent().appending(path: "golden")
    }

    /// Throws what reading the rules and the golden files throws: no message can then be judged.
    public func guards() throws -> Guards {
        try ready.withLock { ready in
            if let ready { return ready }
            let school = try GuardSchool(company: company)
            var guards = school.guards
            guards.redLines.model = try model(.redLines, school) { try school.redLines(golden) }
            guards.claims.model = try model(.claims, school) { try school.claims(golden, documents: documents) }
            guards.outstanding.model = try model(.outstanding, school) { try school.outstanding(golden) }
            ready = guards
            return guards
        }
    }

    /// From its file where it is the right one, else trained and written.
    ///
    /// What the patterns say of thousands of lessons takes a while to find out, so the file is named after the files
    /// that the lessons are made from.
    private func model(
        _ subject: GuardSchool.Subject, _ school: GuardSchool, _ lessons: () throws -> [GuardLesson]
    ) throws -> GuardModel? {
        let trainer = school.trainer(subject)
        let prefix = "\(subject.task)-"
        let digest = try school.digest(subject, golden: golden, documents: documents)
        let file = caches.appending(path: "\(prefix)\(digest).bin")
        if let data = try? Data(contentsOf: file),
            let model = GuardModelFile.model(data, concepts: trainer.concepts)
        {
            return model
        }
        let lessons = try lessons()
        guard !lessons.isEmpty else { return nil }
        let model = try trainer.train(lessons)
        write(GuardModelFile.bytes(model), to: file, prefix: prefix)
        return model
    }

    /// Whole or not at all; those of earlier lessons go. Where it cannot be written the next start trains again.
    private func write(_ bytes: Data, to file: URL, prefix: String) {
        let manager = FileManager.default
        try? manager.createDirectory(
            at: caches, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = caches.appending(path: "\(prefix)\(ProcessInfo.processInfo.processIdentifier).tmp")
        guard
            manager.createFile(
                atPath: draft.path(percentEncoded: false), contents: bytes, attributes: [.posixPermissions: 0o600]),
            rename(draft.path, file.path) == 0
        else {
            try? manager.removeItem(at: draft)
            return
        }
        for name in (try? manager.contentsOfDirectory(atPath: caches.path)) ?? []
        where name.hasPrefix(prefix) && name.hasSuffix(".bin") && name != file.lastPathComponent {
            try? manager.removeItem(at: caches.appending(path: name))
        }
    }
}
