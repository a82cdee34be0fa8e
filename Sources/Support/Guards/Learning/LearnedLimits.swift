import Domain

/// From which probability on what was learned stops a text by itself, from which it is sure of that, and below which it
/// overrules the patterns.
struct LearnedLimits: Sendable, Equatable {
    /// 0…1.
    let stops: Double
    /// A text that is stopped with less is suspected; only the rules for exceptional cases tell the two apart.
    let sure: Double
    let passes: Double

    /// From `learned: {stops_from: 70, sure_from: 80, passes_below: 5}` in percent, sure from the first where the second
    /// is left out; where it is absent the patterns alone decide.
    init(_ file: PolicyFile) throws {
        guard let node = file.value("learned") else {
            (stops, sure, passes) = (.infinity, .infinity, 0)
            return
        }
        var values = ["stops_from": 101, "sure_from": 0, "passes_below": 0]
        for (name, value) in try file.object(node, "learned") {
            guard values[name] != nil else {
                throw file.failure(
                    "there is no '\(name)' in 'learned'", at: value,
                    hint: "it has stops_from, sure_from and passes_below, in percent")
            }
            values[name] = try file.integer(value, name, in: 0...101)
        }
        stops = Double(values["stops_from"] ?? 101) / 100
        sure = max(stops, Double(values["sure_from"] ?? 0) / 100)
        passes = Double(values["passes_below"] ?? 0) / 100
    }
}
