import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// Random sequences of everything that can happen to proposals, against a model of a few lines: what status each must
/// have, and how many changes were made under it. The rules' yes or no is taken as it comes; that it is carried out
/// once, and only for the right caller, is what is checked.
@Suite struct ProposalModelTests {
    /// 4 × 25,000 steps.
    @Test(arguments: [11, 22, 33, 44] as [UInt64])
    func theEffectOfAProposalIsNoneOrOne(seed: UInt64) throws {
        print("proposals against the model: seed \(seed)")
        var run = try ModelRun(seed: seed)
        for step in 0..<25_000 {
            try run.step()
            if step % 500 == 499 { try run.checkAll("seed \(seed), step \(step)") }
        }
        try run.checkAll("seed \(seed), at the end")
        print(
            "seed \(seed): \(run.tally.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
        )
        // A run that carried out or refused nothing would prove nothing.
        for kind in ["executed", "repeated", "superseded", "expired", "declined", "turned away", "replaced"] {
            #expect(run.tally[kind] ?? 0 > 5, "seed \(seed) had hardly any of: \(kind)")
        }
    }
}

private struct ModelRun {
    struct Entry {
        let id: ProposalID
        let token: String
        let email: String
        let session: String
        let tool: String
        let subject: String
        let expiresAt: Timestamp
        var status = ProposalStatus.pending
        var result: JSONObject?
        var changes = 0
    }

    let seed: UInt64
    var random: SeededGenerator
    let home: ActionHome
    var other: (store: SupportStore, actions: Actions)
    var now = ActionHome.start
    var entries: [Entry] = []
    var tally: [String: Int] = [:]

    init(seed: UInt64) throws {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        var policy = ActionPolicy()
        // So that the same customers can go on for thousands of steps.
        policy.skipsInTwelveMonths = 100
        policy.skipsInARow = 100
        home = try ActionHome(policy: policy)
        other = try home.beside()
    }

    mutating func count(_ kind: String) { tally[kind, default: 0] += 1 }

    /// One of two processes.
    mutating func actions() -> Actions { random.chance(0.5) ? home.actions : other.actions }

    mutating func step() throws {
        switch random.int(in: 0...99) {
        case 0..<30: try propose()
        case 30..<75: try confirm()
        case 75..<83: try decline()
        case 83..<98: tick()
        case 98:
            try actions().settleOverdue(now: now)
            try settleOverdue()
        default: try reopen()
        }
    }

    mutating func tick() {
        // Minutes mostly, days at times, and now and then a clock that is set back a little.
        let minutes =
            switch random.int(in: 0...9) {
            case 0: -random.int(in: 1...3)
            case 1, 2: random.int(in: 60...(60 * 24 * 3))
            default: random.int(in: 1...10)
            }
        now = Timestamp(milliseconds: now.milliseconds + Int64(minutes) * 60_000)
    }

    mutating func reopen() throws {
        guard random.chance(0.05) else { return }
        try home.reopen()
        try other.store.close()
        other = try home.beside()
    }

    // MARK: Proposing

    mutating func propose() throws {
        let email =
            random.chance(0.6)
            ? "dana@example.com"
            : random.pick(["omer@example.com", "omer@example.com", "lia@example.com", "ruth@example.com"])
        let session = "sess_\(email.prefix(4))_\(random.int(in: 1...2))"
        let (tool, arguments) = wish(of: email)
        let context = home.context(email, session: session, at: now)
        let answer = try actions().propose(tool, arguments, context)
        switch answer {
        case .refused: count("refused")
        case .executed: Issue.record("\(place): a write ran without a confirmation")
        case .proposed(let view):
            count("proposed")
            let proposal = view.proposal
            for offset in entries.indices
            where entries[offset].status == .pending && entries[offset].tool == tool
                && entries[offset].subject == proposal.subject
            {
                let isOverdue = now >= entries[offset].expiresAt
                entries[offset].status = isOverdue ? .expired : .superseded
                count(isOverdue ? "expired" : "superseded")
            }
            entries.append(
                Entry(
                    id: proposal.id, token: view.token ?? "", email: email, session: session, tool: tool,
                    subject: proposal.subject, expiresAt: proposal.expiresAt))
        }
    }

    /// Mostly about what is the customer's own.
    mutating func wish(of email: String) -> (String, JSONObject) {
        let own = email == "dana@example.com" ? random.pick(["S-1", "S-2"]) : "S-3"
        let subscription: JSONValue = .string(random.chance(0.9) ? own : "S-\(random.int(in: 1...4))")
        switch random.int(in: 0...6) {
        case 0:
            return (
                "pause_subscription", ["subscription": subscription, "months": .integer(Int64(random.int(in: 1...4)))]
            )
        case 1: return ("skip_month", ["subscription": subscription])
        case 2:
            return (
                "change_frequency",
                ["subscription": subscription, "frequency": .string(random.pick(Frequency.allCases).rawValue)]
            )
        case 3...5: return ("change_address", address(subscription))
        default:
            return (
                "create_damage_claim",
                [
                    "order": .string(random.pick(["TB-1", "TB-3"])), "item": .string("\(random.int(in: 1...2))"),
                    "kind": "broken", "description": "in pieces",
                ]
            )
        }
    }

    mutating func address(_ subscription: JSONValue) -> JSONObject {
        [
            "subscription": subscription, "street": .string("\(random.int(in: 1...99_999)) Oak Road"),
            "city": "Boston", "state": "MA", "postcode": "02108", "country": "US",
        ]
    }

    // MARK: Settling

    /// A recent one mostly, so that many still wait.
    mutating func pick() -> Int? {
        guard !entries.isEmpty else { return nil }
        let range = random.chance(0.8) ? max(0, entries.count - 6)...(entries.count - 1) : 0...(entries.count - 1)
        return random.int(in: range)
    }

    mutating func confirm() throws {
        guard let offset = pick() else { return }
        let entry = entries[offset]
        if random.chance(0.25) { return try turnAway(entry) }
        let edits = edit(entry)
        let first = try settle(offset, edits)
        // Doubled: at once, by the other process, with other values.
        if random.chance(0.3), let first {
            let again = try other.actions.confirm(
                entry.id, token: entry.token, arguments: edit(entry), context(entry))
            guard case .settled(let proposal) = again else {
                Issue.record("\(place): a doubled confirmation of \(first.status) was \(again)")
                return
            }
            #expect(proposal.status == first.status, "\(place)")
            #expect(proposal.result == first.result, "\(place): a repeat gave another result")
            count("repeated")
        }
    }

    /// The settled proposal, where that is how it ended.
    mutating func settle(_ offset: Int, _ edits: JSONObject) throws -> Proposal? {
        let entry = entries[offset]
        let answer = try actions().confirm(entry.id, token: entry.token, arguments: edits, context(entry))
        switch answer {
        case .settled(let proposal):
            switch entry.status {
            case .executed:
                #expect(proposal.status == .executed, "\(place)")
                #expect(proposal.result == entry.result, "\(place): a repeat gave another result")
                count("repeated")
            case .expired: #expect(proposal.status == .expired, "\(place)")
            case .pending:
                if now >= entry.expiresAt {
                    #expect(proposal.status == .expired, "\(place): executed after its time")
                    entries[offset].status = .expired
                    count("expired")
                } else {
                    #expect(proposal.status == .executed, "\(place)")
                    entries[offset].status = .executed
                    entries[offset].result = proposal.result
                    entries[offset].changes = 1
                    count("executed")
                }
            default: Issue.record("\(place): \(entry.status) ended as \(proposal.status)")
            }
            return proposal
        case .replaced(_, let view):
            #expect(entry.status == .pending, "\(place)")
            #expect(now < entry.expiresAt, "\(place)")
            count("replaced")
            entries[offset].status = .superseded
            entries.append(
                Entry(
                    id: view.proposal.id, token: view.token ?? "", email: entry.email, session: entry.session,
                    tool: entry.tool, subject: view.proposal.subject, expiresAt: view.proposal.expiresAt))
        case .refused(let refusal, _):
            if entry.status == .declined || entry.status == .superseded {
                #expect(refusal.code == .settled, "\(place)")
            } else {
                // The rules say no by now; it waits on.
                #expect(entry.status == .pending, "\(place): \(entry.status) was refused as \(refusal.code)")
            }
            count("refused")
        }
        return nil
    }

    /// Wrong token, session, customer or identity: nothing happens, whatever the status.
    mutating func turnAway(_ entry: Entry) throws {
        let stranger = entry.email == "dana@example.com" ? "omer@example.com" : "dana@example.com"
        var context = context(entry)
        var token = entry.token
        switch random.int(in: 0...4) {
        case 0: token = String(token.reversed())
        case 1: context.session = "sess_elsewhere"
        case 2: context.identity = .verified(email: stranger, by: .login)
        case 3: context.identity = .claimed(email: entry.email)
        default: token = entries[random.int(in: 0...(entries.count - 1))].token
        }
        if token == entry.token, context == self.context(entry) { return }
        let answer = try actions().confirm(entry.id, token: token, arguments: edit(entry), context)
        guard case .refused(let refusal, let seen) = answer else {
            Issue.record("\(place): someone else confirmed \(entry.id)")
            return
        }
        #expect([.wrongToken, .foreign, .identityRequired].contains(refusal.code), "\(place)")
        #expect(seen == nil, "\(place)")
        count("turned away")
    }

    mutating func decline() throws {
        guard let offset = pick() else { return }
        let entry = entries[offset]
        let answer = try actions().decline(entry.id, token: entry.token, context(entry))
        switch (entry.status, answer) {
        case (.pending, .settled(let proposal)):
            let expected: ProposalStatus = now >= entry.expiresAt ? .expired : .declined
            #expect(proposal.status == expected, "\(place)")
            entries[offset].status = expected
            count(expected.rawValue)
        case (.declined, .settled), (.expired, .settled), (.executed, .refused), (.superseded, .refused): break
        default: Issue.record("\(place): declining \(entry.status) was \(answer)")
        }
    }

    mutating func settleOverdue() throws {
        for offset in entries.indices where entries[offset].status == .pending && now >= entries[offset].expiresAt {
            entries[offset].status = .expired
            count("expired")
        }
    }

    func context(_ entry: Entry) -> ActionContext { home.context(entry.email, session: entry.session, at: now) }

    mutating func edit(_ entry: Entry) -> JSONObject {
        guard random.chance(0.3) else { return [:] }
        switch entry.tool {
        case "pause_subscription": return ["months": .integer(Int64(random.int(in: 1...3)))]
        case "change_address": return ["street": .string("\(random.int(in: 1...99_999)) Edited Road")]
        case "create_damage_claim": return ["description": "said otherwise"]
        default: return [:]
        }
    }

    // MARK: The whole

    var place: String { "seed \(seed), \(entries.count) proposals, at \(now)" }

    /// Every status is the model's, and the changes made are those of the executed proposals and no others.
    func checkAll(_ place: String) throws {
        let stored = try home.store.read { reader in
            try reader.proposals(ProposalFilter(limit: entries.count + 10))
        }
        #expect(stored.count == entries.count, "\(place)")
        let statuses = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0.status) })
        for entry in entries { #expect(statuses[entry.id] == entry.status, "\(place): \(entry.id)") }
        let keys = try home.audit().map(\.key)
        #expect(Set(keys).count == keys.count, "\(place): two changes under one key")
        let executed = Set(entries.filter { $0.changes == 1 }.map(\.id.rawValue))
        #expect(Set(keys) == executed, "\(place): changes that no confirmation made, or confirmations without a change")
        for number in 1...4 {
            let subject = "subscription:S-\(number)"
            let changes = entries.count { $0.subject == subject && $0.changes == 1 }
            let version = try home.subscription("S-\(number)")?.version
            #expect(version == 1 + changes, "\(place): \(subject)")
        }
    }
}
