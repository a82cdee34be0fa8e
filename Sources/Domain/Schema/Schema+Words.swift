extension Schema {
    /// The type in words, as error messages and the reference page have it: `an integer in 1…1000`.
    public var words: String {
        switch self {
        case .string(let bytes):
            bytes == 0...Int.max ? "a string" : "a string of \(Schema.words(bytes, unlimited: Int.max)) bytes"
        case .integer(let range):
            range == Int.min...Int.max ? "an integer" : "an integer \(Schema.interval(range))"
        case .number(let range):
            range == -Double.infinity...Double.infinity ? "a number" : "a number \(Schema.interval(range))"
        case .boolean: "true or false"
        case .choice(let words): words.count == 1 ? "\"\(words[0])\"" : "one of \(words.joined(separator: ", "))"
        case .line(let limit): "a line of 1…\(limit) characters"
        case .text(let limit): "a text of 1…\(limit) characters"
        case .day: "a day (YYYY-MM-DD)"
        case .month: "a month (YYYY-MM)"
        case .timestamp: "an ISO 8601 time or UTC milliseconds"
        case .documentID: "a document id (namespace/id)"
        case .filter: "a filter object"
        case .list(let element, let count):
            count == 0...Int.max
                ? "a list, each \(element.words)"
                : "a list of \(Schema.words(count, unlimited: Int.max)) entries, each \(element.words)"
        case .record(let fields):
            "an object {\(fields.map { $0.presence == .required ? $0.name : "\($0.name)?" }.joined(separator: ", "))}"
        case .map(let element): element == .any ? "an object" : "an object, each member \(element.words)"
        case .either(let first, let second): "\(first.words) or \(second.words)"
        case .nullable(let schema): "\(schema.words) or null"
        case .any: "any value"
        }
    }

    private static func words(_ range: ClosedRange<Int>, unlimited: Int) -> String {
        range.upperBound == unlimited ? "at least \(range.lowerBound)" : "\(range.lowerBound)…\(range.upperBound)"
    }

    private static func interval(_ range: ClosedRange<Int>) -> String {
        if range.upperBound == Int.max { return "of at least \(range.lowerBound)" }
        return "in \(range.lowerBound)…\(range.upperBound)"
    }

    private static func interval(_ range: ClosedRange<Double>) -> String {
        if range.upperBound == .infinity { return "of at least \(JSONValue(range.lowerBound).text)" }
        return "in \(JSONValue(range.lowerBound).text)…\(JSONValue(range.upperBound).text)"
    }
}

extension Schema {
    /// The schema as JSON Schema (draft 7, which OpenRPC 1.3 speaks). Limits that JSON Schema cannot say, such as
    /// bytes of UTF-8, stand as the nearest weaker limit.
    public var jsonSchema: JSONValue {
        switch self {
        case .string(let bytes):
            var object: JSONObject = ["type": "string"]
            if bytes.lowerBound > 0 { object["minLength"] = 1 }
            if bytes.upperBound < Int.max { object["maxLength"] = JSONValue(bytes.upperBound) }
            return .object(object)
        case .integer(let range):
            var object: JSONObject = ["type": "integer"]
            if range.lowerBound > Int.min { object["minimum"] = JSONValue(range.lowerBound) }
            if range.upperBound < Int.max { object["maximum"] = JSONValue(range.upperBound) }
            return .object(object)
        case .number(let range):
            var object: JSONObject = ["type": "number"]
            if range.lowerBound.isFinite { object["minimum"] = JSONValue(range.lowerBound) }
            if range.upperBound.isFinite { object["maximum"] = JSONValue(range.upperBound) }
            return .object(object)
        case .boolean: return ["type": "boolean"]
        case .choice(let words): return ["type": "string", "enum": JSONValue(words)]
        case .line(let limit), .text(let limit):
            return ["type": "string", "minLength": 1, "maxLength": JSONValue(limit)]
        case .day: return ["type": "string", "format": "date"]
        case .month: return ["type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"]
        case .timestamp:
            return ["oneOf": [["type": "string", "format": "date-time"], ["type": "integer"]]]
        case .documentID: return ["type": "string", "pattern": "^[^/]+/.+$"]
        case .filter: return ["type": "object", "description": "a metadata filter"]
        case .list(let element, let count):
            var object: JSONObject = ["type": "array", "items": element.jsonSchema]
            if count.lowerBound > 0 { object["minItems"] = JSONValue(count.lowerBound) }
            if count.upperBound < Int.max { object["maxItems"] = JSONValue(count.upperBound) }
            return .object(object)
        case .record(let fields):
            var object: JSONObject = [
                "type": "object",
                "properties": .object(JSONObject(fields.map { ($0.name, $0.jsonSchema) })),
            ]
            let required = fields.filter { $0.presence == .required }.map(\.name)
            if !required.isEmpty { object["required"] = JSONValue(required) }
            return .object(object)
        case .map(let element): return ["type": "object", "additionalProperties": element.jsonSchema]
        case .either(let first, let second): return ["oneOf": [first.jsonSchema, second.jsonSchema]]
        case .nullable(let schema): return ["oneOf": [schema.jsonSchema, ["type": "null"]]]
        case .any: return [:]
        }
    }
}

extension Schema.Field {
    /// The schema with the field's description and default.
    public var jsonSchema: JSONValue {
        var object = schema.jsonSchema.object ?? [:]
        object["description"] = .string(summary)
        if case .defaulted(let value) = presence { object["default"] = value }
        return .object(object)
    }
}
