import Domain

extension ChangeRules {
    /// Leaves out one box. A nil month is the next box that can still be left out.
    ///
    /// Facts: `skipped_month`, `skipped_charge_on`, `applies_from`, `next_charge_on`, `next_charge_amount`.
    func skip(_ month: CalendarMonth?, _ it: SubscriptionCase) throws -> ChangePlan {
        try it.refuseIfPausedOrAnnual("there is no box to skip before that")
        let (coming, changeable) = try it.charges()
        let charge = try month.map { try self.charge(in: $0, coming: coming, it) } ?? changeable
        try refuseIfTooMany(charge, it)
        let target = charge.calendarMonth
        guard let next = it.schedule(after: { $0.skippedMonths.append(target) }).next else {
            throw Refusal(.needsPerson, "No box is planned after that one.", alternatives: [.person])
        }

        var effects: [String] = []
        if coming < charge {
            effects.append(
                it.schedule.isInsideCutoff(coming)
                    ? "The box of the charge on \(coming.words) is being prepared and still comes; the skip applies to a "
                        + "following box."
                    : "The boxes before that come as planned.")
        }
        effects.append("The box of \(target.words) is not charged and not sent.")
        effects.append("The next charge of \(it.price) is on \(next.words).")
        effects.append("The rhythm goes on as usual after the skipped box.")
        return ChangePlan(
            arguments: ["subscription": .string(it.number.rawValue), "month": .string(target.iso)],
            operation: .skip(it.number, version: it.subscription.version, month: target, nextChargeOn: next),
            subject: it.subject, version: it.subscription.version,
            summary: "Skip the box of \(target.words) of \(it.label).",
            consequence: [
                "skipped_month": .string(target.iso), "skipped_charge_on": .string(charge.iso),
                "applies_from": .string(charge.iso), "next_charge_on": .string(next.iso),
                "next_charge_amount": .string(it.price),
            ],
            effects: effects)
    }

    /// The charge of a named month, if it may be skipped as far as time goes.
    ///
    /// Months that may be named are the `skipMonthsAhead` calendar months from this one, or from the next one where
    /// this month has no charge any more; and always that of the box which a nil month means.
    private func charge(
        in month: CalendarMonth, coming: CalendarDay, _ it: SubscriptionCase
    ) throws -> CalendarDay {
        guard !it.subscription.skippedMonths.contains(month) else {
            throw Refusal(
                .alreadyDone, "The box of \(month.words) is skipped already.", alternatives: boxes(besides: month, it))
        }
        let (first, last) = selectable(it)
        guard first <= month, month <= last else {
            throw Refusal(
                .outOfRange, "Boxes from \(first.words) to \(last.words) can be skipped.",
                alternatives: boxes(besides: month, it) + [.person])
        }
        guard let charge = it.schedule.charge(in: month) else {
            throw Refusal(
                .outOfRange, "No box is planned for \(month.words).", alternatives: boxes(besides: month, it))
        }
        guard !it.schedule.isInsideCutoff(charge) else {
            throw Refusal(
                .cutoffPassed,
                "The box of \(month.words) could be skipped until \(it.schedule.cutoff(of: charge).words); it is being "
                    + "prepared.",
                alternatives: boxes(besides: month, it).prefix(1) + [.person])
        }
        return charge
    }

    private func selectable(_ it: SubscriptionCase) -> (CalendarMonth, CalendarMonth) {
        let now = it.today.calendarMonth
        let first = it.schedule.next?.calendarMonth == now ? now : now.adding(1)
        let last = first.adding(policy.skipMonthsAhead - 1)
        return (first, max(last, it.schedule.firstChangeable?.calendarMonth ?? last))
    }

    /// Up to three boxes that may be skipped instead.
    private func boxes(besides month: CalendarMonth, _ it: SubscriptionCase) -> [Refusal.Alternative] {
        var found: [Refusal.Alternative] = []
        var charge = it.schedule.firstChangeable
        let last = selectable(it).1
        while let day = charge, day.calendarMonth <= last, found.count < 3 {
            if day.calendarMonth != month, limit(day, it) == nil {
                found.append(
                    it.alternative(
                        "skip_month", ["month": .string(day.calendarMonth.iso)],
                        "The box of \(day.calendarMonth.words) can be skipped."))
            }
            charge = it.schedule.charge(after: day)
        }
        return found
    }

    // MARK: Limits

    private func refuseIfTooMany(_ charge: CalendarDay, _ it: SubscriptionCase) throws {
        guard let text = limit(charge, it) else { return }
        throw Refusal(
            .limitReached, text,
            alternatives: [
                it.alternative("pause_subscription", ["months": 1], "A pause suits a longer break."), .person,
            ])
    }

    /// Why this box may not be skipped besides those that are, or were.
    func limit(_ charge: CalendarDay, _ it: SubscriptionCase) -> String? {
        let skipped = Set(it.subscription.skippedMonths).union([charge.calendarMonth])
        var inARow = 1
        var day = it.schedule.rhythmicCharge(before: charge)
        while skipped.contains(day.calendarMonth), inARow <= policy.skipsInARow {
            inARow += 1
            day = it.schedule.rhythmicCharge(before: day)
        }
        var later = it.schedule.rhythmicCharge(onOrAfter: charge.adding(days: 1))
        while let day = later, skipped.contains(day.calendarMonth), inARow <= policy.skipsInARow {
            inARow += 1
            later = it.schedule.rhythmicCharge(onOrAfter: day.adding(days: 1))
        }
        if inARow > policy.skipsInARow {
            return "At most \(EnglishWords.count(policy.skipsInARow, "box", "boxes")) in a row can be skipped."
        }
        let month = charge.calendarMonth
        let most = (0..<12).map { month.adding(-$0) }.map { first in
            skipped.count { first <= $0 && $0 <= first.adding(11) }
        }.max()
        if let most, most > policy.skipsInTwelveMonths {
            return "At most \(EnglishWords.count(policy.skipsInTwelveMonths, "box", "boxes")) within twelve months "
                + "can be skipped."
        }
        return nil
    }
}
