import Domain
import GRDB

extension SupportReader {
    /// Rows of the orders that a customer (`?1`) gets, and of those of subscriptions that the customer gets or pays.
    private static let orderRows = """
        SELECT row
        FROM customer_order
        WHERE customer = ?1
        UNION
        SELECT customer_order.row
        FROM subscription
        JOIN customer_order ON customer_order.subscription = subscription.row
        WHERE subscription.recipient = ?1 OR subscription.payer = ?1
        """

    /// Ascending by day, then number, with what is in them and where they are.
    func orders(of customer: Int64) throws -> [Order] {
        let sql = """
            SELECT customer_order.row, customer_order.number, customer.number, subscription.number,
                customer_order.box_sequence, customer_order.box_name, customer_order.sku, customer_order.price,
                customer_order.currency, customer_order.status, customer_order.ordered_on, customer_order.shipped_on,
                customer_order.invoice, customer_order.promo_code, customer_order.has_items,
                shipment.tracking_number, shipment.carrier, shipment.status, shipment.shipped_on,
                shipment.delivered_on
            FROM customer_order
            JOIN customer ON customer.row = customer_order.customer
            LEFT JOIN subscription ON subscription.row = customer_order.subscription
            LEFT JOIN shipment ON shipment.customer_order = customer_order.row
            WHERE customer_order.row IN (\(SupportReader.orderRows))
            ORDER BY customer_order.ordered_on, customer_order.number
            """
        var orders: [Order] = []
        var offsets: [Int64: Int] = [:]
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { row in
            offsets[row.int64(0)] = orders.count
            orders.append(try SupportReader.order(row))
        }
        guard !orders.isEmpty else { return [] }
        try addItems(of: customer, to: &orders, offsets: offsets)
        try addTracking(of: customer, to: &orders, offsets: offsets)
        return orders
    }

    private static func order(_ row: SQLStatement) throws -> Order {
        var order = Order(
            number: OrderNumber(rawValue: row.text(1)), customer: CustomerNumber(rawValue: row.text(2)),
            subscription: try row.optionalWord(3), boxSequence: row.optionalInt(4), boxName: row.optionalText(5),
            sku: row.optionalText(6), price: try row.money(7, currency: 8), status: try row.word(9),
            orderedOn: try row.day(10), shippedOn: try row.optionalDay(11), invoice: row.optionalText(12),
            promoCode: row.optionalText(13), items: row.bool(14) ? [] : nil)
        if !row.isNull(15) {
            order.shipment = Shipment(
                trackingNumber: row.text(15), carrier: row.text(16), status: try row.word(17),
                shippedOn: try row.day(18), deliveredOn: try row.optionalDay(19))
        }
        return order
    }

    private func addItems(of customer: Int64, to orders: inout [Order], offsets: [Int64: Int]) throws {
        let sql = """
            SELECT customer_order, line, product, name, maker, region, quantity, allergens, contains_alcohol
            FROM order_item
            WHERE customer_order IN (\(SupportReader.orderRows))
            ORDER BY customer_order, line
            """
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { row in
            guard let offset = offsets[row.int64(0)] else { return }
            orders[offset].items?.append(
                OrderItem(
                    line: row.int(1), product: row.text(2), name: row.text(3), maker: row.optionalText(4),
                    region: row.optionalText(5), quantity: row.int(6), allergens: try row.words(7),
                    containsAlcohol: row.bool(8)))
        }
    }

    private func addTracking(of customer: Int64, to orders: inout [Order], offsets: [Int64: Int]) throws {
        let sql = """
            SELECT shipment.customer_order, tracking_event.at, tracking_event.status, tracking_event.place,
                tracking_event.note
            FROM shipment
            JOIN tracking_event ON tracking_event.shipment = shipment.row
            WHERE shipment.customer_order IN (\(SupportReader.orderRows))
            ORDER BY shipment.row, tracking_event.ordinal
            """
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { row in
            guard let offset = offsets[row.int64(0)] else { return }
            orders[offset].shipment?.events.append(
                Shipment.Event(
                    at: row.time(1), status: try row.word(2), place: row.optionalText(3), note: row.optionalText(4)))
        }
    }
}

extension SupportReader {
    /// Claims about the orders that `orders(of:)` gives, ascending by time.
    func claims(of customer: Int64) throws -> [DamageClaim] {
        let sql =
            SupportReader.selectClaim + """

                WHERE damage_claim.customer_order IN (\(SupportReader.orderRows))
                ORDER BY damage_claim.created_at, damage_claim.number
                """
        var claims: [DamageClaim] = []
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { claims.append(try SupportReader.claim($0)) }
        return claims
    }

    func claim(_ number: ClaimNumber) throws -> DamageClaim? {
        let sql = SupportReader.selectClaim + "\nWHERE damage_claim.number = ?"
        return try SQLStatement(db, sql).bind([.text(number)]).first(SupportReader.claim)
    }

    private static let selectClaim = """
        SELECT damage_claim.number, customer_order.number, damage_claim.item, damage_claim.kind,
            damage_claim.description, damage_claim.status, damage_claim.created_at, damage_claim.photos_requested_at
        FROM damage_claim
        JOIN customer_order ON customer_order.row = damage_claim.customer_order
        """

    private static func claim(_ row: SQLStatement) throws -> DamageClaim {
        DamageClaim(
            number: ClaimNumber(rawValue: row.text(0)), order: OrderNumber(rawValue: row.text(1)),
            item: row.optionalInt(2), kind: try row.word(3), description: row.text(4), status: try row.word(5),
            createdAt: row.time(6), photosRequestedAt: row.optionalTime(7))
    }
}
