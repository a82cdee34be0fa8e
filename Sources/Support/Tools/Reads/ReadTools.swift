public import Domain

/// The five tools that read an account: pure, from one state of it.
///
/// What they give is the least that an answer needs: no e-mail address, phone or name of anybody, no street unless it is
/// asked for, no identifier of a payment method. Keys are snake_case, days ISO 8601, amounts
/// `{"amount": "99.00", "currency": "USD"}`.
///
/// All but `track_package` need a verified customer. Somebody who gets what another pays for may only track it.
public enum ReadTools {
    /// The tools' names.
    public static let names = [
        "get_subscription", "get_customer_history", "get_payment_history", "track_package", "get_box_contents",
    ]

    /// Calls a tool. `arguments` have been checked against the tool's schema.
    ///
    /// Throws a `Refusal`, or `method_not_found` for a name that no reading tool has.
    ///
    /// - Parameter account: the one with the identity's address; nil where there is none.
    public static func read(
        tool: String, account: Account?, arguments: JSONObject, identity: Identity, policy: ActionPolicy,
        now: Timestamp
    ) throws -> JSONValue {
        switch tool {
        case "get_subscription":
            try SubscriptionReading.read(account, arguments, identity: identity, policy: policy, now: now)
        case "get_customer_history":
            try CustomerHistory.read(account, arguments, identity: identity, policy: policy, now: now)
        case "get_payment_history":
            try PaymentHistory.read(account, arguments, identity: identity, policy: policy, now: now)
        case "track_package":
            try PackageTracking.read(account, arguments, identity: identity, policy: policy, now: now)
        case "get_box_contents":
            try BoxContents.read(account, arguments, identity: identity, policy: policy, now: now)
        default:
            throw AlmanacError(
                .methodNotFound, "there is no reading tool \(tool)",
                hint: "the reading tools are \(names.joined(separator: ", "))")
        }
    }
}
