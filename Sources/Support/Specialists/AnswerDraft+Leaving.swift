import Domain

extension AnswerDraft {
    private static let link = "generate_cancel_link"

    /// The link first and never behind an offer; offers only once.
    mutating func answerLeaving(again: Bool) throws {
        if try has(.subscriptionState), isVerified, let subscription = try subscription("schedule"),
            let status = subscription["status"]?.string.flatMap(SubscriptionStatus.init)
        {
            try say(.fact, "facts.subscription_status", ["status": task.texts.status(status)])
            try settle(.subscriptionState)
        }
        let hasLink = try giveLink(again: again)
        if hasLink { try makeOffers(again: again) }
        if again { try handOver("A repeated wish to leave is answered by a person.") }
        if facts.asksHowToCancel || hasLink { open = try open.filter { try !asksToLeave($0) } }
        try answerOpen()
    }

    private func asksToLeave(_ question: String) throws -> Bool {
        let facts = MessageFacts(question, message: task.message, today: today)
        return facts.asksHowToCancel || facts.wants.contains(.cancel)
    }

    /// Whether the customer has a page to leave on.
    private mutating func giveLink(again: Bool) throws -> Bool {
        guard isVerified else {
            if try know(words, from: category.confidence) {
                open = try open.filter { try !asksToLeave($0) }
            } else {
                try say(.refusal, "refused.identity_required")
            }
            try ask("verify_identity", tool: AnswerDraft.link)
            open = try open.filter { try !asksToLeave($0) }
            return false
        }
        var arguments: JSONObject = [:]
        if let number = waiting(for: AnswerDraft.link)?.arguments["subscription"] { arguments["subscription"] = number }
        var run = try call(AnswerDraft.link, arguments)
        if let refusal = run.refusal, refusal.code == .choiceRequired,
            let chosen = ChoiceReading(
                task.words, wasAsked: waiting(for: AnswerDraft.link) != nil
            ).choice(among: refusal.choices, place: facts.choice)
        {
            run = try call(AnswerDraft.link, ["subscription": .string(chosen.value)])
        }
        let key = again ? "cancel_link.repeated" : "cancel_link.primary"
        switch run.outcome {
        case .executed(let result):
            guard let url = result["url"]?.string else { return false }
            try say(.link, key, ["cancel_link": url])
            return true
        case .refused(let refusal) where refusal.code == .notAvailable:
            // A dry run makes no link: the page without one says the same.
            try say(.link, key, ["cancel_link": task.policy.cancelPage])
            if !answer.degraded.contains("cancel_link") { answer.degraded.append("cancel_link") }
            return true
        case .refused(let refusal) where refusal.code == .noKey:
            try say(.refusal, "refused.no_key")
            object(.policy, "There is no key for personal links, so a person has to help.")
            return true
        default:
            try explain(run)
            return false
        }
    }

    private mutating func makeOffers(again: Bool) throws {
        let offers = ladder.offers(
            reason: facts.reason, subscription: try meantSubscription(), made: task.state.offers, flags: task.flags,
            language: task.texts.language, repeated: again, now: task.now, today: today)
        for offer in again ? Array(offers.prefix(1)) : offers {
            add(AnswerPart(.offer, again ? offer.oneLine : offer.text))
            answer.offers.append(offer.code)
            if !offer.isReviewed { object(.language, "No native reader has approved an offer's text.") }
        }
    }

    /// What the tool tells of the subscription that the link is for, as offers are chosen by it.
    private mutating func meantSubscription() throws -> Subscription? {
        var arguments: JSONObject = [:]
        if let run = answer.tools.last(where: { $0.tool == AnswerDraft.link }), case .executed(let link) = run.outcome {
            arguments["subscription"] = link["subscription"]
        }
        arguments["include"] = ["schedule", "price"]
        guard let found = try quietly("get_subscription", arguments)?["subscription"] else { return nil }
        return subscription(found)
    }

    private func subscription(_ found: JSONValue) -> Subscription? {
        guard let number = found["number"]?.string, let planName = found["plan"]?.string,
            let plan = settings.planCodes[planName], let startedOn = day(found["started_on"]),
            let frequency = found["frequency"]?.string.flatMap(Frequency.init),
            let status = found["status"]?.string.flatMap(SubscriptionStatus.init),
            let currency = found["price"]?["currency"]?.string,
            let price = Money(minorUnits: minorUnits(found["price"]?["amount"]?.string), currency: currency)
        else { return nil }
        let schedule = found["schedule"]
        // Whoever it belongs to plays no part in offers.
        let nobody = CustomerNumber(rawValue: "")
        var subscription = Subscription(
            number: SubscriptionNumber(rawValue: number), recipient: nobody, plan: plan, planName: planName,
            status: status, frequency: frequency, price: price, startedOn: startedOn,
            billingDay: schedule?["billing_day"]?.int ?? 1, nextChargeOn: day(schedule?["next_charge_on"]))
        subscription.skippedMonths = (schedule?["skipped_months_ahead"]?.array ?? []).compactMap {
            $0.string.flatMap(CalendarMonth.init(iso:))
        }
        if let starts = day(schedule?["pause"]?["starts_on"]), let ends = day(schedule?["pause"]?["ends_on"]) {
            subscription.pause = Subscription.Pause(startsOn: starts, endsOn: ends)
        }
        return subscription
    }

    /// `99.00` in cents.
    private func minorUnits(_ amount: String?) -> Int64 {
        Int64((amount ?? "").filter { $0 != "." }) ?? 0
    }
}
