import Domain
import Retrieval

/// What documents would do to a query: the dry run, how each would be found, and every hit's place before and after.
struct PreviewReport {
    let preview: SearchPreview
    let request: SearchRequest
    /// What ages are counted from.
    let now: Timestamp
    let stream: Console.Stream

    private var style: Style { stream.style }

    var text: String {
        var blocks = [ChangeReport(changes: preview.changes, style: style).text]
        if preview.arrivals.isEmpty { blocks.append("It is there already, unchanged: the search stays as it is.") }
        blocks += preview.arrivals.map { arrival in
            WhyNotReport(answer: arrival.verdict, request: request, style: style).text
        }
        if !preview.moves.isEmpty { blocks.append(moves.text) }
        let out = preview.pushedOut.filter { $0.after != nil }
        if !out.isEmpty {
            let names = out.map(\.document.description).joined(separator: ", ")
            blocks.append(style.warning("pushed out of the first \(request.k): ") + names)
        }
        blocks.append(SearchReport(result: preview.after, request: request, now: now, stream: stream).text)
        return blocks.joined(separator: "\n\n")
    }

    private var moves: Table {
        let arrived = Dictionary(
            preview.arrivals.map { ($0.document, $0.change) }, uniquingKeysWith: { first, _ in first })
        func place(_ rank: Int?) -> String { rank.map(String.init) ?? "–" }
        return Table(
            header: ["before", "after", "document"],
            rows: preview.moves.map { move in
                let mark = arrived[move.document].map { " (\($0))" } ?? ""
                return [place(move.before), place(move.after), move.document.description + mark]
            }, stream: stream, rightAligned: [0, 1])
    }
}
