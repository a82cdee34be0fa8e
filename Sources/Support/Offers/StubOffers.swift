import Domain
public import Foundation

public struct Offer: Sendable, Hashable {
    public var code: String
    public var text: String
    public var oneLine: String
    public var isReviewed: Bool
}
public struct OfferLadder: Sendable {
    public init(company: URL) throws {}
    func offers(
        reason: LeavingReason, subscription: Subscription?, made: [String: Timestamp], flags: Set<String>,
        language: String, repeated: Bool, now: Timestamp, today: CalendarDay
    ) -> [Offer] { [] }
}
