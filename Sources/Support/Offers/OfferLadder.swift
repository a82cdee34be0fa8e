public import Domain
public import Foundation

/// What a company offers to customers who wish to leave, in its order and within its limits: `offers.yml`.
public struct OfferLadder: Sendable {
    struct Entry: Sendable {
        struct Text: Sendable {
            let language: String
            let isReviewed: Bool
            let offer: String
            let oneLine: String
        }

        enum Exception: String, Sendable, CaseIterable {
            case paused
            case noSkipsLeft = "no_skips_left"
        }

        let code: String
        let title: String
        let lead: Offer.Lead
        let reasons: Set<LeavingReason>
        let plans: Set<String>
        /// Nil for every one.
        let frequencies: Set<Frequency>?
        let exceptions: Set<Exception>
        let oncePerMonths: Int
        let validFrom: CalendarDay
        /// The last day on which it is made.
        let expiresOn: CalendarDay
        let texts: [Text]
    }

    struct Limits: Sendable {
        var offersAtMost = 3
        var linesAtMost = 1
        var oncePerMonths = 12
        var neverWith: Set<String> = []
    }

    let limits: Limits
    let ladder: [LeavingReason: [String]]
    let entries: [Entry]
    private let policy: ActionPolicy

    /// Reads `offers.yml` of a company folder, and from its `tools.yml` how many boxes may be skipped.
    ///
    /// Throws `file_missing`, or `invalid_input` with file and line for what is unknown, missing or of the wrong type.
    public init(company: URL) throws {
        let file = try OfferFile(company: company)
        (limits, ladder, entries) = (file.limits, file.ladder, file.entries)
        policy = try ActionPolicy(company: company)
    }

    /// The offers to make, the first first; empty where none may be made.
    ///
    /// What does not fit, was made too recently or is over is left out, and nothing takes its place. Without a running
    /// subscription nothing is offered, since nothing is known to fit. A language that an offer has no text in gets
    /// its first one, which is then not reviewed.
    ///
    /// - Parameters:
    ///   - made: when each offer was made to this customer last, by code.
    ///   - flags: codes of exceptional cases and red lines that hold; with some of them nothing is offered.
    ///   - repeated: whether the customer asked to cancel before: at most one offer then, in one line.
    public func offers(
        reason: LeavingReason, subscription: Subscription?, made: [String: Timestamp], flags: Set<String>,
        language: String, repeated: Bool, now: Timestamp, today: CalendarDay
    ) -> [Offer] {
        guard let subscription, subscription.status(on: today) != .cancelled, limits.neverWith.isDisjoint(with: flags)
        else { return [] }
        let rungs = (ladder[reason] ?? []).prefix(limits.offersAtMost)
        let fitting = rungs.compactMap { code in entries.first { $0.code == code } }.filter {
            fits($0, reason, subscription, today) && !wasMade($0, made, now: now, today: today)
        }
        return fitting.prefix(repeated ? limits.linesAtMost : limits.offersAtMost).compactMap {
            offer($0, language, isOneLine: repeated)
        }
    }

    private func fits(_ entry: Entry, _ reason: LeavingReason, _ it: Subscription, _ today: CalendarDay) -> Bool {
        guard entry.validFrom <= today, today <= entry.expiresOn, entry.reasons.contains(reason),
            entry.plans.contains(it.plan), entry.frequencies?.contains(it.frequency) ?? true
        else { return false }
        return entry.exceptions.allSatisfy { exception in
            switch exception {
            case .paused: it.status(on: today) != .paused && !(it.pause.map { today < $0.endsOn } ?? false)
            case .noSkipsLeft: hasSkipsLeft(it, today)
            }
        }
    }

    /// Whether the coming box could be skipped beside those that are, or were.
    private func hasSkipsLeft(_ it: Subscription, _ today: CalendarDay) -> Bool {
        var month = it.nextChargeOn.map { max($0, today) }?.calendarMonth ?? today.calendarMonth.adding(1)
        while it.skippedMonths.contains(month) { month = month.adding(max(it.frequency.months, 1)) }
        let skipped = Set(it.skippedMonths).union([month])
        let most = (0..<12).map { month.adding(-$0) }.map { first in
            skipped.count { first <= $0 && $0 <= first.adding(11) }
        }.max()
        return (most ?? 0) <= policy.skipsInTwelveMonths
    }

    private func wasMade(
        _ entry: Entry, _ made: [String: Timestamp], now: Timestamp, today: CalendarDay
    ) -> Bool {
        guard let moment = made[entry.code] else { return false }
        guard moment <= now else { return true }
        let months = max(entry.oncePerMonths, limits.oncePerMonths)
        return today < policy.today(moment).adding(months: months)
    }

    private func offer(_ entry: Entry, _ language: String, isOneLine: Bool) -> Offer? {
        let own = entry.texts.first { $0.language == language }
        guard let text = own ?? entry.texts.first else { return nil }
        return Offer(
            code: entry.code, title: entry.title, text: isOneLine ? text.oneLine : text.offer, oneLine: text.oneLine,
            leadsTo: entry.lead, isReviewed: own != nil && text.isReviewed)
    }
}
