public import Domain

/// Documents from a stream, taken apart and not yet checked against a company's namespaces and slots.
public struct IngestInput: Sendable {
    /// What stands for the file's name in messages.
    let name: String
    let drafts: [FoundDraft]

    /// The most bytes of a stream: it is held in memory.
    public static let maximumBytes = 256 << 20

    /// - Parameters:
    ///   - format: one of `DocumentFormat.streamed`.
    ///   - id: of the document, where the format is one document and its fields give none.
    ///   - name: what messages call it.
    /// - Throws: `unsupported` for another format, `invalid_params` for an id that records would share,
    ///   `invalid_input` where there is nothing.
    public init(
        _ bytes: [UInt8], format: DocumentFormat, id: String? = nil, limits: IngestLimits = IngestLimits(),
        name: String = "standard input"
    ) throws {
        guard DocumentFormat.streamed.contains(format) else {
            throw AlmanacError(
                .unsupported, "\(format.rawValue) cannot be read from \(name)", hint: "give the path of a file")
        }
        guard id == nil || !format.holdsRecords else {
            throw AlmanacError(
                .invalidParams, "an id is for one document, and \(format.rawValue) is many records",
                hint: "give each record its own 'id'")
        }
        guard !bytes.allSatisfy(JSONScan.isSpace) else {
            throw AlmanacError(.invalidInput, "\(name) is empty", hint: "give documents as \(format.rawValue)")
        }
        self.name = name
        drafts = DocumentReader(format: format, limits: limits).drafts(in: bytes, path: nil).map { draft in
            FoundDraft(
                number: draft.number,
                result: draft.result.map { found in
                    var found = found
                    found.id = found.id ?? id
                    return found
                })
        }
    }

    /// Throws the first thing that makes a document unreadable, which can be known before a knowledge base is opened.
    public func check() throws {
        let invalid = drafts.compactMap { draft -> InvalidDocument? in
            guard case .failure(let refusal) = draft.result else { return nil }
            return InvalidDocument(refusal, source: name)
        }
        if let error = Ingester.refusal(invalid) { throw error }
    }
}
