import Domain

extension ChangeRules {
    /// Leaves out the charges of whole calendar months: from the first that can still be left out until the same
    /// billing day `months` later, on which the first charge is made again. A coming box inside its cut-off still
    /// comes, and the pause begins with the charge after it.
    ///
    /// Facts: `months`, `pause_starts_on`, `pause_ends_on`, `applies_from`, `next_charge_on`, `next_charge_amount`.
    func pause(months: Int, _ it: SubscriptionCase) throws -> ChangePlan {
        try it.refuseIfPausedOrAnnual("it cannot be paused again; a person can change the running pause")
        let (coming, start) = try it.charges()
        guard (1...policy.pauseMonthsAtMost).contains(months) else {
            throw Refusal(
                .outOfRange, "A pause lasts from one to \(policy.pauseMonthsAtMost) months.",
                alternatives: [longest(it), .person])
        }
        guard months <= policy.pauseMonths else {
            throw Refusal(
                .needsPerson,
                "A pause of more than \(EnglishWords.count(policy.pauseMonths, "month", "months")) is set by a person.",
                alternatives: [longest(it), .person])
        }
        let end = start.adding(months: months, anchor: it.subscription.billingDay)
        let pause = Subscription.Pause(startsOn: start, endsOn: end)
        let after = it.schedule {
            ($0.status, $0.pause) = (.paused, pause)
            $0.nextChargeOn = coming < start ? coming : end
        }
        let next = after.next ?? end
        // Later than the end where that month is skipped.
        let resumed = after.charge(onOrAfter: end) ?? end

        var effects: [String] = []
        if coming < start {
            effects.append(
                "The box of the charge on \(coming.words) is being prepared and still comes; the pause applies from the "
                    + "following box.")
        }
        effects.append("From \(start.words) nothing is charged and no box is sent.")
        effects.append("The subscription starts again by itself on \(end.words).")
        effects.append("The first charge of \(it.price) after the pause is on \(resumed.words).")
        return ChangePlan(
            arguments: ["subscription": .string(it.number.rawValue), "months": JSONValue(months)],
            operation: .pause(it.number, version: it.subscription.version, pause, nextChargeOn: next),
            subject: it.subject, version: it.subscription.version,
            summary: "Pause \(it.label) for \(EnglishWords.count(months, "month", "months")), from \(start.words) to "
                + "\(end.words).",
            consequence: [
                "months": JSONValue(months), "pause_starts_on": .string(start.iso), "pause_ends_on": .string(end.iso),
                "applies_from": .string(start.iso), "next_charge_on": .string(next.iso),
                "next_charge_amount": .string(it.price),
            ],
            effects: effects)
    }

    private func longest(_ it: SubscriptionCase) -> Refusal.Alternative {
        it.alternative(
            "pause_subscription", ["months": JSONValue(policy.pauseMonths)],
            "A pause of \(EnglishWords.count(policy.pauseMonths, "month", "months")) can be confirmed at once.")
    }
}
