import Domain
import GRDB

extension AccountFiling {
    /// Stores the customer's own orders with what is in them and where they are.
    mutating func file(_ orders: [Order]) throws {
        let known = Dictionary((stored?.orders ?? []).map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for order in orders where order.customer == number {
            let found = try self.order(order.number)
            if let found {
                try belongs("order \(order.number)", to: found.owner)
                if known[order.number] == order { continue }
            }
            isChanged = true
            try write(order, row: found?.row, old: known[order.number])
        }
    }

    private func write(_ order: Order, row: Int64?, old: Order?) throws {
        let values: [SQLValue] = [
            .integer(self.row), .integer(try subscription(of: order)), .count(order.boxSequence),
            .text(order.boxName), .text(order.sku), .integer(order.price.minorUnits), .text(order.price.currency),
            .text(order.status), .day(order.orderedOn), .day(order.shippedOn), .text(order.invoice),
            .text(order.promoCode), .flag(order.items != nil), .text(order.number),
        ]
        let place: Int64
        if let row {
            let sql = """
                UPDATE customer_order
                SET customer = ?, subscription = ?, box_sequence = ?, box_name = ?, sku = ?, price = ?, currency = ?,
                    status = ?, ordered_on = ?, shipped_on = ?, invoice = ?, promo_code = ?, has_items = ?
                WHERE number = ?
                """
            try SQLStatement(db, sql).bind(values).run()
            place = row
        } else {
            let sql = """
                INSERT INTO customer_order (customer, subscription, box_sequence, box_name, sku, price, currency,
                    status, ordered_on, shipped_on, invoice, promo_code, has_items, number)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            try SQLStatement(db, sql).bind(values).run()
            place = db.lastInsertedRowID
        }
        if order.items != old?.items { try write(order.items ?? [], order: place, isNew: row == nil) }
        if order.shipment != old?.shipment { try write(order.shipment, of: order, row: place, isNew: row == nil) }
    }

    /// The row of the subscription that an order is a box of. It must be one that the customer gets or pays for: else
    /// a stranger would see the order.
    private func subscription(of order: Order) throws -> Int64? {
        guard let number = order.subscription else { return nil }
        let what = "order \(order.number)"
        let found = try SQLStatement(db, "SELECT row, recipient, payer FROM subscription WHERE number = ?")
            .bind([.text(number)]).first { ($0.int64(0), [$0.int64(1), $0.int64(2)]) }
        let (row, people) = try known(found, what, "subscription \(number)")
        guard people.contains(self.row) else {
            throw AlmanacError(
                .conflict, "\(what) of customer \(self.number) is of subscription \(number), which is somebody else's",
                hint: "correct the customer or the subscription of the order")
        }
        return row
    }

    private func write(_ items: [OrderItem], order: Int64, isNew: Bool) throws {
        if !isNew { try SQLStatement(db, "DELETE FROM order_item WHERE customer_order = ?").run(.integer(order)) }
        let sql = """
            INSERT INTO order_item (customer_order, line, product, name, maker, region, quantity, allergens,
                contains_alcohol)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        let statement = try SQLStatement(db, sql)
        for item in items {
            try statement.run(
                .integer(order), .count(item.line), .text(item.product), .text(item.name), .text(item.maker),
                .text(item.region), .count(item.quantity), .text(JSONValue(item.allergens).text),
                .flag(item.containsAlcohol))
        }
    }

    private func write(_ shipment: Shipment?, of order: Order, row: Int64, isNew: Bool) throws {
        if !isNew { try SQLStatement(db, "DELETE FROM shipment WHERE customer_order = ?").run(.integer(row)) }
        guard let shipment else { return }
        let owner = """
            SELECT customer_order.number
            FROM shipment
            JOIN customer_order ON customer_order.row = shipment.customer_order
            WHERE shipment.tracking_number = ?
            """
        if let other = try SQLStatement(db, owner).bind([.text(shipment.trackingNumber)]).first({ $0.text(0) }) {
            throw AlmanacError(
                .conflict, "order \(order.number) has the tracking number of order \(other)",
                hint: "a parcel belongs to one order; correct one of the two")
        }
        let sql = """
            INSERT INTO shipment (customer_order, tracking_number, carrier, status, shipped_on, delivered_on)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .integer(row), .text(shipment.trackingNumber), .text(shipment.carrier), .text(shipment.status),
            .day(shipment.shippedOn), .day(shipment.deliveredOn))
        let parcel = db.lastInsertedRowID
        let event = """
            INSERT INTO tracking_event (shipment, ordinal, at, status, place, note)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        let statement = try SQLStatement(db, event)
        for (offset, event) in shipment.events.enumerated() {
            try statement.run(
                .integer(parcel), .count(offset + 1), .time(event.at), .text(event.status), .text(event.place),
                .text(event.note))
        }
    }
}
