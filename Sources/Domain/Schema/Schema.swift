/// The type of a parameter or a result with its limits: it checks values, and it is printed into the reference page
/// and the OpenRPC document.
public indirect enum Schema: Sendable, Hashable {
    /// Limits count UTF-8 bytes.
    case string(bytes: ClosedRange<Int> = 0...Int.max)
    case integer(ClosedRange<Int> = Int.min...Int.max)
    case number(ClosedRange<Double> = -Double.infinity...Double.infinity)
    case boolean
    case choice([String])
    /// One line of 1 to so many characters that are not all spaces, without control characters.
    case line(characters: Int)
    /// The same with line breaks and tabs.
    case text(characters: Int)
    /// `2026-03-02`.
    case day
    /// `2026-03`.
    case month
    /// ISO 8601 text or UTC milliseconds.
    case timestamp
    /// `namespace/id`.
    case documentID
    /// A metadata filter in the language of `Filter`.
    case filter
    case list(Schema, count: ClosedRange<Int> = 0...Int.max)
    case record([Field])
    /// An object with any member names and values of one schema.
    case map(Schema)
    case either(Schema, Schema)
    case nullable(Schema)
    case any

    /// A member of a record: a parameter of a method or a field of its result.
    public struct Field: Sendable, Hashable {
        public enum Presence: Sendable, Hashable {
            case required
            /// May be absent; for parameters null means the same.
            case optional
            case defaulted(JSONValue)
        }

        public let name: String
        public let schema: Schema
        public let presence: Presence
        /// A phrase for the reference page.
        public let summary: String

        public init(_ name: String, _ schema: Schema, _ presence: Presence = .required, _ summary: String) {
            self.name = name
            self.schema = schema
            self.presence = presence
            self.summary = summary
        }
    }
}

extension Schema {
    /// Checks a value; throws `invalid_params` (or `invalid_filter`) naming the offending part of `name`.
    /// Members that a record does not declare are ignored, so that callers may be newer than the server.
    public func check(_ value: JSONValue, name: String) throws {
        switch self {
        case .any: return
        case .string(let bytes):
            guard let text = value.string else { throw mismatch(value, name) }
            try require(bytes.contains(text.utf8.count), "\(name) has \(text.utf8.count) bytes; it takes \(words)")
        case .integer(let range):
            guard let number = value.int else { throw mismatch(value, name) }
            try require(range.contains(number), "\(name) is \(number); it takes \(words)")
        case .number(let range):
            guard let number = value.double else { throw mismatch(value, name) }
            try require(range.contains(number), "\(name) is \(value.text); it takes \(words)")
        case .boolean: guard value.bool != nil else { throw mismatch(value, name) }
        case .choice(let words):
            guard let word = value.string else { throw mismatch(value, name) }
            try require(words.contains(word), "\(name) takes \(self.words)")
        case .line(let limit): try checkText(value, name: name, limit: limit, mayBreak: false)
        case .text(let limit): try checkText(value, name: name, limit: limit, mayBreak: true)
        case .day:
            guard let text = value.string else { throw mismatch(value, name) }
            try require(CalendarDay(iso: text) != nil, "\(name) takes \(words)")
        case .month:
            guard let text = value.string else { throw mismatch(value, name) }
            try require(CalendarMonth(iso: text) != nil, "\(name) takes \(words)")
        case .timestamp: guard Schema.timestamp(value) != nil else { throw mismatch(value, name) }
        case .documentID: guard value.string.flatMap(DocumentID.init) != nil else { throw mismatch(value, name) }
        case .filter:
            do {
                _ = try Filter.parse(value)
            } catch let error as AlmanacError {
                throw AlmanacError(error.code, "\(name): \(error.message)", hint: error.hint)
            }
        case .list(let element, let count):
            guard let values = value.array else { throw mismatch(value, name) }
            try require(count.contains(values.count), "\(name) has \(values.count) entries; it takes \(words)")
            for (offset, value) in values.enumerated() { try element.check(value, name: "\(name)[\(offset)]") }
        case .record(let fields):
            guard let object = value.object else { throw mismatch(value, name) }
            for field in fields { try field.check(in: object, of: name) }
        case .map(let element):
            guard let object = value.object else { throw mismatch(value, name) }
            for member in object.members { try element.check(member.value, name: "\(name).\(member.key)") }
        case .nullable(let schema): if !value.isNull { try schema.check(value, name: name) }
        case .either(let first, let second):
            // The alternatives differ in JSON type, so that the error can speak of the one that was meant.
            guard first.accepts(typeOf: value) || second.accepts(typeOf: value) else { throw mismatch(value, name) }
            try (first.accepts(typeOf: value) ? first : second).check(value, name: name)
        }
    }

    /// The moment that a `timestamp` value names; nil for anything else.
    public static func timestamp(_ value: JSONValue) -> Timestamp? {
        switch value {
        case .string(let text): Timestamp(iso: text)
        default: value.int.map { Timestamp(milliseconds: Int64($0)) }
        }
    }

    private func accepts(typeOf value: JSONValue) -> Bool {
        switch self {
        case .any: true
        case .string, .choice, .documentID, .line, .text, .day, .month: value.string != nil
        case .integer, .number: value.double != nil
        case .boolean: value.bool != nil
        case .timestamp: value.string != nil || value.double != nil
        case .filter, .record, .map: value.object != nil
        case .list: value.array != nil
        case .either(let first, let second): first.accepts(typeOf: value) || second.accepts(typeOf: value)
        case .nullable(let schema): value.isNull || schema.accepts(typeOf: value)
        }
    }

    private func checkText(_ value: JSONValue, name: String, limit: Int, mayBreak: Bool) throws {
        guard let text = value.string else { throw mismatch(value, name) }
        try require(text.count <= limit, "\(name) has \(text.count) characters; it takes \(words)")
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: mayBreak && (scalar == "\n" || scalar == "\r" || scalar == "\t")
            case .lineSeparator, .paragraphSeparator: mayBreak
            case .surrogate, .unassigned, .privateUse: false
            default: true
            }
        }
        try require(isPlain, "\(name) holds a control character; it takes \(words)")
        try require(!text.allSatisfy(\.isWhitespace), "\(name) is empty; it takes \(words)")
    }

    private func mismatch(_ value: JSONValue, _ name: String) -> AlmanacError {
        AlmanacError(.invalidParams, "\(name) takes \(words), not this \(value.typeName)")
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw AlmanacError(.invalidParams, message()) }
    }
}

extension Schema.Field {
    /// Checks the member of `object`; `record` is the name of the record within the parameters, empty at the top.
    public func check(in object: JSONObject, of record: String = "") throws {
        let path = record.isEmpty ? name : "\(record).\(name)"
        guard let value = object[name], !(value.isNull && presence != .required) else {
            guard presence != .required else {
                throw AlmanacError(.invalidParams, "the parameter \(path) is missing", hint: "\(path): \(summary)")
            }
            return
        }
        try schema.check(value, name: path)
    }
}
