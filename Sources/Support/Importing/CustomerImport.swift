public import Domain
public import Store

/// Takes customers in from files: all of them or, where anything is wrong with any, none.
///
/// A JSON file has one customer a line with everything that belongs to the customer (`show --json` prints the same
/// shape). Amounts are text or numbers of major units, days `2026-03-02`, months `2026-03`, moments ISO 8601. Of the
/// fields only `number`, `email`, `name` and those that the example has without a bracket are required in each object:
///
/// ```
/// {"number": "C-1", "email": "ruth@example.com", "name": "Ruth Adler", ["phone", "locale", "timezone", "joined_on",
///  "ai_enabled", "preferences": ["no_alcohol", "no_honey", "no_cosmetics"], "allergy_note",]
///  "address": {"street": "12 Fig Lane", "city": "Tulsa", "country": "US", ["recipient", "line2", "state", "postcode"]},
///  "subscriptions": [{"number": "S-1", "plan": "full", "status": "active", "frequency": "monthly", "price": "99.00",
///    "currency": "USD", "started_on": "2025-02-14", "billing_day": 14, ["payer": "C-2", "plan_name", "first_price",
///    "next_charge_on", "next_dispatch_on", "pause_starts_on", "pause_ends_on", "cancelled_on", "payment_label",
///    "payment_expires", "address", "skipped_months": ["2026-07"], "next_box",]
///    "orders": [{"number": "TB-1", "price": "99.00", "status": "delivered", "ordered_on": "2026-10-14",
///      ["currency", "box_sequence", "box_name", "sku", "shipped_on", "invoice", "promo_code",]
///      "items": [{"product": "OIL-01", "name": "Olive oil", ["line", "maker", "region", "quantity", "allergens": [],
///        "contains_alcohol"]}],
///      "payments": [{"number": "P-1", "amount": "99.00", "status": "paid", "method_label": "Visa",
///        "attempted_at": "2026-10-14T06:00:00Z", ["payer", "currency", "failure_code", "invoice"]}],
///      "shipment": {"tracking_number": "TX1", "carrier": "Air Post", "status": "delivered", "shipped_on": "2026-10-19",
///        ["delivered_on",] "events": [{"at": "2026-10-19T08:00:00Z", "status": "dispatched", ["place", "note"]}]}}],
///    "payments": [those of no order]}],
///  "orders": [those of no subscription], "payments": [those of neither],
///  "contacts": [{"number": "T-1", "opened_at", "channel", "category", "summary", ["closed_at", "outcome", "csat"]}],
///  "claims": [{"number": "CLM-1", "order": "TB-1", "kind", "description", "status", "created_at", ["item",
///    "photos_requested_at"]}]}
/// ```
///
/// `pays_for` and `changes`, which `show --json` prints, are read over. A CSV file is one flat table, told by its header
/// row: customers, subscriptions (with `customer`), orders (with `customer`, `subscription`, `tracking_number`,
/// `carrier`, `shipment_status`, `delivered_on`) or payments (with `payer`, `subscription`, `order`); words of lists
/// stand between spaces, and the parts of an address are columns. Records may refer to those of other files and to what
/// is stored. What a table has no place for, such as the items of an order, stays as it is stored.
///
/// The same files again change nothing. What is stored and not in the files stays.
public struct CustomerImport: Sendable {
    private let records: ImportedRecords

    /// Reads and checks the files by themselves. Throws `file_missing`, `too_large`, or `invalid_input` with every
    /// problem found, each with file, line and field.
    public init(_ files: [ImportFile]) throws {
        let problems = ImportProblems()
        var decoder = RecordDecoder(problems)
        for file in files { try file.read(into: &decoder, problems) }
        decoder.records.repeats(problems)
        try problems.check()
        records = decoder.records
    }

    /// Stores the records in one transaction. Throws `invalid_input` where they refer to what is neither in the files
    /// nor stored, and `conflict` where an address or a number is another customer's.
    ///
    /// - Parameter dryRun: whether all is undone again, for the report alone.
    public func run(in store: SupportStore, at time: Timestamp, dryRun: Bool = false) throws -> ImportReport {
        var report = ImportReport(isDryRun: dryRun)
        do {
            try store.write { writer in
                report = try ImportFiling(records, writer: writer, at: time).run(dryRun: dryRun)
                if dryRun { throw Undone() }
            }
        } catch is Undone {
            // Only to leave the transaction without a trace.
        }
        return report
    }

    private struct Undone: Error {}
}
