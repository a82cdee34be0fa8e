import Domain

extension AnswerDraft {
    /// Months of payments that are looked at.
    private static let months = 6
    /// Lines of payments in an answer.
    private static let linesAtMost = 5

    mutating func answerPayment() throws {
        let demandsMoney = try wants(.refund) || has(.refund)
        let isTrouble = try has(.doubleCharge) || has(.unknownCharge)
        if try isTrouble || (demandsMoney && isAboutOwnMoney()) {
            try sayPayments()
            try settle(.doubleCharge, .unknownCharge, .refund, .lastCharge, .nextCharge)
            try handOver("A charge is in doubt or money is asked back; a person decides.")
            return try answerOpen()
        }
        if try has(.declined) { try sayDeclined() }
        if try has(.lastCharge) { try sayLastCharge() }
        if try has(.nextCharge) {
            if let subscription = try subscription("schedule", "price") { try saySchedule(subscription) }
            try settle(.nextCharge)
        }
        if try has(.price) {
            if let subscription = try subscription("schedule", "price") { try sayPrice(subscription) }
            try settle(.price)
        }
        if try has(.paymentMethod) { try sayPaymentMethod() }
        try answerOpen()
        if answer.parts.isEmpty { try know(words) }
    }

    /// Whether more than the rules of refunds is asked.
    private func isAboutOwnMoney() throws -> Bool {
        if wants(.refund) || facts.questions.isEmpty { return true }
        return try facts.statements.contains { try has(.refund, in: $0) }
    }

    /// What the record shows, without a judgement.
    private mutating func sayPayments() throws {
        guard let result = try read("get_payment_history", ["months": JSONValue(AnswerDraft.months)]) else { return }
        let lines = try (result["payments"]?.array ?? []).prefix(AnswerDraft.linesAtMost).compactMap(paymentLine)
        if lines.isEmpty {
            try say(.fact, "facts.no_charge_found", ["months": String(AnswerDraft.months)])
        } else {
            try say(.fact, "facts.payments", lines: lines)
        }
    }

    private func paymentLine(_ payment: JSONValue) throws -> String? {
        guard let date = dayWords(payment["on"]), let amount = money(payment["amount"]),
            let status = payment["status"]?.string, task.texts.has("facts.payment_\(status)")
        else { return nil }
        return try task.texts.text("facts.payment_\(status)", ["date": date, "amount": amount])
    }

    private mutating func sayDeclined() throws {
        guard let result = try read("get_payment_history", ["months": JSONValue(AnswerDraft.months)]) else {
            return try settle(.declined)
        }
        guard let newest = result["payments"]?.array?.first, newest["status"]?.string == "failed",
            let date = dayWords(newest["on"]), let amount = money(newest["amount"])
        else {
            try sayPayments()
            try settle(.declined)
            return try handOver("The customer writes of a failed charge, and the newest one in the record is none.")
        }
        try say(.fact, "facts.charge_failed", ["date": date, "amount": amount])
        try know(words, from: category.confidence)
        try settle(.declined)
    }

    mutating func sayLastCharge() throws {
        defer { open = open.filter { (try? has(.lastCharge, in: $0)) != true } }
        guard let result = try read("get_payment_history", ["months": JSONValue(AnswerDraft.months)]) else { return }
        guard let last = result["payments"]?.array?.first(where: { $0["status"]?.string == "paid" }),
            let date = dayWords(last["on"]), let amount = money(last["amount"])
        else { return try say(.fact, "facts.no_charge_found", ["months": String(AnswerDraft.months)]) }
        try say(.fact, "facts.last_charge", ["date": date, "amount": amount])
    }

    mutating func sayPrice(_ subscription: JSONValue) throws {
        guard let plan = subscription["plan"]?.string, let amount = money(subscription["price"]) else { return }
        try say(.fact, "facts.price", ["plan": AnswerDraft.line(plan), "amount": amount])
    }

    private mutating func sayPaymentMethod() throws {
        if let method = try subscription("payment_method")?["payment_method"] {
            if let label = method["label"]?.string {
                let isExpired = method["is_expired"]?.bool ?? false
                try say(
                    .fact, isExpired ? "facts.payment_method_expired" : "facts.payment_method",
                    ["method": AnswerDraft.line(label)])
            } else {
                try say(.refusal, "refused.not_available")
            }
        }
        try settle(.paymentMethod)
    }

    /// When the next charge is and how much, or that none is planned.
    mutating func saySchedule(_ subscription: JSONValue) throws {
        let schedule = subscription["schedule"]
        let status = subscription["status"]?.string.flatMap(SubscriptionStatus.init)
        if let ends = dayWords(schedule?["pause"]?["ends_on"]) {
            try say(.fact, "facts.paused_until", ["date": ends])
        } else if let status, status != .active {
            try say(.fact, "facts.subscription_status", ["status": task.texts.status(status)])
        }
        guard let date = dayWords(schedule?["next_charge_on"]) else {
            return try say(.fact, "facts.no_next_charge")
        }
        if let amount = money(subscription["price"]) {
            try say(.fact, "facts.next_charge", ["date": date, "amount": amount])
        } else {
            try say(.fact, "facts.next_charge_date", ["date": date])
        }
    }
}
