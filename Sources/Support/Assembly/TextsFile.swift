import Domain
import Foundation
import Yams

/// One file of a company's texts: sections of texts by key, and lists of texts.
struct TextsFile {
    /// Files in a company's folder.
    static let mostFiles = 40
    /// Texts in a file.
    static let mostTexts = 2_000
    /// Entries of a list.
    static let mostEntries = 100
    /// Sections within sections.
    static let deepest = 4

    let language: String
    let path: String
    let texts: LanguageTexts
    private var templates: [String: SlotTemplate] = [:]
    private var lists: [String: [String]] = [:]
    private var lines: [String: Int] = [:]

    /// The files of a folder, that of the default language first, each compared with it.
    static func all(_ folder: URL, standard: String) throws -> [TextsFile] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        let languages = names.filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()
        guard languages.contains(standard) else {
            throw AlmanacError(
                .fileMissing, "there is no \(folder.appending(path: "\(standard).yml").path(percentEncoded: false))",
                hint: "the company's default language needs its texts")
        }
        guard languages.count <= mostFiles else {
            throw AlmanacError(
                .invalidInput, "\(folder.path(percentEncoded: false)) holds more than \(mostFiles) languages",
                hint: "remove some of them")
        }
        let first = try TextsFile(folder, standard)
        try first.checkNeeds()
        let others = try languages.filter { $0 != standard }.map { language in
            let file = try TextsFile(folder, language)
            try file.check(against: first)
            return file
        }
        return [first] + others
    }

    private init(_ folder: URL, _ language: String) throws {
        let url = folder.appending(path: "\(language).yml")
        guard language.utf8.count <= 20, language.utf8.allSatisfy({ TextsFile.isLetter($0) || $0 == UInt8(ascii: "-") })
        else {
            throw AlmanacError(
                .invalidInput, "the name of \(url.path(percentEncoded: false)) is no language",
                hint: "name it as the language's short form in small letters, such as de.yml")
        }
        guard let file = try PolicyFile(url) else {
            throw AlmanacError(.fileMissing, "there is no \(url.path(percentEncoded: false))")
        }
        self.language = language
        path = file.path
        var isReviewed: Bool?
        for (key, value) in file.entries {
            guard key.scalar?.string == "reviewed" else {
                try TextsFile.take(
                    value, key: file.name(key), depth: 1, file, &templates, &lists, &lines)
                continue
            }
            guard let word = value.scalar?.string, ["true", "false"].contains(word) else {
                throw file.failure("'reviewed' is neither true nor false", at: value, hint: "write true or false")
            }
            isReviewed = word == "true"
        }
        guard let isReviewed else {
            throw AlmanacError(
                .invalidInput, "\(path):1: there is no 'reviewed'",
                hint: "write reviewed: true once a native reader has approved every text, else reviewed: false")
        }
        texts = LanguageTexts(language: language, isReviewed: isReviewed, templates: templates, lists: lists)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func take(
        _ node: Node, key: String, depth: Int, _ file: PolicyFile, _ templates: inout [String: SlotTemplate],
        _ lists: inout [String: [String]], _ lines: inout [String: Int]
    ) throws {
        guard templates.count + lists.count < mostTexts else {
            throw file.failure("the file holds more than \(mostTexts) texts", at: node, hint: "remove some of them")
        }
        lines[key] = node.mark?.line ?? 1
        if let mapping = node.mapping {
            guard depth < deepest, !mapping.isEmpty else {
                throw file.failure(
                    "the section '\(key)' is empty or too deep", at: node,
                    hint: "sections hold texts, and at most \(deepest) stand within each other")
            }
            for (name, value) in mapping {
                try take(
                    value, key: "\(key).\(try file.name(name))", depth: depth + 1, file, &templates, &lists, &lines)
            }
        } else if let sequence = node.sequence {
            guard (1...mostEntries).contains(sequence.count) else {
                throw file.failure("'\(key)' has not 1…\(mostEntries) entries", at: node, hint: "write one below it")
            }
            lists[key] = try sequence.map { entry in
                let template = try file.template(entry, key)
                guard template.slots.isEmpty else {
                    throw file.failure("an entry of '\(key)' has a slot", at: entry, hint: "lists have none")
                }
                return try template.filled(with: [:])
            }
        } else {
            templates[key] = try file.template(node, key)
        }
    }

    // MARK: Comparing

    private func check(against other: TextsFile) throws {
        for key in other.keys where !keys.contains(key) {
            throw AlmanacError(
                .invalidInput, "\(path): there is no '\(key)'",
                hint: "\(other.path):\(other.lines[key] ?? 1) has it, and all languages have the same texts")
        }
        for key in keys {
            guard other.keys.contains(key), (templates[key] == nil) == (other.templates[key] == nil) else {
                throw failure(
                    key, "'\(key)' is not in \(other.language).yml",
                    hint: "all languages have the same texts; add it there or remove it here")
            }
            let mine = (templates[key]?.slots ?? []).sorted()
            let theirs = (other.templates[key]?.slots ?? []).sorted()
            guard mine == theirs else {
                throw failure(
                    key,
                    "'\(key)' has the slots \(TextsFile.words(mine)), in \(other.language).yml it has "
                        + TextsFile.words(theirs), hint: "a text has the same slots in all languages")
            }
        }
        try checkNeeds()
    }

    private var keys: [String] { (Array(templates.keys) + Array(lists.keys)).sorted() }

    private static func words(_ slots: [String]) -> String {
        slots.isEmpty ? "none" : slots.joined(separator: ", ")
    }

    private func failure(_ key: String, _ message: String, hint: String) -> AlmanacError {
        AlmanacError(.invalidInput, "\(path):\(lines[key] ?? 1): \(message)", hint: hint)
    }

    /// That what every answer needs is there, with slots that can be filled.
    private func checkNeeds() throws {
        for need in TextsFile.needs {
            guard let template = templates[need.key] else {
                throw AlmanacError(.invalidInput, "\(path): there is no text '\(need.key)'", hint: "write it")
            }
            for slot in template.slots where !need.slots.contains(slot) {
                throw failure(
                    need.key, "'\(need.key)' has a slot '\(slot)' that nothing fills",
                    hint: need.slots.isEmpty ? "it has no slots" : "it may have \(TextsFile.words(need.slots))")
            }
        }
        for key in TextsFile.neededLists {
            guard lists[key] != nil else {
                throw AlmanacError(.invalidInput, "\(path): there is no list '\(key)'", hint: "write it")
            }
        }
        for key in ["months", "months_in_date"] {
            guard lists[key]?.count == 12 else {
                throw failure(key, "'\(key)' has not twelve names", hint: "write them from January to December")
            }
        }
    }

    private static let needs: [(key: String, slots: [String])] =
        [
            ("greeting.named", ["first_name"]), ("greeting.unnamed", []), ("signature", []), ("disclosure", []),
            ("dates.day", ["day", "month_name", "year"]), ("dates.month", ["month_name", "year"]),
            ("working_times.today", []), ("working_times.date", ["date"]),
        ]
        + Acknowledgement.allCases.map { ("acknowledgement.\($0.rawValue)", $0.slots) }
        + Frequency.allCases.map { ("frequencies.\($0.rawValue)", []) }
        + SubscriptionStatus.allCases.map { ("statuses.\($0.rawValue)", []) }

    private static let neededLists =
        OpenerGroup.allCases.map { "openers.\($0.rawValue)" } + ["closers", "months", "months_in_date"]
}

extension PolicyFile {
    fileprivate func name(_ node: Node) throws -> String {
        guard let name = node.scalar?.string, SlotTemplate.isName(name) else {
            throw failure(
                "a key is not of the letters a–z, digits and _", at: node, hint: "begin it with a letter: how_long")
        }
        return name
    }

    fileprivate func template(_ node: Node, _ key: String) throws -> SlotTemplate {
        guard let scalar = node.scalar, scalar.style != .plain || Double(scalar.string) == nil,
            !node.isNullScalar, !scalar.string.allSatisfy(\.isWhitespace),
            !scalar.string.unicodeScalars.contains(where: { $0 != "\n" && $0.properties.generalCategory == .control })
        else {
            throw failure("'\(key)' is no text", at: node, hint: "write it in quotes, or below |- in several lines")
        }
        do {
            return try SlotTemplate(scalar.string)
        } catch let error as AlmanacError {
            throw failure("'\(key)': \(error.message)", at: node, hint: error.hint ?? "")
        }
    }
}
