import Domain
import Support

extension Methods {
    static func routing(_ desk: RouterDesk) -> [RPCMethod: Handler] {
        [
            .supportClassify: { call in
                let history = RoutingHistory(call.arguments.object("history"))
                return try desk.latest().classify(call.arguments.string("text") ?? "", history: history).json
            }
        ]
    }
}

extension RoutingHistory {
    /// Reads checked parameters.
    init(_ object: JSONObject) {
        self.init(
            cancelWish: object["cancel_wish"]?.bool, escalatedBefore: object["escalated_before"]?.bool,
            frustratedBefore: object["frustrated_before"]?.bool, failedAttempts: object["failed_attempts"]?.int)
    }
}
