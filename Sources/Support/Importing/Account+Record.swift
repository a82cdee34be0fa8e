public import Domain

extension Account {
    /// The account in the shape that `CustomerImport` reads: the customer with the subscriptions that the customer
    /// gets, their orders and payments, own purchases, contacts and claims. Subscriptions that the customer only pays
    /// for are named in `pays_for`; what is in them belongs to the record of whoever gets them.
    public var record: JSONObject {
        let own = subscriptions.filter { $0.recipient == customer.number }
        let foreign = subscriptions.filter { $0.recipient != customer.number }
        let orders = orders.filter { $0.customer == customer.number }
        let ownOrders = Set(orders.map(\.number))
        let ownSubscriptions = Set(own.map(\.number))
        let made = payments ?? []
        func ofNoOrder(_ subscription: Subscription?) -> [Payment] {
            made.filter { $0.order == nil && $0.subscription == subscription?.number }
        }
        func record(_ order: Order, payer: CustomerNumber) -> JSONValue {
            order.record(payments: made.filter { $0.order == order.number }, payer: payer)
        }
        var object = customer.record
        object["subscriptions"] = .array(
            own.map { subscription in
                subscription.record(
                    orders: orders.filter { $0.subscription == subscription.number }
                        .map { record($0, payer: subscription.payer) },
                    payments: ofNoOrder(subscription))
            })
        object["orders"] = .array(
            orders.filter { order in order.subscription.map { !ownSubscriptions.contains($0) } ?? true }
                .map { record($0, payer: customer.number) })
        object["payments"] = .array(ofNoOrder(nil).map { $0.record(payer: customer.number) })
        object["contacts"] = .array((contacts ?? []).map(\.record))
        object["claims"] = .array(claims.filter { ownOrders.contains($0.order) }.map(\.record))
        if !foreign.isEmpty { object["pays_for"] = .array(foreign.map { .string($0.number.rawValue) }) }
        return object
    }
}

/// Members in order, without those that are nil.
private func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONObject {
    JSONObject(members.compactMap { name, value in value.map { (name, $0) } })
}

private func text(_ text: String?) -> JSONValue? { text.map(JSONValue.string) }
private func integer(_ number: Int?) -> JSONValue? { number.map { .integer(Int64($0)) } }

extension Customer {
    fileprivate var record: JSONObject {
        let flags = Preferences.Flag.allCases.filter { preferences.flags.contains($0) }.map(\.rawValue)
        return object([
            "number": text(number.rawValue), "email": text(email), "name": text(name), "phone": text(phone),
            "address": address.map { .object($0.record) }, "locale": text(locale), "timezone": text(timezone),
            "joined_on": text(joinedOn?.iso), "ai_enabled": .bool(aiEnabled), "preferences": JSONValue(flags),
            "allergy_note": text(preferences.allergyNote),
        ])
    }
}

extension PostalAddress {
    fileprivate var record: JSONObject {
        object([
            "recipient": text(recipient), "street": text(street), "line2": text(line2), "city": text(city),
            "state": text(state), "postcode": text(postcode), "country": text(country),
        ])
    }
}

extension Subscription {
    fileprivate func record(orders: [JSONValue], payments: [Payment]) -> JSONValue {
        .object(
            object([
                "number": text(number.rawValue), "payer": payer == recipient ? nil : text(payer.rawValue),
                "plan": text(plan), "plan_name": text(planName), "status": text(status.rawValue),
                "frequency": text(frequency.rawValue), "price": text(price.amount),
                "first_price": text(firstPrice?.amount), "currency": text(price.currency),
                "started_on": text(startedOn.iso), "billing_day": integer(billingDay),
                "next_charge_on": text(nextChargeOn?.iso), "next_dispatch_on": text(nextDispatchOn?.iso),
                "pause_starts_on": text(pause?.startsOn.iso), "pause_ends_on": text(pause?.endsOn.iso),
                "cancelled_on": text(cancelledOn?.iso), "payment_label": text(paymentMethod?.label),
                "payment_expires": text(paymentMethod?.expires?.iso), "address": address.map { .object($0.record) },
                "skipped_months": JSONValue(skippedMonths.map(\.iso)), "next_box": integer(nextBox),
                "orders": .array(orders), "payments": .array(payments.map { $0.record(payer: payer) }),
            ]))
    }
}

extension Order {
    fileprivate func record(payments: [Payment], payer: CustomerNumber) -> JSONValue {
        .object(
            object([
                "number": text(number.rawValue), "box_sequence": integer(boxSequence), "box_name": text(boxName),
                "sku": text(sku), "price": text(price.amount), "currency": text(price.currency),
                "status": text(status.rawValue), "ordered_on": text(orderedOn.iso), "shipped_on": text(shippedOn?.iso),
                "invoice": text(invoice), "promo_code": text(promoCode),
                "items": items.map { .array($0.map(\.record)) },
                "payments": payments.isEmpty ? nil : .array(payments.map { $0.record(payer: payer) }),
                "shipment": shipment?.record,
            ]))
    }
}

extension OrderItem {
    fileprivate var record: JSONValue {
        .object(
            object([
                "line": integer(line), "product": text(product), "name": text(name), "maker": text(maker),
                "region": text(region), "quantity": integer(quantity), "allergens": JSONValue(allergens),
                "contains_alcohol": .bool(containsAlcohol),
            ]))
    }
}

extension Shipment {
    fileprivate var record: JSONValue {
        .object(
            object([
                "tracking_number": text(trackingNumber), "carrier": text(carrier), "status": text(status.rawValue),
                "shipped_on": text(shippedOn.iso), "delivered_on": text(deliveredOn?.iso),
                "events": .array(
                    events.map { event in
                        .object(
                            object([
                                "at": text(event.at.iso), "status": text(event.status.rawValue),
                                "place": text(event.place), "note": text(event.note),
                            ]))
                    }),
            ]))
    }
}

extension Payment {
    fileprivate func record(payer usual: CustomerNumber) -> JSONValue {
        .object(
            object([
                "number": text(number), "payer": payer == usual ? nil : text(payer.rawValue),
                "amount": text(amount.amount), "currency": text(amount.currency), "status": text(status.rawValue),
                "method_label": text(methodLabel), "attempted_at": text(attemptedAt.iso),
                "failure_code": text(failureCode), "invoice": text(invoice),
            ]))
    }
}

extension SupportContact {
    fileprivate var record: JSONValue {
        .object(
            object([
                "number": text(number), "opened_at": text(openedAt.iso), "closed_at": text(closedAt?.iso),
                "channel": text(channel), "category": text(category), "summary": text(summary),
                "outcome": text(outcome), "csat": integer(csat),
            ]))
    }
}

extension DamageClaim {
    fileprivate var record: JSONValue {
        .object(
            object([
                "number": text(number.rawValue), "order": text(order.rawValue), "item": integer(item),
                "kind": text(kind.rawValue), "description": text(description), "status": text(status.rawValue),
                "created_at": text(createdAt.iso), "photos_requested_at": text(photosRequestedAt?.iso),
            ]))
    }
}
