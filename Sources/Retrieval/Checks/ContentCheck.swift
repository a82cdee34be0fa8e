import Domain

/// What may not stand in a knowledge base, or was let in by an option: people's data, slots that nothing fills. And
/// which policies are kept inside.
struct ContentCheck {
    let documents: [StoredDocument]
    let company: Company

    func findings() -> [CheckFinding] {
        documents.map(\.document).flatMap { document in
            personalData(document) + unknownSlots(document) + internalPolicy(document)
        }
    }

    private func fields(_ document: Document) -> [(name: String, text: String)] {
        var fields = [("title", document.title), ("question", document.content.question ?? "")]
        fields.append((document.content.question == nil ? "text" : "answer", document.content.body))
        for (key, value) in document.metadata.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .string(let text): fields.append((key, text))
            case .list(let texts): fields.append((key, texts.joined(separator: "\n")))
            case .number, .bool: break
            }
        }
        return fields
    }

    /// The value itself is never shown.
    private func personalData(_ document: Document) -> [CheckFinding] {
        fields(document).flatMap { name, text in
            PersonalData.find(in: text).map { find in
                CheckFinding(
                    kind: .personalData, documents: [document.id],
                    message: "its \(name) holds \(find.kind.rawValue), line \(find.line)")
            }
        }
    }

    private func unknownSlots(_ document: Document) -> [CheckFinding] {
        let texts = [document.title, document.content.question ?? "", document.content.body]
        let unknown = Set(texts.flatMap(Slots.names)).subtracting(company.slots).sorted()
        guard !unknown.isEmpty else { return [] }
        let names = unknown.map { "'\($0.prefix(40))'" }.joined(separator: ", ")
        return [
            CheckFinding(
                kind: .unknownSlot, documents: [document.id], message: "not declared in slots.yml: \(names)")
        ]
    }

    private func internalPolicy(_ document: Document) -> [CheckFinding] {
        guard document.kind == .policy, document.metadata["risk"] == .string("internal") else { return [] }
        return [
            CheckFinding(
                kind: .internalPolicy, documents: [document.id],
                message: "it is internal and never quoted to a customer"
            )
        ]
    }
}
