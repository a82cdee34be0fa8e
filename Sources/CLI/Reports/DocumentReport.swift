import Domain

/// One document whole: its facts, then its words.
struct DocumentReport {
    let stored: StoredDocument
    let now: Timestamp
    let style: Style

    var text: String {
        let document = stored.document
        var lines = [style.bold(document.title.printable), style.dim("\(document.id) · \(document.kind.rawValue)"), ""]
        lines.append(
            row("updated", "\(Figures.moment(stored.updatedAt)) (\(Figures.age(of: stored.updatedAt, at: now)))"))
        if let validity { lines.append(row("valid", validity)) }
        if !document.source.isEmpty { lines.append(row("source", document.source)) }
        for (name, value) in document.metadata.sorted(by: { $0.key < $1.key }) {
            lines.append(row(name, text(of: value)))
        }
        lines.append(row("revision", "\(stored.revision), \(Figures.count(stored.chunkCount, "part"))"))
        lines.append(row("digest", stored.digest))
        lines.append("")
        switch document.content {
        case .text(let text): lines.append(text.printable)
        case .answer(let question, let answer):
            lines += [style.accent("Question"), question.printable, "", style.accent("Answer"), answer.printable]
        }
        return lines.joined(separator: "\n")
    }

    private var validity: String? {
        let document = stored.document
        guard document.validFrom != nil || document.validTo != nil else { return nil }
        var text = document.validFrom.map { "from \(Figures.day($0))" } ?? ""
        if let end = document.validTo { text += (text.isEmpty ? "" : " ") + "until before \(Figures.day(end))" }
        if let start = document.validFrom, now < start { text += style.warning("  not yet valid") }
        if let end = document.validTo, end <= now { text += style.warning("  expired") }
        return text
    }

    private func row(_ name: String, _ value: String) -> String {
        style.accent(TextWidth.pad(name, to: 18)) + " " + value
    }

    private func text(of value: MetadataValue) -> String {
        switch value {
        case .list(let values): values.joined(separator: ", ")
        case .string(let value): value.printable
        case .bool, .number: value.json.text
        }
    }
}
