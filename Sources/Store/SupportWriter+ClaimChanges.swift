import Domain
import GRDB

extension SupportWriter {
    /// Adds a claim about an order that the actor's customer gets or pays for.
    func create(_ claim: DamageClaim, for actor: Actor) throws -> MadeChange {
        guard let order = try orderRow(claim.order, of: actor.customer) else { throw OperationRefusal.orderNotFound }
        if let item = claim.item, try !hasItem(item, order: order) {
            throw OperationRefusal(code: "item_not_found", text: "There is no such item in the order.")
        }
        if try reader.claim(claim.number) != nil {
            throw OperationRefusal(code: "claim_exists", text: "A claim of this number was made before.")
        }
        let sql = """
            INSERT INTO damage_claim (number, customer_order, item, kind, description, status, created_at,
                photos_requested_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .text(claim.number), .integer(order), .count(claim.item), .text(claim.kind), .text(claim.description),
            .text(claim.status), .time(claim.createdAt), .time(claim.photosRequestedAt))
        // What the customer wrote stays in the claim.
        let facts: JSONObject = [
            "claim": .string(claim.number.rawValue), "order": .string(claim.order.rawValue),
            "item": JSONValue(claim.item), "kind": .string(claim.kind.rawValue),
            "status": .string(claim.status.rawValue),
        ]
        return MadeChange(event: "claim.created", before: [:], after: facts, detail: facts)
    }

    /// Notes that photos were asked for; once a claim.
    func requestPhotos(_ number: ClaimNumber, for actor: Actor, at time: Timestamp) throws -> MadeChange {
        guard let claim = try reader.claim(number), try orderRow(claim.order, of: actor.customer) != nil else {
            throw OperationRefusal.claimNotFound
        }
        switch claim.status {
        case .open: break
        case .photosRequested:
            throw OperationRefusal(code: "photos_already_requested", text: "Photos were asked for before.")
        case .decided: throw OperationRefusal(code: "claim_decided", text: "The claim is decided.")
        }
        let sql = """
            UPDATE damage_claim
            SET status = 'photos_requested', photos_requested_at = ?
            WHERE number = ?
            """
        try SQLStatement(db, sql).run(.time(time), .text(number))
        let after: JSONObject = ["status": "photos_requested", "photos_requested_at": .string(time.iso)]
        let before: JSONObject = ["status": .string(claim.status.rawValue), "photos_requested_at": .null]
        var detail = after
        detail["order"] = .string(claim.order.rawValue)
        return MadeChange(event: "claim.photos_requested", before: before, after: after, detail: detail)
    }

    /// The row of an order, where the customer gets it, or gets or pays for its subscription.
    private func orderRow(_ number: OrderNumber, of customer: CustomerNumber) throws -> Int64? {
        let sql = """
            SELECT customer_order.row
            FROM customer
            JOIN customer_order
            LEFT JOIN subscription ON subscription.row = customer_order.subscription
            WHERE customer.number = ?
                AND customer_order.number = ?
                AND customer.row IN (customer_order.customer, subscription.recipient, subscription.payer)
            """
        return try SQLStatement(db, sql).bind([.text(customer), .text(number)]).int64()
    }

    private func hasItem(_ line: Int, order: Int64) throws -> Bool {
        try SQLStatement(db, "SELECT 1 FROM order_item WHERE customer_order = ? AND line = ?")
            .bind([.integer(order), .count(line)]).int64() != nil
    }
}
