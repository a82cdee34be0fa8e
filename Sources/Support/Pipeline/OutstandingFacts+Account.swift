import Domain

extension OutstandingFacts {
    /// What the account and the conversation tell of a message's writer. Nothing is known of somebody who is not
    /// verified.
    init(
        account: Account?, state: ConversationState, category: String, policy: GatePolicy, now: Timestamp,
        today: CalendarDay
    ) {
        self.init()
        wantsToCancel = policy.cancelling.contains(category)
        reportsDamage = policy.damage.contains(category)
        guard let account else { return }
        cancelRequests = state.cancelRequests
        claims = account.claims.count { now.milliseconds - $0.createdAt.milliseconds <= OutstandingFacts.year }
        tenureMonths = account.customer.joinedOn.map { max(0, $0.days(to: today)) * 12 / 365 }
        let recent = (account.contacts ?? []).count {
            now.milliseconds - $0.openedAt.milliseconds <= OutstandingFacts.month && $0.openedAt <= now
        }
        contacts = recent + state.contacts
        daysSinceShipped = account.orders.compactMap { order -> Int? in
            guard let shipment = order.shipment, shipment.deliveredOn == nil,
                ![.delivered, .returned].contains(shipment.status)
            else { return nil }
            let days = shipment.shippedOn.days(to: today)
            // What was lost long ago has been settled long ago.
            return days <= OutstandingFacts.longestWait ? days : nil
        }.max()
        chargedAfterCancel = account.subscriptions.contains { subscription in
            guard let day = subscription.cancelledOn else { return false }
            return (account.payments ?? []).contains {
                $0.status == .paid && $0.subscription == subscription.number
                    && CalendarDay($0.attemptedAt, in: .gmt) > day
            }
        }
    }

    /// Days after dispatch for which a parcel that did not come says something about a message.
    private static let longestWait = 180
    private static let day: Int64 = 86_400_000
    private static let month = 30 * day
    private static let year = 365 * day
}
