import Domain
import Support
import TestSupport
import Testing

@Suite struct RulePropertyTests {
    /// One random situation, and the plan where the rules allow one.
    private struct Situation {
        let account: Account
        let request: ChangeRequest
        let now: Timestamp
        let policy: ActionPolicy
        let result: Result<ChangePlan, any Error>

        init(_ random: inout RandomAccounts) {
            policy = random.policy()
            now = random.now()
            account = random.account(today: policy.today(now))
            request = random.request(today: policy.today(now))
            result = Situation.plan(request, account, now, policy)
        }

        static func plan(
            _ request: ChangeRequest, _ account: Account, _ now: Timestamp, _ policy: ActionPolicy
        ) -> Result<ChangePlan, any Error> {
            Result { try ChangeRules(policy: policy).plan(request, for: account, now: now) }
        }

        func again(_ request: ChangeRequest, _ account: Account) -> Result<ChangePlan, any Error> {
            Situation.plan(request, account, now, policy)
        }

        var today: CalendarDay { policy.today(now) }

        func schedule(of number: SubscriptionNumber, in account: Account) -> BillingSchedule? {
            account.subscriptions.first { $0.number == number }
                .map { BillingSchedule($0, today: today, cutoffDays: policy.cutoffDays) }
        }
    }

    /// Runs `check` on the allowed plans of 300 situations of a seed, and makes sure that there are enough.
    private func plans(_ seed: UInt64, _ check: (Situation, ChangePlan, Comment) throws -> Void) throws {
        var random = RandomAccounts(seed: seed)
        var allowed = 0
        for row in 0..<300 {
            let situation = Situation(&random)
            guard case .success(let plan) = situation.result else { continue }
            allowed += 1
            try check(
                situation, plan, "seed \(seed), row \(row): \(situation.request), \(situation.account.subscriptions)")
        }
        #expect(allowed > 40, "seed \(seed): \(allowed)")
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func theNextChargeIsTrueAndNotTooSoon(seed: UInt64) throws {
        try plans(seed) { it, plan, comment in
            guard let number = plan.operation.subscription, let before = it.schedule(of: number, in: it.account)?.next
            else { return }
            let next = try #require(
                plan.consequence["next_charge_on"]?.string.flatMap { CalendarDay(iso: $0) }, comment)
            let changed = it.account.applying(plan.operation)
            let subscription = try #require(changed.subscriptions.first { $0.number == number }, comment)
            let schedule = try #require(it.schedule(of: number, in: changed), comment)
            #expect(schedule.next == next, comment)
            if case .changeAddress = plan.operation {} else { #expect(subscription.nextChargeOn == next, comment) }
            #expect(next >= it.today, comment)
            #expect(!subscription.skippedMonths.contains(next.calendarMonth), comment)
            if subscription.status == .paused, let pause = subscription.pause {
                #expect(!(pause.startsOn..<pause.endsOn).contains(next), comment)
            }
            if next != before { #expect(it.today.days(to: next) >= it.policy.cutoffDays, comment) }
            let inside = it.schedule(of: number, in: it.account)?.isInsideCutoff(before) ?? false
            if inside { #expect(next == before, comment) }
            let from = try #require(plan.consequence["applies_from"]?.string.flatMap { CalendarDay(iso: $0) }, comment)
            #expect(inside ? from > before : from >= it.today, comment)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func aPauseEndsOnTheBillingDay(seed: UInt64) throws {
        try plans(seed) { it, plan, comment in
            guard case .pause(let number, _, let pause, _) = plan.operation else { return }
            let subscription = try #require(it.account.subscriptions.first { $0.number == number }, comment)
            let months = try #require(plan.arguments["months"]?.int, comment)
            #expect(pause.startsOn.calendarMonth.months(to: pause.endsOn.calendarMonth) == months, comment)
            let isLast = pause.endsOn.adding(days: 1).day == 1
            #expect(
                pause.endsOn.day == subscription.billingDay || (isLast && pause.endsOn.day < subscription.billingDay),
                comment)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func theOrderOfListsPlaysNoPart(seed: UInt64) throws {
        var random = RandomAccounts(seed: seed)
        for row in 0..<200 {
            let it = Situation(&random)
            let again = it.again(it.request, random.shuffled(it.account))
            let comment: Comment = "seed \(seed), row \(row)"
            switch (it.result, again) {
            case (.success(let first), .success(let second)): #expect(first == second, comment)
            case (.failure(let first), .failure(let second)):
                #expect(first as? Refusal == second as? Refusal, comment)
                #expect(first is Refusal, comment)
            default: Issue.record(comment)
            }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func settledArgumentsGiveTheSamePlan(seed: UInt64) throws {
        try plans(seed) { it, plan, comment in
            let again = try it.again(request(plan), it.account).get()
            #expect(again == plan, comment)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func whatWasDoneIsNotDoneAgain(seed: UInt64) throws {
        try plans(seed) { it, plan, comment in
            let changed = it.account.applying(plan.operation)
            let settled = it.again(try request(plan), changed)
            let open = it.again(it.request, changed)
            let codes: [Refusal.Code]
            switch plan.operation {
            case .pause: codes = [.subscriptionPaused]
            case .skip: codes = [.alreadyDone]
            case .changeFrequency, .changeAddress: codes = [.noChange]
            case .createClaim, .requestPhotos: codes = [.alreadyDone]
            case .cancel: codes = []
            }
            guard case .failure(let error) = settled, let refusal = error as? Refusal else {
                Issue.record("allowed again; \(comment)")
                return
            }
            #expect(codes.contains(refusal.code), comment)
            if case .success(let second) = open { #expect(second.operation != plan.operation, comment) }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func offeredSkipsAndPausesAreAllowed(seed: UInt64) throws {
        var random = RandomAccounts(seed: seed)
        var offered = 0
        for row in 0..<300 {
            let it = Situation(&random)
            guard case .failure(let error) = it.result, let refusal = error as? Refusal else { continue }
            for alternative in refusal.alternatives {
                let number = alternative.arguments["subscription"]?.string.map { SubscriptionNumber(rawValue: $0) }
                let request: ChangeRequest
                switch alternative.tool {
                case "skip_month":
                    let month = alternative.arguments["month"]?.string.flatMap { CalendarMonth(iso: $0) }
                    request = .skipMonth(number, month)
                case "pause_subscription":
                    request = .pause(number, months: alternative.arguments["months"]?.int ?? 0)
                default: continue
                }
                offered += 1
                #expect(throws: Never.self, "seed \(seed), row \(row): \(it.request), \(it.account.subscriptions)") {
                    _ = try it.again(request, it.account).get()
                }
            }
        }
        #expect(offered > 10, "seed \(seed)")
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>) func theScheduleIsWhatOneCountsByHand(seed: UInt64) {
        var random = RandomAccounts(seed: seed)
        for row in 0..<200 {
            let today = CalendarDay(random.now(), in: .gmt)
            let subscription = random.subscription("S-1", today: today)
            let schedule = BillingSchedule(subscription, today: today, cutoffDays: 5)
            var day = today
            for charge in byHand(subscription, from: today).prefix(8) {
                #expect(schedule.charge(onOrAfter: day) == charge, "seed \(seed), row \(row): \(subscription)")
                #expect(schedule.charge(in: charge.calendarMonth) == charge, "seed \(seed), row \(row)")
                day = charge.adding(days: 1)
            }
        }
    }

    /// The charges from a day on, by going through all days.
    private func byHand(_ subscription: Subscription, from today: CalendarDay) -> [CalendarDay] {
        guard subscription.status != .cancelled, var anchor = subscription.nextChargeOn else { return [] }
        if subscription.status == .paused, subscription.pause == nil { return [] }
        var charges: [CalendarDay] = []
        var day = anchor
        let pause = subscription.status == .paused ? subscription.pause.flatMap { $0.endsOn > day ? $0 : nil } : nil
        if let pause, day >= pause.startsOn { (day, anchor) = (pause.endsOn, pause.endsOn) }
        while day < today.adding(days: 1_500) {
            if let pause, day >= pause.startsOn, day < pause.endsOn { (day, anchor) = (pause.endsOn, pause.endsOn) }
            let billed = day == anchor || day == day.calendarMonth.day(subscription.billingDay)
            let inRhythm = anchor.calendarMonth.months(to: day.calendarMonth) % subscription.frequency.months == 0
            let isFirst = day == anchor || day.calendarMonth != anchor.calendarMonth
            if billed, inRhythm, isFirst, day >= today, !subscription.skippedMonths.contains(day.calendarMonth) {
                charges.append(day)
            }
            day = day.adding(days: 1)
        }
        return charges
    }

    /// The request that a form's confirmation makes of a plan's arguments.
    private func request(_ plan: ChangePlan) throws -> ChangeRequest {
        let arguments = plan.arguments
        switch plan.operation {
        case .changeFrequency(let number, _, let frequency, _):
            #expect(arguments["frequency"]?.string == frequency.rawValue)
            return .changeFrequency(number, to: frequency)
        case .skip(let number, _, _, _):
            return .skipMonth(number, arguments["month"]?.string.flatMap { CalendarMonth(iso: $0) })
        case .pause(let number, _, _, _): return .pause(number, months: arguments["months"]?.int ?? 0)
        case .changeAddress(let number, _, let address): return .changeAddress(number, address)
        case .createClaim(let claim):
            let order = try #require(arguments["order"]?.string)
            return .createClaim(
                OrderNumber(rawValue: order), item: arguments["item"]?.string, kind: claim.kind,
                description: claim.description, claim: claim.number)
        case .requestPhotos(let number): return .requestPhotos(number)
        case .cancel(let number, _, _): return .pause(number, months: 0)
        }
    }
}
