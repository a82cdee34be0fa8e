import Domain
import GRDB

extension SupportWriter {
    /// Makes a change of a subscription. Throws `OperationRefusal` before anything is written.
    func changeSubscription(_ operation: Operation, for actor: Actor, at time: Timestamp) throws -> MadeChange {
        guard let number = operation.subscription, let (row, old) = try reader.subscription(number),
            old.payer == actor.customer || old.recipient == actor.customer
        else { throw OperationRefusal.subscriptionNotFound }
        guard operation.version == old.version else {
            throw OperationRefusal(
                code: "version_changed", text: "The subscription was changed meanwhile (it is version \(old.version)).")
        }
        guard old.status != .cancelled else {
            throw OperationRefusal(code: "subscription_cancelled", text: "The subscription is cancelled.")
        }
        let new = SupportWriter.changed(old, by: operation)
        try store(new, row: row, from: old, at: time)
        let (before, after) = SupportWriter.difference(SupportWriter.facts(old), SupportWriter.facts(new))
        // The audit holds the address that changed; the event holds no addresses.
        var detail = after
        detail["address"] = nil
        return MadeChange(event: operation.event, before: before, after: after, detail: detail)
    }

    /// The subscription as the operation makes it.
    private static func changed(_ old: Subscription, by operation: Operation) -> Subscription {
        var new = old
        new.version += 1
        switch operation {
        case .changeFrequency(_, _, let frequency, let charge):
            new.frequency = frequency
            new.nextChargeOn = charge
        case .skip(_, _, let month, let charge):
            new.skippedMonths = Set(old.skippedMonths + [month]).sorted()
            new.nextChargeOn = charge
        case .pause(_, _, let pause, let charge):
            new.status = .paused
            new.pause = pause
            new.nextChargeOn = charge
        case .changeAddress(_, _, let address): new.address = address
        case .cancel(_, _, let day):
            new.status = .cancelled
            new.cancelledOn = day
            new.nextChargeOn = nil
        case .createClaim, .requestPhotos: break
        }
        // The box leaves on another day when it is paid on another day; which one is not planned yet.
        if new.nextChargeOn != old.nextChargeOn { new.nextDispatchOn = nil }
        return new
    }

    private func store(_ new: Subscription, row: Int64, from old: Subscription, at time: Timestamp) throws {
        let sql = """
            UPDATE subscription
            SET status = ?, frequency = ?, next_charge_on = ?, next_dispatch_on = ?, pause_starts_on = ?,
                pause_ends_on = ?, cancelled_on = ?, version = ?, updated_at = ?
            WHERE row = ?
            """
        try SQLStatement(db, sql).run(
            .text(new.status), .text(new.frequency), .day(new.nextChargeOn), .day(new.nextDispatchOn),
            .day(new.pause?.startsOn), .day(new.pause?.endsOn), .day(new.cancelledOn), .count(new.version),
            .time(time), .integer(row))
        for month in new.skippedMonths where !old.skippedMonths.contains(month) {
            try SQLStatement(db, "INSERT INTO skipped_month (subscription, month) VALUES (?, ?)")
                .run(.integer(row), .month(month))
        }
        if new.address != old.address {
            try SQLStatement(db, "UPDATE subscription SET address = ? WHERE row = ?")
                .run(.integer(insert(new.address)), .integer(row))
        }
    }

    /// What an operation can change of a subscription.
    private static func facts(_ subscription: Subscription) -> JSONObject {
        [
            "status": .string(subscription.status.rawValue), "frequency": .string(subscription.frequency.rawValue),
            "next_charge_on": JSONValue(subscription.nextChargeOn?.iso),
            "next_dispatch_on": JSONValue(subscription.nextDispatchOn?.iso),
            "pause_starts_on": JSONValue(subscription.pause?.startsOn.iso),
            "pause_ends_on": JSONValue(subscription.pause?.endsOn.iso),
            "cancelled_on": JSONValue(subscription.cancelledOn?.iso),
            "skipped_months": JSONValue(subscription.skippedMonths.map(\.iso)),
            "address": subscription.address.map(facts) ?? .null, "version": JSONValue(subscription.version),
        ]
    }

    private static func facts(_ address: PostalAddress) -> JSONValue {
        [
            "recipient": JSONValue(address.recipient), "street": .string(address.street),
            "line2": JSONValue(address.line2), "city": .string(address.city), "state": JSONValue(address.state),
            "postcode": JSONValue(address.postcode), "country": .string(address.country),
        ]
    }

    /// The members that are not equal, of both.
    static func difference(_ old: JSONObject, _ new: JSONObject) -> (before: JSONObject, after: JSONObject) {
        let keys = new.keys.filter { old[$0] != new[$0] }
        return (
            JSONObject(keys.map { ($0, old[$0] ?? .null) }), JSONObject(keys.map { ($0, new[$0] ?? .null) })
        )
    }
}

extension Operation {
    /// The subscription's version that the change was worked out for; nil for claims.
    var version: Int? {
        switch self {
        case .changeFrequency(_, let version, _, _), .skip(_, let version, _, _), .pause(_, let version, _, _),
            .changeAddress(_, let version, _), .cancel(_, let version, _):
            version
        case .createClaim, .requestPhotos: nil
        }
    }

    /// The kind of the event that tells of it.
    var event: String {
        switch self {
        case .changeFrequency: "subscription.frequency_changed"
        case .skip: "subscription.skipped"
        case .pause: "subscription.paused"
        case .changeAddress: "subscription.address_changed"
        case .createClaim: "claim.created"
        case .requestPhotos: "claim.photos_requested"
        case .cancel: "subscription.cancelled"
        }
    }
}
