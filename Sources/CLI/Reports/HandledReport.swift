import Domain

/// What became of a message, for a person.
struct HandledReport {
    let result: JSONObject
    let stream: Console.Stream

    var text: String {
        var lines: [String] = []
        let decision = string("decision")
        lines.append(
            stream.style.bold(decision.uppercased()) + "  \(string("category"))"
                + (result["secondary_category"]?.string.map { " and \($0)" } ?? "")
                + "  \(Figures.decimal(result["confidence"]?.double ?? 0, 2))"
                + "  \(string("urgency")), \(string("sentiment")), \(string("language")), \(string("identity"))")
        for reason in result["reasons"]?.array ?? [] {
            lines.append("  \(reason["code"]?.string ?? ""): \(reason["text"]?.string ?? "")")
        }
        for (name, title) in [("response", "Answer"), ("draft", "Draft"), ("acknowledgement", "The customer gets")] {
            guard let words = result[name]?["text"]?.string, !words.isEmpty else { continue }
            lines += ["", stream.style.bold(title)]
            lines += words.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        }
        lines += details
        if let note = result["handoff"]?["note"]?.string {
            lines += ["", stream.style.bold("Hand-off note")]
            lines += note.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        }
        lines += ["", "session \(string("session"))  message \(string("message_id"))"]
        if let total = result["timings_ms"]?["total"]?.double {
            lines.append("took \(Figures.duration(milliseconds: total))")
        }
        return lines.joined(separator: "\n")
    }

    private var details: [String] {
        var lines: [String] = []
        let tools = (result["tools"]?.array ?? []).map {
            "\($0["name"]?.string ?? "") \($0["status"]?.string ?? "")"
        }
        if !tools.isEmpty { lines += ["", "tools: \(tools.joined(separator: ", "))"] }
        for proposal in result["proposals"]?.array ?? [] {
            lines.append("form: \(proposal["summary"]?.string ?? "")")
            if let id = proposal["id"]?.string, let token = proposal["token"]?.string {
                lines.append("  almanac actions confirm \(id) --token \(token) --session \(string("session")) …")
            }
        }
        for citation in result["citations"]?.array ?? [] {
            lines.append("rests on \(citation["document"]?.string ?? ""): \(citation["title"]?.string ?? "")")
        }
        return lines
    }

    private func string(_ name: String) -> String { result[name]?.string ?? "" }
}
