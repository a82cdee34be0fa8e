import Domain

/// The reference page of the line protocol, in Markdown, written from the method list, the error table and the limits.
public enum ProtocolReference {
    public static func markdown() -> String {
        var page = introduction
        page +=
            "\n## Limits\n\nAs `hello` announces them; these are the defaults.\n\n| name | default | what |\n|---|---|---|\n"
        for limit in LineServer.Limits().announced {
            page += "| `\(limit.name)` | \(limit.value) | \(limit.summary) |\n"
        }
        page += "\n## Methods\n\n| method | scope | what |\n|---|---|---|\n"
        for method in RPCMethod.allCases {
            page += "| [`\(method.name)`](#\(anchor(method))) | \(method.scope.rawValue) | \(method.summary) |\n"
        }
        for method in RPCMethod.allCases { page += section(method) }
        page += "\n## Errors\n\n`error.data` holds `kind`, `code` and, where there is one, `hint`.\n\n"
        page += "| JSON-RPC | code | kind |\n|---|---|---|\n"
        for code in ErrorCode.allCases {
            page += "| \(code.mapping.rpc) | `\(code.rawValue)` | \(code.mapping.kind.rawValue) |\n"
        }
        return page
    }

    private static let introduction = """
        # The line protocol

        JSON-RPC 2.0 in UTF-8, one message a line, each line ended by a line feed. A carriage return before it and empty
        lines are taken; a last line without its line feed is dropped. Answers come in any order: match them by `id`.
        Text that is not strict JSON (a name twice in an object, a lone surrogate, invalid UTF-8) is a parse error.

        Parameters are given by name, or as a list in the order of the tables below. Unknown members are ignored and, for
        a parameter that may be absent, null means absent. The method `$/cancelRequest` with `{"id": …}` withdraws a
        call that has not been answered: the call is answered with the error `cancelled`, unless it is a write that has
        begun. A call past its `deadline_ms` is answered with `timeout`.

        On the Unix socket the owner may do everything. On TCP (loopback only) the first request is `hello` with the
        token; anything else closes the connection. When too many calls are in flight, or answers are not read, the
        server stops reading. A line that begins like HTTP closes the connection.

        """

    private static func section(_ method: RPCMethod) -> String {
        var text = "\n### \(method.name)\n\n\(method.summary)\n"
        if !method.parameters.isEmpty {
            text += "\n| parameter | type | default | what |\n|---|---|---|---|\n"
            for field in method.parameters { text += row(field) }
        }
        if case .record(let fields) = method.result, !fields.isEmpty {
            text += "\nGives:\n\n| member | type | what |\n|---|---|---|\n"
            for field in flattened(fields) {
                text += "| `\(field.name)` | \(field.schema.words) | \(field.summary) |\n"
            }
        }
        return text
    }

    private static func row(_ field: Schema.Field) -> String {
        let presence =
            switch field.presence {
            case .required: "required"
            case .optional: ""
            case .defaulted(let value): "`\(value.text)`"
            }
        var text = "| `\(field.name)` | \(field.schema.words) | \(presence) | \(field.summary) |\n"
        if case .either(_, .record(let fields)) = field.schema {
            for inner in fields {
                text += "| `\(field.name).\(inner.name)` | \(inner.schema.words) | | \(inner.summary) |\n"
            }
        }
        return text
    }

    /// The fields with those of the records inside them, `hits[].score`.
    private static func flattened(_ fields: [Schema.Field], prefix: String = "") -> [Schema.Field] {
        fields.flatMap { field -> [Schema.Field] in
            let name = prefix + field.name
            let named = Schema.Field(name, field.schema.shallow, field.presence, field.summary)
            return [named] + flattened(field.schema.innerFields, prefix: name + field.schema.innerSuffix)
        }
    }

    /// As forges make anchors from headings: letters, digits, `_` and `-` stay.
    private static func anchor(_ method: RPCMethod) -> String { method.name.filter { $0 != "." } }
}

extension Schema {
    fileprivate var innerFields: [Field] {
        switch self {
        case .record(let fields): fields
        case .list(let element, _): element.innerFields
        case .nullable(let schema): schema.innerFields
        default: []
        }
    }

    fileprivate var innerSuffix: String { if case .list = self { "[]." } else { "." } }

    /// The schema without the members of its records, which get rows of their own.
    fileprivate var shallow: Schema {
        switch self {
        case .record(let fields) where !fields.isEmpty: .map(.any)
        case .list(let element, let count): .list(element.shallow, count: count)
        case .nullable(let schema): .nullable(schema.shallow)
        default: self
        }
    }
}
