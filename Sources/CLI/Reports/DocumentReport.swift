import Domain

/// One document whole: its facts, then its words.
struct DocumentReport {
    let stored: StoredDocument
    let now: Timestamp
    let stream: Console.Stream

    private var style: Style { stream.style }

    var text: String {
        let document = stored.document
        var lines = [style.bold(document.title.printable), style.dim("\(document.id) · \(document.kind.rawValue)"), ""]
        lines.append(
            row("updated", "\(Figures.moment(stored.updatedAt)) (\(Figures.age(of: stored.updatedAt, at: now)))"))
        if let validity { lines.append(row("valid", validity)) }
        if !document.source.isEmpty {
            let mark = stored.stale == true ? style.warning("  stale: it has changed since") : ""
            lines.append(row("source", document.source.printable + mark))
        }
        for (name, value) in document.metadata.sorted(by: { $0.key < $1.key }) {
            lines.append(row(name, text(of: value)))
        }
        lines.append(row("revision", "\(stored.revision), \(Figures.count(stored.chunkCount, "part"))"))
        lines.append(row("digest", stored.digest))
        lines.append("")
        switch document.content {
        case .text(let text): lines.append(readable(text))
        case .answer(let question, let answer):
            lines += [style.accent("Question"), readable(question), "", style.accent("Answer"), readable(answer)]
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

    /// Wrapped between words on a terminal; a program gets the lines as they are. Lists and tables keep their lines.
    private func readable(_ text: String) -> String {
        let text = text.printable
        guard stream.isTerminal else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            guard let first = line.first, !" |`\t".contains(first) else { return [String(line)] }
            return TextWidth.wrap(line.split(separator: " ").map(String.init), separator: " ", width: stream.width)
        }.joined(separator: "\n")
    }

    private func row(_ name: String, _ value: String) -> String {
        style.accent(TextWidth.pad(name, to: 18)) + " " + value
    }

    private func text(of value: MetadataValue) -> String {
        switch value {
        case .list(let values): values.joined(separator: ", ").printable
        case .string(let value): value.printable
        case .bool, .number: value.json.text
        }
    }
}
