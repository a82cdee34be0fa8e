import Crypto
import Domain
public import Foundation

/// Turns a company's golden files into lessons for its guards.
public struct GuardSchool: Sendable {
    /// Which guard learns.
    public enum Subject: Sendable {
        case redLines, claims, outstanding

        /// The first part of its golden files' names.
        var task: String {
            switch self {
            case .redLines: "redlines"
            case .claims: "guard"
            case .outstanding: "outstanding"
            }
        }

        /// The rules that say what the patterns find.
        var rules: String { "\(task).yml" }
    }

    let guards: Guards
    private let concepts: Concepts
    private let company: URL

    /// Splits that are learned from; the patterns were written on the first.
    private static let splits = ["dev", "train"]
    private static let ownSplit = "dev"

    /// Throws what reading the company's rules throws.
    public init(company: URL) throws {
        guards = try Guards(company: company)
        concepts = try Concepts(company: company)
        self.company = company
    }

    public func trainer(_ subject: Subject) -> GuardTrainer {
        GuardTrainer(concepts: concepts, bySentence: subject == .claims)
    }

    // MARK: - One item

    /// - Parameters:
    ///   - label: the group; nil for a harmless message.
    ///   - isOwn: whether the patterns were written on such texts, so that their matches say too much.
    public func redLine(_ text: String, label: String?, isOwn: Bool) throws -> GuardLesson {
        try guards.redLines.lesson(text, label: label, isOwn: isOwn)
    }

    /// Nil for an answer that only patterns can judge, such as one with card data.
    public func claim(
        _ answer: String, kinds: [String], executedActions: [ExecutedAction], isOwn: Bool
    ) throws -> GuardLesson? {
        let learnable = Set(guards.claims.deeds.map(\.kind.rawValue))
        guard kinds.allSatisfy(learnable.contains) else { return nil }
        let executed = Set(executedActions.filter { $0.status == "executed" }.map(\.tool))
        return try guards.claims.lesson(answer, kinds: kinds, executed: executed, isOwn: isOwn)
    }

    public func outstanding(
        _ text: String, facts: OutstandingFacts, label: String?, isOwn: Bool
    ) throws -> GuardLesson {
        try guards.outstanding.lesson(text, facts: facts, label: label, isOwn: isOwn)
    }

    // MARK: - Golden files

    /// Digest over every file that a guard's lessons are made from, and over how.
    func digest(_ subject: Subject, golden: URL, documents: URL) throws -> String {
        var files = [company.appending(path: subject.rules)] + GuardSchool.files(subject.task, golden)
        files += try subject == .claims ? GuardSchool.examples(documents) : LabelledFile.training(golden)
        let digests = try files.map { file in
            try GuardSchool.data(file).map { Hexadecimal.text(SHA256.hash(data: $0)) } ?? "none"
        }
        return GuardDigest.text([GuardTrainer.version, "\(SearchText.version)", concepts.digest] + digests)
    }

    func redLines(_ golden: URL) throws -> [GuardLesson] {
        let labelled = try items("redlines", golden) { item, isOwn in
            let label = item["label"]?.string
            return try redLine(item["text"]?.string ?? "", label: label == "none" ? nil : label, isOwn: isOwn)
        }
        return try labelled.isEmpty ? [] : labelled + everyday(.redLines, golden)
    }

    /// Everyday messages: the router's training set as far as nothing in it is urgent. Without them a guard would
    /// believe that every second message is a grave one. None where there is no such file, and none for claims.
    public func everyday(_ subject: Subject, _ golden: URL) throws -> [GuardLesson] {
        try LabelledFile.training(golden).flatMap { try everyday(subject, file: $0) }
    }

    private func everyday(_ subject: Subject, file: URL) throws -> [GuardLesson] {
        try lines(file) { item in
            guard let text = item["text"]?.string, GuardSchool.everyday.contains(item["urgency"]?.string ?? ""),
                item["sentiment"]?.string != "frustrated", item["wants_human"]?.bool != true,
                !GuardSchool.unsure.contains(item["label"]?.string ?? ""),
                !GuardSchool.unsure.contains(item["secondary_label"]?.string ?? "")
            else { return nil }
            switch subject {
            case .redLines: return try redLine(text, label: nil, isOwn: false)
            case .outstanding: return try outstanding(text, facts: OutstandingFacts(), label: nil, isOwn: false)
            case .claims: return nil
            }
        }
    }

    private static let everyday: Set<String> = ["low", "medium"]
    /// Labels whose messages may be exceptional without being marked urgent.
    private static let unsure: Set<String> = ["retention_repeated_request", "other"]

    /// The approved answers only where there are labelled ones.
    func claims(_ golden: URL, documents: URL) throws -> [GuardLesson] {
        let labelled = try claims(golden)
        return try labelled.isEmpty ? [] : labelled + approved(documents)
    }

    private func claims(_ golden: URL) throws -> [GuardLesson] {
        try items("guard", golden) { item, isOwn in
            let actions = (item["executed_actions"]?.array ?? []).map {
                ExecutedAction(tool: $0["tool"]?.string ?? "", status: $0["status"]?.string ?? "")
            }
            return try claim(
                item["answer"]?.string ?? "", kinds: (item["violations"]?.array ?? []).compactMap(\.string),
                executedActions: actions, isOwn: isOwn)
        }
    }

    /// The approved public answers of examples and frequent questions, `*/*.jsonl` in a folder of documents: they claim
    /// nothing. None where there is no such folder; throws `file_missing` where one cannot be read.
    public func approved(_ documents: URL) throws -> [GuardLesson] {
        try GuardSchool.examples(documents).flatMap { file in
            try lines(file) { item in
                guard item["risk"]?.string == "public", let answer = item["answer"]?.string else { return nil }
                return try claim(answer, kinds: [], executedActions: [], isOwn: false)
            }
        }
    }

    private static func examples(_ documents: URL) throws -> [URL] {
        try LabelledFile.names(in: documents).flatMap { name -> [URL] in
            let folder = documents.appending(path: name, directoryHint: .isDirectory)
            guard (try? folder.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else { return [] }
            return try LabelledFile.names(in: folder).filter { $0.hasSuffix(".jsonl") }
                .map { folder.appending(path: $0) }
        }
    }

    func outstanding(_ golden: URL) throws -> [GuardLesson] {
        let labelled = try items("outstanding", golden) { item, isOwn in
            try outstanding(
                item["text"]?.string ?? "", facts: OutstandingFacts(item["facts"]?.object ?? [:]),
                label: item["trigger"]?.string, isOwn: isOwn)
        }
        return try labelled.isEmpty ? [] : labelled + everyday(.outstanding, golden)
    }

    private static func files(_ task: String, _ golden: URL) -> [URL] {
        splits.map { golden.appending(path: "\(task).\($0).jsonl") }
    }

    /// The lines of the files of a task that are there. Throws `invalid_input` with file and line.
    private func items(
        _ task: String, _ golden: URL, _ lesson: @Sendable (_ item: JSONValue, _ isOwn: Bool) throws -> GuardLesson?
    ) throws -> [GuardLesson] {
        try zip(GuardSchool.splits, GuardSchool.files(task, golden)).flatMap { split, file in
            try lines(file) { try lesson($0, split == GuardSchool.ownSplit) }
        }
    }

    /// Nil where there is no such file.
    private static func data(_ file: URL) throws -> Data? {
        let path = file.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            // A guard that learned from less would stop less.
            throw AlmanacError(
                .fileMissing, "\(path) cannot be read", hint: "check who may read it", underlying: error)
        }
        guard data.count <= LabelledFile.byteLimit else {
            throw AlmanacError(.tooLarge, "\(path) is too large to learn from", hint: "split it")
        }
        return data
    }

    /// The lessons of a file, read on all cores.
    private func lines(
        _ file: URL, _ lesson: @Sendable (_ item: JSONValue) throws -> GuardLesson?
    ) throws -> [GuardLesson] {
        guard let data = try GuardSchool.data(file) else { return [] }
        let path = file.path(percentEncoded: false)
        let lines = [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let lessons = try Blocks.map(Array(lines.enumerated())) { line -> GuardLesson? in
            guard line.element.contains(where: { $0 > 0x20 }) else { return nil }
            guard let item = try? JSONParser.parse(Array(line.element)) else {
                throw AlmanacError(
                    .invalidInput, "\(path):\(line.offset + 1) is no JSON object", hint: "correct the line")
            }
            return try lesson(item)
        }
        return lessons.compactMap(\.self)
    }
}
