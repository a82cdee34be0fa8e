import Domain

extension ChangeRules {
    /// Changes how often a box comes.
    ///
    /// The next charge under the new rhythm is the last one (the planned next charge less the old rhythm) plus the new
    /// rhythm, moved on by whole new rhythms while it is earlier than today and `cutoffDays`, or in a skipped month.
    /// Inside the cut-off the coming box stays as it is and the new rhythm counts from it. While a pause runs or is to
    /// come the next charge stays too: the new rhythm counts from the pause's end.
    ///
    /// Facts: `frequency`, `applies_from`, `next_charge_on`, `following_charge_on`, `next_charge_amount`.
    func changeFrequency(to frequency: Frequency, _ it: SubscriptionCase) throws -> ChangePlan {
        let old = it.subscription.frequency
        guard frequency != old else {
            throw Refusal(.noChange, "The box comes \(old.words) already.")
        }
        guard policy.changeableFrequencies.contains(old), policy.changeableFrequencies.contains(frequency) else {
            throw Refusal(
                .needsPerson, "A change from a box \(old.words) to one \(frequency.words) is made by a person.",
                alternatives: [.person])
        }
        if policy.monthlyPlans.contains(it.subscription.plan), frequency != .monthly {
            throw Refusal(
                .outOfRange, "The \(it.subscription.planName) comes every month only.", alternatives: fewerBoxes(it))
        }
        let (coming, changeable) = try it.charges()
        let stays = it.isPaused || coming < changeable
        let first = stays ? coming : firstCharge(every: frequency, it, coming: coming)
        let after = it.schedule {
            ($0.frequency, $0.nextChargeOn) = (frequency, first)
        }
        guard let next = after.next, let following = after.charge(after: next) else {
            throw Refusal(.needsPerson, "No box could be planned in that rhythm.", alternatives: [.person])
        }
        let isBeforePause = it.isPaused && (it.subscription.pause?.startsOn ?? coming) > coming
        let appliesFrom = coming < changeable || isBeforePause ? following : next

        var effects: [String] = []
        if coming < changeable {
            effects.append(
                "The box of the charge on \(coming.words) is being prepared and stays as it is; the new rhythm applies "
                    + "from the following box.")
        }
        effects.append("A box comes \(frequency.words) instead of \(old.words).")
        effects.append("The next charge of \(it.price) is on \(next.words), the one after it on \(following.words).")
        effects.append("The rhythm can be changed again at any time.")
        return ChangePlan(
            arguments: ["subscription": .string(it.number.rawValue), "frequency": .string(frequency.rawValue)],
            operation: .changeFrequency(
                it.number, version: it.subscription.version, to: frequency, nextChargeOn: next),
            subject: it.subject, version: it.subscription.version,
            summary: "Change \(it.label) to a box \(frequency.words).",
            consequence: [
                "frequency": .string(frequency.rawValue), "applies_from": .string(appliesFrom.iso),
                "next_charge_on": .string(next.iso), "following_charge_on": .string(following.iso),
                "next_charge_amount": .string(it.price),
            ],
            effects: effects)
    }

    private func firstCharge(every frequency: Frequency, _ it: SubscriptionCase, coming: CalendarDay) -> CalendarDay {
        let day = it.subscription.billingDay
        let last = coming.adding(months: -it.subscription.frequency.months, anchor: day)
        let earliest = it.today.adding(days: policy.cutoffDays)
        var months = frequency.months
        // At most a year of rhythms: the last charge is less than that before today.
        while last.adding(months: months, anchor: day) < earliest, months < 48 { months += frequency.months }
        return last.adding(months: months, anchor: day)
    }

    /// What leads to fewer boxes without another rhythm.
    private func fewerBoxes(_ it: SubscriptionCase) -> [Refusal.Alternative] {
        guard !it.isPaused, let charge = it.schedule.firstChangeable else { return [.person] }
        let pause = it.alternative("pause_subscription", ["months": 1], "The subscription can be paused.")
        guard limit(charge, it) == nil else { return [pause, .person] }
        return [it.alternative("skip_month", [:], "The next box can be skipped."), pause, .person]
    }
}
