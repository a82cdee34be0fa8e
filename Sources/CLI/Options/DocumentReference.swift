import Domain

/// A document as it is typed: `namespace/id`, or a hit's id with its part behind `#`.
struct DocumentReference {
    let exact: DocumentID
    /// The document where what was typed is a hit's id. Records of a file have `#` in their own ids, so the exact id
    /// comes first.
    let withoutPart: DocumentID?

    init(_ text: String) throws {
        guard let id = DocumentID(text) else {
            throw AlmanacError(
                .invalidInput, "'\(text)' is not a document id",
                hint: "write namespace/id, such as policies/\(text.isEmpty ? "refunds" : text); see almanac list")
        }
        exact = id
        withoutPart = id.id.lastIndex(of: "#").flatMap { hash in
            let part = id.id[id.id.index(after: hash)...]
            guard part == "q" || Int(part) != nil, hash > id.id.startIndex else { return nil }
            return DocumentID(namespace: id.namespace, id: String(id.id[..<hash]))
        }
    }
}
