/// One change of a customer's account, settled to the last value: what a system of record is asked to carry out.
///
/// `version` is the subscription's when the change was worked out; a system refuses a change of another version.
public enum Operation: Sendable, Hashable {
    case changeFrequency(SubscriptionNumber, version: Int, to: Frequency, nextChargeOn: CalendarDay)
    case skip(SubscriptionNumber, version: Int, month: CalendarMonth, nextChargeOn: CalendarDay)
    case pause(SubscriptionNumber, version: Int, Subscription.Pause, nextChargeOn: CalendarDay)
    case changeAddress(SubscriptionNumber, version: Int, PostalAddress)
    case createClaim(DamageClaim)
    case requestPhotos(ClaimNumber)
    /// Never from a tool: only the cancel page, by redeeming a link, comes to this.
    case cancel(SubscriptionNumber, version: Int, on: CalendarDay)

    /// The subscription that the change is about; nil for claims.
    public var subscription: SubscriptionNumber? {
        switch self {
        case .changeFrequency(let number, _, _, _), .skip(let number, _, _, _), .pause(let number, _, _, _),
            .changeAddress(let number, _, _), .cancel(let number, _, _):
            number
        case .createClaim, .requestPhotos: nil
        }
    }
}

/// What became of an operation in the system of record.
public enum OperationOutcome: Sendable, Hashable {
    /// It was carried out, once.
    case executed
    /// It was not and never will be under this key. The code is for programs, the text for people.
    case refused(code: String, text: String)
    /// Nobody can tell.
    case unknown(text: String)
}
