import Domain
import Foundation
import Store

/// A checked document of a batch, and where it came from.
struct Candidate: Sendable {
    var document: Document
    /// SHA-256 of content and metadata.
    let digest: String
    /// Whether the id is the path's, so that a renamed file keeps the old one.
    let idFromPath: Bool
    /// The ingest root, absolute; nil for one given inline.
    let root: String?
    let place: Place
    /// Nil for one given inline.
    let source: DocumentSource?
}

/// Where a document of a batch stands.
struct Place: Sendable {
    /// Relative to the ingest root, or `inline`.
    let source: String
    let line: Int?

    /// `policies/a.md:3`
    var description: String { "\(source)\(line.map { ":\($0)" } ?? "")" }
}

/// Turns a draft into a document: settles namespace, id, kind and title, and refuses what may not be stored.
struct DocumentResolver: Sendable {
    let company: Company
    let options: IngestOptions
    let limits: IngestLimits

    /// The longest id in bytes.
    static let maximumIDBytes = 512

    /// - Parameters:
    ///   - path: relative to the ingest root; nil for a document given inline.
    ///   - number: of the record in its file, from 1.
    /// - Throws: `Refusal`
    func resolve(_ draft: DocumentDraft, path: String?, number: Int?) throws -> Document {
        let size = (draft.question?.utf8.count ?? 0) + draft.body.utf8.count
        guard size <= limits.documentBytes else { throw SourceText.tooLarge(size, limits, line: draft.line) }
        let (namespace, below) = try namespace(of: draft, path: path)
        let id = try identifier(of: draft, below: below, number: number)
        try checkBody(draft)
        let content: DocumentContent =
            draft.question.map { .answer(question: $0.trimmed, answer: draft.body.trimmed) }
            ?? .text(draft.body.trimmed)
        let document = Document(
            id: DocumentID(namespace: namespace.name, id: id), kind: draft.kind ?? namespace.kind,
            title: DocumentResolver.oneLine(draft.title ?? defaultTitle(draft)), content: content,
            metadata: draft.metadata,
            updatedAt: draft.updatedAt, validFrom: draft.validFrom, validTo: draft.validTo,
            source: path.map { $0 + DocumentResolver.suffix(number) } ?? "")
        if let from = draft.validFrom, let to = draft.validTo, from >= to {
            throw Refusal(.invalidDocument, line: draft.line, "'valid_to' is not after 'valid_from'")
        }
        try checkSlots(draft, title: document.title)
        if !options.allowPersonal { try checkPersonalData(draft, title: document.title) }
        return document
    }

    /// The namespace, and the path below the folder that named it.
    private func namespace(of draft: DocumentDraft, path: String?) throws -> (Company.Namespace, below: String?) {
        var below = path
        var name = draft.namespace
        if name == nil, let path {
            let parts = path.split(separator: "/")
            if let folder = parts.dropLast().firstIndex(where: { company.namespace(String($0)) != nil }) {
                name = String(parts[folder])
                below = parts[(folder + 1)...].joined(separator: "/")
            }
        }
        guard let name = name ?? options.namespace else {
            throw Refusal(
                .unknownNamespace, line: draft.line,
                "it names no namespace and lies in no folder of one; give a field 'namespace' or an option")
        }
        guard let namespace = company.namespace(name) else {
            throw Refusal(
                .unknownNamespace, line: draft.line,
                "the namespace '\(name)' is not declared; there are \(company.namespaces.map(\.name).joined(separator: ", "))"
            )
        }
        return (namespace, below)
    }

    /// The namespace that the caller chose for a document that neither names one nor lies in a folder of one; empty
    /// where that did not come to pass.
    func scope(of draft: DocumentDraft, path: String) -> String {
        guard draft.namespace == nil, let chosen = options.namespace else { return "" }
        return folderNamespace(of: path) == nil ? chosen : ""
    }

    /// The first folder of a path that has a namespace's name.
    func folderNamespace(of path: String) -> String? {
        path.split(separator: "/").dropLast().map(String.init).first { company.namespace($0) != nil }
    }

    private func identifier(of draft: DocumentDraft, below: String?, number: Int?) throws -> String {
        guard
            let id = draft.id ?? below.map({ DocumentResolver.withoutExtension($0) + DocumentResolver.suffix(number) })
        else {
            throw Refusal(.invalidDocument, line: draft.line, "a document given inline needs an 'id'")
        }
        // Most ids are plain, and Unicode's tables are slow to ask.
        let isPlain =
            !id.isEmpty && id.utf8.count <= DocumentResolver.maximumIDBytes
            && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        if isPlain { return id }
        let composed = id.precomposedStringWithCanonicalMapping
        guard !composed.trimmed.isEmpty, composed.trimmed == composed,
            composed.utf8.count <= DocumentResolver.maximumIDBytes,
            !composed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Refusal(
                .invalidDocument, line: draft.line,
                "the id is empty, longer than \(DocumentResolver.maximumIDBytes) bytes, or holds control characters")
        }
        return composed
    }

    static func suffix(_ number: Int?) -> String { number.map { "#\($0)" } ?? "" }

    static func withoutExtension(_ path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
        return String(path[..<dot])
    }

    /// The first heading, else the question, else the first words.
    private func defaultTitle(_ draft: DocumentDraft) -> String {
        let title =
            MarkdownSections.firstHeading(of: draft.body) ?? draft.question
            ?? draft.body.split(maxSplits: 8, whereSeparator: \.isWhitespace).prefix(8).joined(separator: " ")
        return Slots.removed(from: title.count > 80 ? String(title.prefix(79)).trimmed + "…" : title)
    }

    private func checkBody(_ draft: DocumentDraft) throws {
        let isQuestionBare = draft.question.map { Slots.removed(from: $0).trimmed.isEmpty } ?? false
        if isQuestionBare || !MarkdownSections.holdWords(Slots.removed(from: draft.body)) {
            throw Refusal(.invalidDocument, line: draft.bodyLine ?? draft.line, "it holds no text")
        }
    }

    /// Titles stand on one line wherever they are shown.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func checkSlots(_ draft: DocumentDraft, title: String) throws {
        for text in [title, draft.question ?? "", draft.body] {
            for name in Slots.names(in: text) where !company.slots.contains(name) {
                throw Refusal(
                    .invalidDocument, line: draft.line,
                    "the slot '\(name.prefix(40))' is not declared in slots.yml")
            }
        }
    }

    private func checkPersonalData(_ draft: DocumentDraft, title: String) throws {
        func refuse(_ kind: PersonalData.Kind, line: Int?) -> Refusal {
            Refusal(.personalData, line: line, "it holds \(kind.rawValue); take it out, or allow personal data")
        }
        if let find = PersonalData.find(in: draft.body).first {
            throw refuse(find.kind, line: draft.bodyLine.map { $0 + find.line - 1 } ?? draft.line)
        }
        var others = [title, draft.question ?? ""]
        for value in draft.metadata.values {
            switch value {
            case .string(let text): others.append(text)
            case .list(let texts): others += texts
            case .number, .bool: break
            }
        }
        for text in others {
            if let find = PersonalData.find(in: text).first { throw refuse(find.kind, line: draft.line) }
        }
    }
}
