import Domain
package import Support

extension Methods {
    package static func support(_ claims: ClaimsCheck) -> [RPCMethod: Handler] { support { claims } }

    /// - Parameter claims: the check; may be made at the first call, and what it throws answers that call.
    package static func support(_ claims: @escaping @Sendable () throws -> ClaimsCheck) -> [RPCMethod: Handler] {
        [
            .supportCheckAnswer: { call in
                let actions = call.arguments["executed_actions"]?.array ?? []
                let violations = try claims().violations(
                    answer: call.arguments.string("answer") ?? "", html: call.arguments.string("html"),
                    executedActions: actions.map {
                        ExecutedAction(tool: $0["tool"]?.string ?? "", status: $0["status"]?.string ?? "")
                    },
                    customerEmail: call.arguments.string("customer_email"))
                return ["violations": .array(violations.map(\.json))]
            }
        ]
    }
}
