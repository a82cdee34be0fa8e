import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval
import Yams

/// The documents that golden files are judged against, taken into a home of their own that is gone afterwards; or
/// those of a home that was named.
struct GoldenCorpus {
    let knowledge: KnowledgeBase
    let documents: [Document]
    let rules: GoldenRules
    /// Category names of the company.
    let labels: Set<String>
    /// Labels of the guards' sets, by the company's rules.
    let guardLabels: [GuardTask: Set<String>]
    private let scratch: ScratchFolder?

    /// - Parameters:
    ///   - golden: the golden files, beside whose folder `documents/` and `company/` lie where no other is named.
    ///   - folder: the documents; nil for those beside the golden files.
    ///   - now: nil for the clock of the company's `company.yml`.
    init(golden: [URL], folder: URL?, home: String?, now: Timestamp?) throws {
        let root = GoldenCorpus.root(of: golden)
        let wiring = try Wiring(home: Home(flag: home))
        let beside = root?.appending(path: "company", directoryHint: .isDirectory)
        let company = wiring.configuration.company ?? beside.flatMap { $0.isFolder ? $0 : nil } ?? wiring.company
        if home != nil, folder == nil {
            knowledge = try wiring.knowledge(for: .reading)
            scratch = nil
        } else {
            guard let documents = folder ?? root?.appending(path: "documents", directoryHint: .isDirectory) else {
                throw AlmanacError(
                    .fileMissing, "there is no folder of documents beside the golden files",
                    hint: "give it with --documents FOLDER, or a home with --home")
            }
            let scratch = try ScratchFolder()
            // Words are all the rules ask for, so the weightless encoder does.
            knowledge = try KnowledgeBase(home: scratch.url, company: company, encoder: HashingEncoder())
            _ = try knowledge.ingest(
                paths: [documents], options: IngestOptions(author: "golden", reason: "golden check"))
            self.scratch = scratch
        }
        documents = try knowledge.documents(limit: .max - 1).map(\.document)
        let facts = try company.map { try GoldenCorpus.facts(of: $0) }
        labels = facts?.labels ?? []
        guardLabels = try company.map { try GuardWiring.labels($0) } ?? [:]
        rules = GoldenRules(documents: documents, asOf: now ?? facts?.clock ?? KnowledgeBase.systemClock())
    }

    /// `corpus/golden`, of the checkout or of the working folder.
    static var defaultGolden: URL {
        (Home.root() ?? Home.here).appending(path: "corpus/golden", directoryHint: .isDirectory)
    }

    /// The folder that holds `golden/` and `documents/`; the shipped corpus where the files lie elsewhere.
    private static func root(of golden: [URL]) -> URL? {
        let near = golden.first.map { $0.isFolder ? $0 : $0.deletingLastPathComponent() }
            .map { $0.standardizedFileURL.deletingLastPathComponent() }
        return [near, defaultGolden.deletingLastPathComponent()].compactMap { $0 }
            .first { $0.appending(path: "documents").isFolder }
    }

    /// The clock of `company.yml` and the categories of `categories.yml`.
    private static func facts(of company: URL) throws -> (clock: Timestamp?, labels: Set<String>) {
        func root(_ name: String) throws -> Node? {
            guard let text = try? String(contentsOf: company.appending(path: name), encoding: .utf8) else { return nil }
            do {
                return try Yams.compose(yaml: text)
            } catch {
                throw AlmanacError(
                    .invalidInput, "\(company.appending(path: name).path) is not readable YAML", hint: "\(error)")
            }
        }
        let clock = try root("company.yml")?["as_of"]?.scalar?.string
        let categories = try root("categories.yml")?["categories"]?.sequence.map(Array.init) ?? []
        return (clock.flatMap { Timestamp(iso: $0) }, Set(categories.compactMap { $0["name"]?.string }))
    }

    /// All rules over all files. Notes come last.
    func problems(in files: [GoldenFile], vectors: (([String]) throws -> [[Float]])?) throws -> [GoldenProblem] {
        var found = rules.repeatedIDs(files) + rules.splitsApart(files) + rules.writersApart(files)
        for file in files {
            found += rules.judgements(file) + rules.phrases(file)
            found += try rules.paraphrases(file, stems: knowledge.contentTerms)
            if !labels.isEmpty { found += rules.labels(file, known: labels) }
            found += rules.guardLabels(file, known: guardLabels)
        }
        found += rules.nearDuplicates(files)
        if let vectors { found += try rules.deepNearDuplicates(files, vectors: vectors) }
        return found
    }
}
