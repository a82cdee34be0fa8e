import Domain

/// The members of one object of an import, read by name and type. Whatever does not fit is a problem that names the
/// place and the field, and reads as nil; so reading goes on and finds the other problems.
struct RecordFields {
    /// Names of people, towns and things.
    static let longestLine = 200
    /// Summaries and notes.
    static let longestText = 4_000
    /// Elements of a list.
    static let longestList = 5_000

    let place: ImportPlace
    private let object: JSONObject
    /// `subscriptions[0].orders[2]`; empty at the top.
    private let path: String
    private let problems: ImportProblems

    /// - Parameter names: the fields there are; any other is a problem.
    init?(_ value: JSONValue, at place: ImportPlace, path: String = "", names: Set<String>, problems: ImportProblems) {
        (self.place, self.path, self.problems) = (place, path, problems)
        guard let object = value.object else {
            problems.add(place, "\(path.isEmpty ? "the record" : path) takes an object, not this \(value.typeName)")
            return nil
        }
        self.object = object
        for name in object.keys where !names.contains(name) {
            problems.add(place, "\(named(name.printable)): there is no such field")
        }
    }

    /// The path of a field. A column of a table has no path.
    private func named(_ name: String) -> String { path.isEmpty || place.isRow ? name : "\(path).\(name)" }

    func problem(_ name: String, _ message: String) { problems.add(place, "\(named(name)): \(message)") }

    /// Whether the field holds something.
    func has(_ name: String) -> Bool { value(name) != nil }

    private func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        // An empty cell is no value.
        if place.isRow, let text = value.string, text.allSatisfy(\.isWhitespace) { return nil }
        return value
    }

    private func checked(_ name: String, _ schema: Schema, isRequired: Bool) -> JSONValue? {
        guard let value = value(name) else {
            if isRequired { problem(name, "is missing; it takes \(schema.words)") }
            return nil
        }
        do {
            try schema.check(value, name: named(name))
            return value
        } catch {
            let message = (error as? AlmanacError)?.message ?? "takes \(schema.words)"
            problems.add(place, message)
            return nil
        }
    }

    // MARK: Required and optional values

    func line(_ name: String, longest: Int = longestLine) -> String? {
        checked(name, .line(characters: longest), isRequired: true)?.string
    }

    func optionalLine(_ name: String, longest: Int = longestLine) -> String? {
        checked(name, .line(characters: longest), isRequired: false)?.string
    }

    func text(_ name: String) -> String? {
        checked(name, .text(characters: RecordFields.longestText), isRequired: true)?.string
    }

    func optionalText(_ name: String) -> String? {
        checked(name, .text(characters: RecordFields.longestText), isRequired: false)?.string
    }

    /// A number that a company gives to its records: letters, digits and `-_./#`, at most 64.
    func number(_ name: String) -> String? { number(name, isRequired: true) }
    func optionalNumber(_ name: String) -> String? { number(name, isRequired: false) }

    private func number(_ name: String, isRequired: Bool) -> String? {
        guard let text = checked(name, .line(characters: 64), isRequired: isRequired)?.string else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "-_./#".utf8.contains(byte)
            }
        }
        guard isPlain else {
            problem(name, "takes letters, digits and -_./# only")
            return nil
        }
        return text
    }

    func day(_ name: String) -> CalendarDay? {
        checked(name, .day, isRequired: true)?.string.flatMap { CalendarDay(iso: $0) }
    }

    func optionalDay(_ name: String) -> CalendarDay? {
        checked(name, .day, isRequired: false)?.string.flatMap { CalendarDay(iso: $0) }
    }

    func optionalMonth(_ name: String) -> CalendarMonth? {
        checked(name, .month, isRequired: false)?.string.flatMap { CalendarMonth(iso: $0) }
    }

    func moment(_ name: String) -> Timestamp? {
        checked(name, .timestamp, isRequired: true).flatMap(Schema.timestamp)
    }

    func optionalMoment(_ name: String) -> Timestamp? {
        checked(name, .timestamp, isRequired: false).flatMap(Schema.timestamp)
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _: Value.Type = Value.self) -> Value?
    where Value.RawValue == String {
        checked(name, .choice(Value.allCases.map(\.rawValue)), isRequired: true)?.string.flatMap(Value.init)
    }

    func optionalInteger(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard place.isRow, let text = value(name)?.string else {
            return checked(name, .integer(range), isRequired: false)?.int
        }
        guard let number = Int(text), range.contains(number) else {
            problem(name, "takes \(Schema.integer(range).words)")
            return nil
        }
        return number
    }

    func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard has(name) else {
            problem(name, "is missing; it takes \(Schema.integer(range).words)")
            return nil
        }
        return optionalInteger(name, range)
    }

    func optionalFlag(_ name: String) -> Bool? {
        guard place.isRow, let text = value(name)?.string else {
            return checked(name, .boolean, isRequired: false)?.bool
        }
        switch text.lowercased() {
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default:
            problem(name, "takes true or false")
            return nil
        }
    }

    /// Three capital letters.
    func currency(_ name: String, default fallback: String?) -> String? {
        guard let text = checked(name, .line(characters: 3), isRequired: fallback == nil)?.string else {
            return has(name) ? nil : fallback
        }
        guard Money(minorUnits: 0, currency: text) != nil else {
            problem(name, "takes three capital letters, such as USD")
            return nil
        }
        return text
    }

    /// An amount in major units, `"99.00"` or `99`, with at most two decimal places.
    func amount(_ name: String, in currency: String?) -> Money? {
        guard has(name) else {
            problem(name, "is missing; it takes an amount such as \"99.00\"")
            return nil
        }
        return optionalAmount(name, in: currency)
    }

    func optionalAmount(_ name: String, in currency: String?) -> Money? {
        guard let value = value(name) else { return nil }
        guard let units = RecordFields.minorUnits(value) else {
            problem(name, "takes an amount of 0 to 99999999.99, such as \"99.00\" or 99")
            return nil
        }
        // A missing currency is its own problem.
        return currency.flatMap { Money(minorUnits: units, currency: $0) }
    }

    private static func minorUnits(_ value: JSONValue) -> Int64? {
        if let number = value.double {
            let units = (number * 100).rounded()
            guard number >= 0, units < 1e10, (units - number * 100).magnitude < 1e-4 else { return nil }
            return Int64(units)
        }
        guard let text = value.string else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }
        guard isPlain, parts.count <= 2, let major = parts.first, (1...8).contains(major.count),
            let whole = Int64(major)
        else { return nil }
        guard parts.count == 2, let minor = parts.last else { return whole * 100 }
        guard (1...2).contains(minor.count), let cents = Int64(minor) else { return nil }
        return whole * 100 + (minor.count == 1 ? cents * 10 : cents)
    }

    /// An address, lower-case. Only the shape is checked: one `@`, a domain with a dot, no spaces.
    func email(_ name: String) -> String? {
        guard let text = checked(name, .line(characters: 254), isRequired: true)?.string else { return nil }
        guard RecordFields.isAddress(text) else {
            problem(name, "is no e-mail address")
            return nil
        }
        return text.lowercased()
    }

    private static func isAddress(_ text: String) -> Bool {
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count == 2, let local = sides.first, let domain = sides.last else { return false }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"()<>[]:;,\\\"".utf8.contains($0) }
        let isHost =
            labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        $0 == 0x2D || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
                    }
            }
        return isPlain && isHost && (1...64).contains(local.count) && !local.hasPrefix(".") && !local.hasSuffix(".")
            && !local.contains("..")
    }

    // MARK: Lists and objects

    /// The elements with their paths; a row of a table separates words with spaces or semicolons.
    func list(_ name: String) -> [(path: String, value: JSONValue)] {
        guard let value = value(name) else { return [] }
        if place.isRow, let text = value.string {
            return text.split { $0 == ";" || $0.isWhitespace }.map { (named(name), .string(String($0))) }
        }
        guard let values = value.array else {
            problem(name, "takes a list, not this \(value.typeName)")
            return []
        }
        guard values.count <= RecordFields.longestList else {
            problem(name, "has \(values.count) entries; at most \(RecordFields.longestList) are taken")
            return []
        }
        return values.enumerated().map { ("\(named(name))[\($0)]", $1) }
    }

    /// The words of a list, each one line.
    func words(_ name: String) -> [String] {
        list(name).compactMap { path, value in
            do {
                try Schema.line(characters: RecordFields.longestLine).check(value, name: path)
                return value.string
            } catch {
                problems.add(place, (error as? AlmanacError)?.message ?? "\(path) takes a line")
                return nil
            }
        }
    }

    func months(_ name: String) -> [CalendarMonth] {
        words(name).compactMap { word in
            if let month = CalendarMonth(iso: word) { return month }
            problem(name, "takes months (YYYY-MM)")
            return nil
        }
    }

    func objects(_ name: String, names: Set<String>) -> [RecordFields] {
        list(name).compactMap { path, value in
            RecordFields(value, at: place, path: path, names: names, problems: problems)
        }
    }

    func object(_ name: String, names: Set<String>) -> RecordFields? {
        value(name).flatMap {
            RecordFields($0, at: place, path: named(name), names: names, problems: problems)
        }
    }
}

extension String {
    /// Without control characters, and not longer than a line: for names that come from a file.
    fileprivate var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.properties.generalCategory != .control }).prefix(60))
    }
}
