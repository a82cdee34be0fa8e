/// A metadata filter in the language of Pinecone: `$eq $ne $gt $gte $lt $lte $in $nin $exists $and $or`.
///
/// Nothing is coerced: a filter on `"1"` does not match the number 1. A list field matches a positive operator if any
/// of its strings does, and `$ne` / `$nin` if none does. A missing field matches only `$exists: false`.
public indirect enum Filter: Sendable, Hashable {
    case all([Filter])
    case any([Filter])
    case compare(field: String, Comparison)

    public enum Comparison: Sendable, Hashable {
        case equal(FilterOperand)
        case notEqual(FilterOperand)
        case greater(Double)
        case greaterOrEqual(Double)
        case less(Double)
        case lessOrEqual(Double)
        case within([FilterOperand])
        case notWithin([FilterOperand])
        case exists(Bool)
    }

    /// Whether a document with this metadata passes.
    public func matches(_ metadata: Metadata) -> Bool {
        switch self {
        case .all(let filters): filters.allSatisfy { $0.matches(metadata) }
        case .any(let filters): filters.contains { $0.matches(metadata) }
        case .compare(let field, let comparison): comparison.matches(metadata[field])
        }
    }
}

/// What a filter compares with.
public enum FilterOperand: Sendable, Hashable {
    case string(String)
    case number(Double)
    case bool(Bool)

    fileprivate func equals(_ value: MetadataValue) -> Bool {
        switch (self, value) {
        case (.string(let left), .string(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .list(let right)): right.contains(left)
        default: false
        }
    }

    public var json: JSONValue {
        switch self {
        case .string(let value): .string(value)
        case .number(let value): MetadataValue.number(value).json
        case .bool(let value): .bool(value)
        }
    }
}

extension Filter.Comparison {
    fileprivate func matches(_ value: MetadataValue?) -> Bool {
        guard let value else { return self == .exists(false) }
        switch self {
        case .equal(let operand): return operand.equals(value)
        case .notEqual(let operand): return !operand.equals(value)
        case .within(let operands): return operands.contains { $0.equals(value) }
        case .notWithin(let operands): return !operands.contains { $0.equals(value) }
        case .exists(let wanted): return wanted
        case .greater(let bound): return value.number.map { $0 > bound } ?? false
        case .greaterOrEqual(let bound): return value.number.map { $0 >= bound } ?? false
        case .less(let bound): return value.number.map { $0 < bound } ?? false
        case .lessOrEqual(let bound): return value.number.map { $0 <= bound } ?? false
        }
    }

    /// `$eq`, `$in` …
    public var name: String {
        switch self {
        case .equal: "$eq"
        case .notEqual: "$ne"
        case .greater: "$gt"
        case .greaterOrEqual: "$gte"
        case .less: "$lt"
        case .lessOrEqual: "$lte"
        case .within: "$in"
        case .notWithin: "$nin"
        case .exists: "$exists"
        }
    }
}

extension MetadataValue {
    fileprivate var number: Double? { if case .number(let value) = self { value } else { nil } }
}
