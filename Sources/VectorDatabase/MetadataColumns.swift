import Crypto
import Domain
import Foundation

/// Metadata by slot for filtering: each field's distinct values, and for every slot which of them it has.
///
/// A filter looks at each distinct value once and then at one number a slot. Values that nothing has any more stay
/// until the index is loaded again.
struct MetadataColumns {
    fileprivate struct Column {
        /// `[slots]` 0 where the slot has no value, else 1 + the place in `values`; shorter than there are slots where
        /// the rest has none.
        var codes: [UInt32] = []
        var values: [MetadataValue] = []
        var places: [MetadataValue: UInt32] = [:]
        /// Places of the values that are lists.
        var lists: [UInt32] = []
    }

    private var columns: [String: Column] = [:]

    mutating func set(_ metadata: Metadata, slot: Int) {
        for (field, value) in metadata { columns[field, default: Column()].set(held(value), slot: slot) }
        for field in columns.keys where metadata[field] == nil { columns[field]?.clear(slot: slot) }
    }

    /// `[slots]` whether each slot passes; what a slot without a record says means nothing.
    func passing(_ filter: Filter, slots: Int) -> [Bool] {
        switch filter {
        case .all(let filters):
            var passing = [Bool](repeating: true, count: slots)
            for filter in filters {
                let other = self.passing(filter, slots: slots)
                for slot in 0..<slots where !other[slot] { passing[slot] = false }
            }
            return passing
        case .any(let filters):
            var passing = [Bool](repeating: false, count: slots)
            for filter in filters {
                let other = self.passing(filter, slots: slots)
                for slot in 0..<slots where other[slot] { passing[slot] = true }
            }
            return passing
        case .compare(let field, let comparison):
            let comparison = held(comparison)
            let leaf = Filter.compare(field: field, comparison)
            let missing = leaf.matches([:])
            guard let column = columns[field] else { return [Bool](repeating: missing, count: slots) }
            let verdicts = column.verdicts(comparison, field: field, missing: missing)
            var passing = [Bool](repeating: missing, count: slots)
            for slot in 0..<min(slots, column.codes.count) { passing[slot] = verdicts[Int(column.codes[slot])] }
            return passing
        }
    }

    // MARK: - Long values

    /// Strings past this many bytes are held by their SHA-256: a filter only asks whether strings are equal.
    private static let longest = 64

    private func held(_ text: String) -> String {
        guard text.utf8.count > MetadataColumns.longest else { return text }
        return "\u{0}" + SHA256.hash(data: Data(text.utf8)).map { String($0, radix: 16) }.joined(separator: ".")
    }

    private func held(_ value: MetadataValue) -> MetadataValue {
        switch value {
        case .string(let text): .string(held(text))
        case .list(let texts): .list(texts.map(held))
        case .number, .bool: value
        }
    }

    private func held(_ operand: FilterOperand) -> FilterOperand {
        if case .string(let text) = operand { .string(held(text)) } else { operand }
    }

    private func held(_ comparison: Filter.Comparison) -> Filter.Comparison {
        switch comparison {
        case .equal(let operand): .equal(held(operand))
        case .notEqual(let operand): .notEqual(held(operand))
        case .within(let operands): .within(operands.map(held))
        case .notWithin(let operands): .notWithin(operands.map(held))
        case .greater, .greaterOrEqual, .less, .lessOrEqual, .exists: comparison
        }
    }
}

extension MetadataColumns.Column {
    fileprivate mutating func set(_ value: MetadataValue, slot: Int) {
        if codes.count <= slot { codes.append(contentsOf: repeatElement(0, count: slot + 1 - codes.count)) }
        let code: UInt32
        if let known = places[value] {
            code = known
        } else {
            values.append(value)
            code = UInt32(values.count)
            places[value] = code
            if case .list = value { lists.append(code) }
        }
        codes[slot] = code
    }

    fileprivate mutating func clear(slot: Int) {
        if slot < codes.count { codes[slot] = 0 }
    }

    /// `[1 + values]` by code, the first for slots without a value.
    fileprivate func verdicts(_ comparison: Filter.Comparison, field: String, missing: Bool) -> [Bool] {
        // Equality finds its values by name; only lists are looked at one by one.
        switch comparison {
        case .equal(let operand): return equal(to: [operand], missing: missing, verdict: true)
        case .within(let operands): return equal(to: operands, missing: missing, verdict: true)
        case .notEqual(let operand): return equal(to: [operand], missing: missing, verdict: false)
        case .notWithin(let operands): return equal(to: operands, missing: missing, verdict: false)
        case .greater, .greaterOrEqual, .less, .lessOrEqual, .exists:
            let leaf = Filter.compare(field: field, comparison)
            return [missing] + values.map { leaf.matches([field: $0]) }
        }
    }

    private func equal(to operands: [FilterOperand], missing: Bool, verdict: Bool) -> [Bool] {
        var verdicts = [Bool](repeating: !verdict, count: values.count + 1)
        verdicts[0] = missing
        var strings: Set<String> = []
        for operand in operands {
            let value: MetadataValue
            switch operand {
            case .string(let text):
                value = .string(text)
                strings.insert(text)
            case .number(let number): value = .number(number)
            case .bool(let bool): value = .bool(bool)
            }
            if let code = places[value] { verdicts[Int(code)] = verdict }
        }
        for code in lists {
            if case .list(let texts) = values[Int(code) - 1], texts.contains(where: strings.contains) {
                verdicts[Int(code)] = verdict
            }
        }
        return verdicts
    }
}
