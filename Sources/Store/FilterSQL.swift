import Domain

/// A filter as an SQL condition on `document`, with its values.
///
/// True for exactly the live documents whose `filterable` metadata `Filter.matches`. Each comparison of a metadata
/// field is a set of document rows from an index, so a selective one drives the query. No condition under a NOT is
/// ever null.
struct FilterSQL {
    private(set) var condition = ""
    private(set) var values: [SQLValue] = []

    /// SQLite takes 32,766 values in one statement; some are left to the rest of it.
    static let maximumValues = 32_000

    /// Own fields that are columns of `document`. The others stand in `document_metadata`.
    static let columns: [String: Column] = [
        "namespace": .text("document.namespace"), "kind": .text("document.kind"),
        "updated_at": .number("document.effective_updated_at"), "valid_from": .number("document.valid_from"),
        "valid_to": .number("document.valid_to"),
    ]

    enum Column {
        case text(String)
        case number(String)
    }

    /// Throws `invalid_filter` where the filter holds too many values for one statement.
    init(_ filter: Filter) throws {
        condition = compile(filter)
        guard values.count <= FilterSQL.maximumValues else {
            throw AlmanacError(
                .invalidFilter, "the filter holds \(values.count) values; at most \(FilterSQL.maximumValues) are taken",
                hint: "split the query")
        }
    }

    private mutating func compile(_ filter: Filter) -> String {
        switch filter {
        case .all(let filters): join(filters[...], " AND ", empty: "1")
        case .any(let filters): join(filters[...], " OR ", empty: "0")
        case .compare(let field, let comparison): compile(field.composed, comparison)
        }
    }

    /// Balanced, since SQLite refuses expressions more than 1,000 deep.
    private mutating func join(_ filters: ArraySlice<Filter>, _ word: String, empty: String) -> String {
        guard let first = filters.first else { return empty }
        if filters.count == 1 { return compile(first) }
        let middle = filters.startIndex + filters.count / 2
        let left = join(filters[..<middle], word, empty: empty)
        let right = join(filters[middle...], word, empty: empty)
        return "(\(left)\(word)\(right))"
    }

    private mutating func compile(_ field: String, _ comparison: Filter.Comparison) -> String {
        switch comparison {
        case .equal(let operand): equals(field, [operand])
        case .within(let operands): equals(field, operands)
        case .notEqual(let operand): differs(field, [operand])
        case .notWithin(let operands): differs(field, operands)
        case .exists(true): exists(field)
        case .exists(false): "NOT \(exists(field))"
        case .greater(let bound): compares(field, ">", bound)
        case .greaterOrEqual(let bound): compares(field, ">=", bound)
        case .less(let bound): compares(field, "<", bound)
        case .lessOrEqual(let bound): compares(field, "<=", bound)
        }
    }

    private mutating func exists(_ field: String) -> String {
        switch FilterSQL.columns[field] {
        case .text(let column), .number(let column): return "(\(column) IS NOT NULL)"
        case nil: return rows(field, nil, [])
        }
    }

    private mutating func differs(_ field: String, _ operands: [FilterOperand]) -> String {
        let present = exists(field)
        return "(\(present) AND NOT coalesce(\(equals(field, operands)), 0))"
    }

    private mutating func compares(_ field: String, _ symbol: String, _ bound: Double) -> String {
        switch FilterSQL.columns[field] {
        case .text: return "0"
        case .number(let column):
            values.append(.real(bound))
            return "(\(column) \(symbol) ?)"
        case nil: return rows(field, "number \(symbol) ?", [.real(bound)])
        }
    }

    private mutating func equals(_ field: String, _ operands: [FilterOperand]) -> String {
        var texts: [SQLValue] = []
        var numbers: [SQLValue] = []
        var bools: [SQLValue] = []
        for operand in operands {
            switch operand {
            case .string(let value): texts.append(.text(value.composed))
            case .number(let value): numbers.append(.real(value))
            case .bool(let value): bools.append(.integer(value ? 1 : 0))
            }
        }
        switch FilterSQL.columns[field] {
        case .text(let column): return isOne(column, of: texts)
        case .number(let column): return isOne(column, of: numbers)
        case nil:
            var parts: [String] = []
            for (column, wanted) in [("text", texts), ("number", numbers), ("bool", bools)] where !wanted.isEmpty {
                parts.append(rows(field, "\(column) IN (\(marks(wanted)))", wanted))
            }
            return parts.isEmpty ? "0" : "(\(parts.joined(separator: " OR ")))"
        }
    }

    private mutating func isOne(_ column: String, of wanted: [SQLValue]) -> String {
        if wanted.isEmpty { return "0" }
        values += wanted
        return "(\(column) IN (\(marks(wanted))))"
    }

    /// The documents that have the field, with a value for which `condition` holds.
    private mutating func rows(_ field: String, _ condition: String?, _ wanted: [SQLValue]) -> String {
        values.append(.text(field))
        values += wanted
        let also = condition.map { " AND \($0)" } ?? ""
        return "(document.row IN (SELECT document FROM document_metadata WHERE field = ?\(also)))"
    }

    private func marks(_ values: [SQLValue]) -> String {
        repeatElement("?", count: values.count).joined(separator: ", ")
    }
}
