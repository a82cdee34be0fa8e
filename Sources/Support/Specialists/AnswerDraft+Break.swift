import Domain

extension AnswerDraft {
    mutating func answerBreak() throws {
        if facts.resume || wants(.resume) {
            try sayPause()
            try settleWish(.resume, .pause)
            try handOver("A pause is ended by a person.")
            return try answerOpen()
        }
        let asksState = try facts.pauseMonths.isAbsent && facts.questions.contains { try has(.pauseState, in: $0) }
        if asksState {
            try sayPause()
            try settle(.pauseState)
        }
        var done: [Wish] = []
        if waiting(for: "pause_subscription") != nil { done.append(.pause) }
        if waiting(for: "skip_month") != nil { done.append(.skip) }
        let wishes = facts.wants.filter { $0 == .skip || ($0 == .pause && !asksState) }
        let isNamed = !facts.pauseMonths.isAbsent || !facts.skipMonth.isAbsent || facts.wantsNextBox
        if done.isEmpty, try isNamed || !has(.inquiry) { done = wishes }
        if done.isEmpty, answer.parts.isEmpty, try !has(.inquiry) {
            if !facts.pauseMonths.isAbsent { done = [.pause] }
            if !facts.skipMonth.isAbsent { done = [.skip] }
        }
        try take(done)
        try answerOpen()
        if answer.parts.isEmpty, try !know(words) { try take(wishes) }
    }

    private mutating func take(_ wishes: [Wish]) throws {
        for wish in wishes { wish == .pause ? try pause() : try skip() }
        if !wishes.isEmpty { try settleWish(.pause, .skip) }
    }

    private mutating func pause() throws {
        var arguments = waiting(for: "pause_subscription")?.arguments ?? [:]
        switch facts.pauseMonths {
        case .one(let months):
            guard (1...max(1, task.policy.pauseMonthsAtMost)).contains(months) else {
                try say(.refusal, "refused.needs_person")
                return try handOver("The pause that is wished for is longer than there is.")
            }
            arguments["months"] = JSONValue(months)
        case .ambiguous: arguments["months"] = nil
        case .absent: break
        }
        guard arguments["months"] != nil else {
            return try ask("how_long", tool: "pause_subscription", arguments)
        }
        try propose("pause_subscription", arguments)
    }

    private mutating func skip() throws {
        var arguments = waiting(for: "skip_month")?.arguments ?? [:]
        switch facts.skipMonth {
        case .one(let month): arguments["month"] = .string(month.iso)
        case .ambiguous: return try ask("which_month", tool: "skip_month", arguments)
        case .absent:
            let isComplete = facts.wantsNextBox || arguments["month"] != nil || arguments["next"] != nil
            guard isComplete else { return try ask("which_month", tool: "skip_month", arguments) }
        }
        try propose("skip_month", arguments)
    }

    /// Until when a pause runs, or that the subscription is active.
    mutating func sayPause() throws {
        guard let subscription = try subscription("schedule") else { return }
        if let ends = dayWords(subscription["schedule"]?["pause"]?["ends_on"]) {
            try say(.fact, "facts.paused_until", ["date": ends])
        } else if let status = subscription["status"]?.string.flatMap(SubscriptionStatus.init) {
            try say(.fact, "facts.subscription_status", ["status": task.texts.status(status)])
        }
    }
}
