import Domain
import Evaluation

/// What `golden check` found: broken rules first, then what a person should look at.
struct GoldenReport {
    let files: [GoldenFile]
    let corpus: GoldenCorpus
    let problems: [GoldenProblem]
    let style: Style

    private var broken: Int { problems.count { !$0.rule.isNote } }

    var text: String {
        let ordered = problems.filter { !$0.rule.isNote } + problems.filter(\.rule.isNote)
        var lines = ordered.map { problem in
            (problem.rule.isNote ? style.warning("note     ") : style.bad("problem  ")) + problem.description
        }
        let items = files.reduce(0) { $0 + $1.count }
        let sum = broken == 0 ? style.good("every rule is kept") : style.bad(Figures.count(broken, "problem"))
        lines.append(
            "\(sum): \(Figures.count(items, "item")) in \(Figures.count(files.count, "file")), against "
                + "\(Figures.count(corpus.documents.count, "document")) as of \(Figures.moment(corpus.rules.asOf))")
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        [
            "documents": JSONValue(corpus.documents.count), "as_of": .string(corpus.rules.asOf.iso),
            "files": GoldenList.json(files)["files"] ?? [], "problems": JSONValue(broken),
            "findings": .array(problems.map(\.json)),
        ]
    }
}

/// Golden files with how much of what they hold.
enum GoldenList {
    static func table(_ files: [GoldenFile]) -> Table {
        Table(
            header: ["file", "kind", "items", "of which"],
            rows: files.map { file in
                let parts = parts(of: file).map { "\($0.name) \($0.count)" }.joined(separator: ", ")
                return [file.url.lastPathComponent, file.kind, String(file.count), parts]
            }, stream: Console.output, rightAligned: [2])
    }

    static func json(_ files: [GoldenFile]) -> JSONValue {
        let rows = files.map { file -> JSONValue in
            [
                "file": .string(file.url.lastPathComponent), "kind": .string(file.kind),
                "split": .string(file.split), "items": JSONValue(file.count),
                "parts": .object(JSONObject(parts(of: file).map { ($0.name, JSONValue($0.count)) })),
            ]
        }
        return ["files": .array(rows)]
    }

    /// Items by style, by label, or by document's namespace; the greatest first.
    private static func parts(of file: GoldenFile) -> [(name: String, count: Int)] {
        let names =
            switch file.items {
            case .retrieval(let items): items.map { $0.item.style.isEmpty ? "unstyled" : $0.item.style }
            case .routing(let items): items.map(\.item.label)
            case .facts(let items): items.map(\.item.document.namespace)
            case .guards(_, let items): items.flatMap { $0.item.labels.isEmpty ? ["none"] : $0.item.labels }
            case .conversations(let items): items.flatMap { $0.item.turns.map(\.decision.rawValue) }
            }
        return Dictionary(grouping: names, by: \.self).map { ($0.key, $0.value.count) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
}
