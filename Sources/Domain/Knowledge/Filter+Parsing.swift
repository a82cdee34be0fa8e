extension Filter {
    /// The most operands `$in` and `$nin` take, as Pinecone has it.
    public static let maximumOperands = 10_000

    /// Reads a filter object; nil for `{}`, which filters nothing. Throws `invalid_filter`, naming the offence.
    public static func parse(_ json: JSONValue) throws -> Filter? {
        guard let object = json.object else {
            throw invalid("a filter is an object, not a \(json.typeName)")
        }
        return object.isEmpty ? nil : try conjunction(object)
    }

    /// Reads a filter from its JSON text.
    public static func parse(text: String) throws -> Filter? {
        do {
            return try parse(JSONParser.parse(text))
        } catch let failure as JSONParser.Failure {
            throw invalid("the filter is not JSON: \(failure)")
        }
    }

    /// Reads the command line's short form: `field=value`, `field!=value`, `field>=number`, `field<number` …, each
    /// value a number, `true`, `false`, or a string (quoted to force one); `a,b` after `=` means one of them.
    public static func parse(condition: String) throws -> Filter {
        let operators: [(String, String)] = [
            ("!=", "$ne"), (">=", "$gte"), ("<=", "$lte"), ("=", "$eq"), (">", "$gt"), ("<", "$lt"),
        ]
        guard let start = condition.firstIndex(where: { "!=<>".contains($0) }), start > condition.startIndex,
            let (symbol, name) = operators.first(where: { condition[start...].hasPrefix($0.0) })
        else {
            throw invalid("'\(condition)' is not a condition", hint: "write field=value, field!=value or field>=number")
        }
        let field = condition[..<start].trimmingSpaces
        let text = condition[condition.index(start, offsetBy: symbol.count)...].trimmingSpaces
        if symbol == "=" || symbol == "!=", !text.hasPrefix("\""), text.contains(",") {
            let values = text.split(separator: ",").map { operand(fromText: $0.trimmingSpaces) }
            let list = JSONValue.array(values)
            return try comparison(field: field, name: symbol == "=" ? "$in" : "$nin", value: list)
        }
        return try comparison(field: field, name: name, value: operand(fromText: text))
    }

    private static func operand(fromText text: String) -> JSONValue {
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
            return .string(String(text.dropFirst().dropLast()))
        }
        switch text {
        case "true": return true
        case "false": return false
        default: return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
        }
    }

    private static func conjunction(_ object: JSONObject) throws -> Filter {
        var filters: [Filter] = []
        for (key, value) in object.members {
            switch key {
            case "$and": filters.append(.all(try branches(key, value)))
            case "$or": filters.append(.any(try branches(key, value)))
            default:
                guard !key.hasPrefix("$") else { throw unknownOperator(key) }
                filters.append(contentsOf: try comparisons(field: key, value))
            }
        }
        return filters.count == 1 ? filters[0] : .all(filters)
    }

    private static func branches(_ name: String, _ value: JSONValue) throws -> [Filter] {
        guard let values = value.array, !values.isEmpty else {
            throw invalid("\(name) takes a list of one or more filters")
        }
        return try values.map { branch in
            guard let object = branch.object, !object.isEmpty else {
                throw invalid("\(name) holds filter objects only, none of them empty")
            }
            return try conjunction(object)
        }
    }

    private static func comparisons(field: String, _ value: JSONValue) throws -> [Filter] {
        guard let object = value.object else { return [try comparison(field: field, name: "$eq", value: value)] }
        guard !object.isEmpty else { throw invalid("the field '\(field)' has no operator") }
        return try object.members.map { try comparison(field: field, name: $0.key, value: $0.value) }
    }

    private static func comparison(field: String, name: String, value: JSONValue) throws -> Filter {
        func number() throws -> Double {
            guard let number = value.double else {
                throw invalid(
                    "\(name) on '\(field)' takes a number, not a \(value.typeName)",
                    hint: "dates are UTC milliseconds")
            }
            return number
        }
        func operand(_ json: JSONValue) throws -> FilterOperand {
            switch json {
            case .string(let value): return .string(value)
            case .bool(let value): return .bool(value)
            case .integer(let value): return .number(Double(value))
            case .number(let value): return .number(value)
            default: throw invalid("\(name) on '\(field)' takes a string, number or boolean, not a \(json.typeName)")
            }
        }
        func operands() throws -> [FilterOperand] {
            guard let values = value.array, values.count <= maximumOperands else {
                throw invalid("\(name) on '\(field)' takes a list of at most \(maximumOperands) strings or numbers")
            }
            return try values.map { json in
                guard json.string != nil || json.double != nil else {
                    throw invalid("\(name) on '\(field)' takes strings and numbers, not a \(json.typeName)")
                }
                return try operand(json)
            }
        }
        let comparison: Comparison
        switch name {
        case "$eq": comparison = .equal(try operand(value))
        case "$ne": comparison = .notEqual(try operand(value))
        case "$gt": comparison = .greater(try number())
        case "$gte": comparison = .greaterOrEqual(try number())
        case "$lt": comparison = .less(try number())
        case "$lte": comparison = .lessOrEqual(try number())
        case "$in": comparison = .within(try operands())
        case "$nin": comparison = .notWithin(try operands())
        case "$exists":
            guard let wanted = value.bool else { throw invalid("$exists on '\(field)' takes true or false") }
            comparison = .exists(wanted)
        default: throw unknownOperator(name)
        }
        return .compare(field: field, comparison)
    }

    private static func invalid(_ message: String, hint: String? = nil) -> AlmanacError {
        AlmanacError(.invalidFilter, message, hint: hint)
    }

    private static func unknownOperator(_ name: String) -> AlmanacError {
        invalid(
            "unknown filter operator '\(name)'",
            hint: "the operators are $eq $ne $gt $gte $lt $lte $in $nin $exists $and $or")
    }
}

extension Filter {
    /// The filter as a Pinecone filter object.
    public var json: JSONValue {
        switch self {
        case .all(let filters): ["$and": .array(filters.map(\.json))]
        case .any(let filters): ["$or": .array(filters.map(\.json))]
        case .compare(let field, let comparison):
            .object(JSONObject([(field, .object(JSONObject([(comparison.name, comparison.operandJSON)])))]))
        }
    }
}

extension Filter.Comparison {
    fileprivate var operandJSON: JSONValue {
        switch self {
        case .equal(let operand), .notEqual(let operand): operand.json
        case .greater(let bound), .greaterOrEqual(let bound), .less(let bound), .lessOrEqual(let bound):
            FilterOperand.number(bound).json
        case .within(let operands), .notWithin(let operands): .array(operands.map(\.json))
        case .exists(let wanted): .bool(wanted)
        }
    }
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
