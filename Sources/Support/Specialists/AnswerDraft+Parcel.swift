import Domain

extension AnswerDraft {
    /// Where a parcel is, when the next box leaves; the rest from knowledge.
    mutating func answerParcel() throws {
        if try wants(.refund) || has(.refund) {
            _ = try track()
            try settle(.tracking, .arrival, .refund)
            try handOver("What becomes of a parcel's money is decided by a person.")
            return try answerOpen()
        }
        var asksNext = false
        for question in open where try has(.nextBox, in: question) { asksNext = true }
        if asksNext { try sayNextBox() }
        let asksTracking = try wants(.track) || facts.deliveredButMissing || has(.tracking)
        if waiting(for: "track_package") != nil || (asksTracking && !asksNext) || !facts.orderNumbers.isEmpty {
            let result = try track()
            try settle(.tracking)
            open = open.filter { !asksForParcel($0) }
            // Without a result the customer was told why or asked for what is missing: the question is taken up.
            if let result { try sayAboutArrival(result) } else { try settle(.arrival) }
        }
        try answerOpen()
        if answer.parts.isEmpty { try know(words) }
    }

    private func asksForParcel(_ question: String) -> Bool {
        MessageFacts(question, message: MessageText(question), today: today).wants.contains(.track)
    }

    /// The parcel that is meant, told; nil where it cannot be, and then the customer is asked.
    mutating func track() throws -> JSONValue? {
        var arguments: JSONObject = [:]
        let known = waiting(for: "track_package")?.arguments["order"]
        if let number = facts.orderNumbers.first.map(JSONValue.string) ?? known { arguments["order"] = number }
        guard let result = try read("track_package", arguments) else { return nil }
        try sayParcel(result)
        return result
    }

    private mutating func sayParcel(_ result: JSONValue) throws {
        let isOver = result["is_over_six_weeks"]?.bool ?? false
        let told = try sayStatus(result)
        let status = result["parcel_status"]?.string
        if isOver || status == "lost" || status == "returned" {
            try handOver("A parcel is over six weeks under way, lost or returned.")
        } else if status == "delivered", facts.deliveredButMissing {
            try handOver("The carrier says delivered, the customer says not.")
        } else if !told {
            try handOver("The records do not say where the parcel is.")
        }
    }

    /// Says the state of the parcel; false where the record does not hold what the words need.
    private mutating func sayStatus(_ result: JSONValue) throws -> Bool {
        var slots: [String: String] = [:]
        slots["ship_date"] = dayWords(result["shipped_on"])
        slots["carrier"] = result["carrier"]?.string
        slots["tracking_number"] = result["tracking_number"]?.string
        slots["last_scan_date"] = lastScan(result).map { task.texts.day($0) }
        for status in statuses(result) {
            let key = "tracking.\(status)"
            guard task.texts.has(key), task.texts.slots(of: key).allSatisfy({ slots[$0] != nil }) else { continue }
            try say(.fact, key, slots)
            return true
        }
        return false
    }

    /// The state of the parcel as keys of texts, and what may be said instead where that text lacks a value.
    private func statuses(_ result: JSONValue) -> [String] {
        guard let status = result["parcel_status"]?.string else {
            switch result["order_status"]?.string {
            case "planned", "paid": return ["preparing"]
            default: return []
            }
        }
        return status == "in_transit" ? [status, "dispatched"] : [status]
    }

    /// The day of the newest event; of a delivered parcel that of the delivery.
    func lastScan(_ result: JSONValue) -> CalendarDay? {
        if let delivered = day(result["delivered_on"]) { return delivered }
        let events = result["events"]?.array ?? []
        return events.last?["at"]?.string.flatMap(Timestamp.init(iso:)).map { task.policy.today($0) }
    }

    /// "When will it be there" is answered by the state of the parcel, and better with what is known of delivery times.
    private mutating func sayAboutArrival(_ result: JSONValue) throws {
        let asked = try open.filter { try has(.arrival, in: $0) }
        guard !asked.isEmpty else { return }
        open = open.filter { !asked.contains($0) }
        let status = result["parcel_status"]?.string
        guard status != "delivered", status != "lost", status != "returned" else { return }
        for question in asked { _ = try know(question, from: category.confidence) }
    }

    private mutating func sayNextBox() throws {
        guard let subscription = try subscription("schedule") else { return try settle(.nextBox) }
        if let dispatch = dayWords(subscription["schedule"]?["next_dispatch_on"]) {
            try say(.fact, "facts.next_dispatch", ["date": dispatch])
        } else {
            try saySchedule(subscription)
        }
        try settle(.nextBox, .tracking, .arrival)
    }
}
