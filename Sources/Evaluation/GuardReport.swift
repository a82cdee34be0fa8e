public import Domain

/// How a guard did on a golden set: what it found of what it should, and what it stopped for nothing.
public struct GuardReport: Sendable {
    /// One item with what the guard said; empty labels mean that it let it pass.
    public struct Outcome: Sendable {
        public let example: GuardExample
        public let found: [String]

        public init(example: GuardExample, found: [String]) {
            self.example = example
            self.found = found
        }

        /// Whether all that should be named was.
        public var isNamedRightly: Bool { Set(example.labels).isSubset(of: found) }
    }

    public let name: String
    public let task: GuardTask
    public let outcomes: [Outcome]

    public init(name: String, task: GuardTask, outcomes: [Outcome]) {
        self.name = name
        self.task = task
        self.outcomes = outcomes
    }

    /// Items that should be stopped.
    public var wanted: [Outcome] { outcomes.filter { !$0.example.labels.isEmpty } }
    /// Items that should pass.
    public var harmless: [Outcome] { outcomes.filter { $0.example.labels.isEmpty } }
    public var missed: [Outcome] { wanted.filter(\.found.isEmpty) }
    public var falseAlarms: [Outcome] { harmless.filter { !$0.found.isEmpty } }
    public var found: Int { wanted.count - missed.count }
    /// Found ones whose label is right too.
    public var named: Int { wanted.count { !$0.found.isEmpty && $0.isNamedRightly } }
    public var languages: [String] { Set(outcomes.map(\.example.language)).sorted() }
    public var writers: [String] { Set(outcomes.map(\.example.writer)).sorted() }
    public var labels: [String] { Set(wanted.flatMap(\.example.labels)).sorted() }

    public func filtered(_ isIncluded: (GuardExample) -> Bool) -> GuardReport {
        GuardReport(name: name, task: task, outcomes: outcomes.filter { isIncluded($0.example) })
    }

    public var json: JSONValue {
        var object = figures.object ?? [:]
        func groups(_ names: [String], _ isIn: (GuardExample, String) -> Bool) -> JSONValue {
            .object(JSONObject(names.map { name in (name, filtered { isIn($0, name) }.figures) }))
        }
        object["by_language"] = groups(languages) { $0.language == $1 }
        object["by_writer"] = groups(writers) { $0.writer == $1 }
        object["by_label"] = groups(labels) { $0.labels.contains($1) }
        object["missed_ids"] = JSONValue(missed.map(\.example.id))
        object["false_alarm_ids"] = JSONValue(falseAlarms.map(\.example.id))
        return .object(JSONObject([("set", .string(name)), ("task", .string(task.rawValue))] + object.members))
    }

    private var figures: JSONValue {
        func rate(_ part: Int, _ whole: Int) -> (JSONValue, JSONValue) {
            guard let interval = Wilson.interval(part, of: whole) else { return (.null, .null) }
            return (
                JSONValue(Double(part) / Double(whole)), .array([JSONValue(interval.low), JSONValue(interval.high)])
            )
        }
        let (foundRate, foundInterval) = rate(found, wanted.count)
        let (alarmRate, alarmInterval) = rate(falseAlarms.count, harmless.count)
        return [
            "items": JSONValue(outcomes.count), "wanted": JSONValue(wanted.count), "found": JSONValue(found),
            "missed": JSONValue(missed.count), "found_rate": foundRate, "found_interval": foundInterval,
            "named": JSONValue(named), "harmless": JSONValue(harmless.count),
            "false_alarms": JSONValue(falseAlarms.count), "false_alarm_rate": alarmRate,
            "false_alarm_interval": alarmInterval,
        ]
    }
}
