import Domain

/// From which probability on what was learned stops a text by itself, and below which it overrules the patterns.
struct LearnedLimits: Sendable, Equatable {
    /// 0…1.
    let stops: Double
    let passes: Double

    /// From `learned: {stops_from: 70, passes_below: 5}` in percent; where it is absent the patterns alone decide.
    init(_ file: PolicyFile) throws {
        guard let node = file.value("learned") else {
            (stops, passes) = (.infinity, 0)
            return
        }
        var values = ["stops_from": 101, "passes_below": 0]
        for (name, value) in try file.object(node, "learned") {
            guard values[name] != nil else {
                throw file.failure(
                    "there is no '\(name)' in 'learned'", at: value,
                    hint: "it has stops_from and passes_below, in percent")
            }
            values[name] = try file.integer(value, name, in: 0...101)
        }
        stops = Double(values["stops_from"] ?? 101) / 100
        passes = Double(values["passes_below"] ?? 0) / 100
    }
}
