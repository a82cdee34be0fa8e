public import Domain

/// What is known around a message, in blocks that say where they come from. Only what the identity level allows.
public struct SupportContext: Sendable, Hashable {
    public struct Block: Sendable, Hashable {
        public enum Name: String, Sendable, Hashable, CaseIterable {
            case profile, subscription, orders, contacts, conversation, flags, corrections
        }

        public let name: Name
        /// Where it comes from: `account:C-1042`, `session:sess_…`, `session:sess_…#summary`.
        public let source: String
        public let text: String

        public init(_ name: Name, source: String, text: String) {
            (self.name, self.source, self.text) = (name, source, text)
        }
    }

    public let blocks: [Block]
    /// Blocks that did not fit, by name.
    public let leftOut: [Block.Name]
    /// What search and router read: the message, with the one before it where it cannot be understood alone.
    public let words: String

    public var characters: Int { blocks.reduce(0) { $0 + $1.text.count } }
    public func block(_ name: Block.Name) -> Block? { blocks.first { $0.name == name } }

    /// Block names with their characters, for the trace.
    public var attributes: JSONObject {
        [
            "blocks": .array(
                blocks.map {
                    [
                        "name": .string($0.name.rawValue), "source": .string($0.source),
                        "characters": JSONValue($0.text.count),
                    ]
                }),
            "left_out": JSONValue(leftOut.map(\.rawValue)),
        ]
    }
}

/// Gathers the context of a message from the customer's account and the conversation.
public struct ContextBuilder: Sendable {
    /// Characters for everything; a difficult message gets the greater budget.
    public struct Budget: Sendable, Hashable {
        public var characters: Int
        /// Turns of the conversation that are kept word for word.
        public var turns: Int

        public init(characters: Int, turns: Int) { (self.characters, self.turns) = (characters, turns) }

        public static let ordinary = Budget(characters: 4_000, turns: 6)
        public static let difficult = Budget(characters: 8_000, turns: 12)
    }

    /// Orders and contacts that are shown.
    static let orders = 3
    static let contacts = 3
    /// A message of so few words may lean on the one before it.
    static let shortMessage = 6

    /// Nil for no ablation; `turns` as the original system had it: the last ten messages, 500 characters each, and
    /// nothing else.
    public enum Ablation: String, Sendable, CaseIterable { case turns }

    private let ablation: Ablation?

    public init(ablation: Ablation? = nil) { self.ablation = ablation }

    /// - Parameters:
    ///   - account: of a verified customer; nil else, and then nothing of an account or another session is in it.
    ///   - isDifficult: several intents, frustration, or a long conversation.
    public func build(
        words: String, state: ConversationState, session: String, account: Account?, flags: [String],
        today: CalendarDay,
        isDifficult: Bool
    ) -> SupportContext {
        if ablation == .turns { return original(words, state, session) }
        let budget = isDifficult ? Budget.difficult : .ordinary
        var wanted: [SupportContext.Block] = []
        if !flags.isEmpty {
            wanted.append(.init(.flags, source: "rules", text: flags.sorted().joined(separator: ", ")))
        }
        wanted += conversation(state, session, budget)
        if let account {
            let source = "account:\(account.customer.number.rawValue)"
            wanted.append(.init(.profile, source: source, text: profile(account, state, today)))
            if !account.subscriptions.isEmpty {
                wanted.append(
                    .init(.subscription, source: source, text: account.subscriptions.map(line).joined(separator: "\n")))
            }
            let orders = account.orders.sorted { ($1.orderedOn, $1.number) < ($0.orderedOn, $0.number) }
                .prefix(ContextBuilder.orders)
            if !orders.isEmpty {
                wanted.append(.init(.orders, source: source, text: orders.map(line).joined(separator: "\n")))
            }
            let contacts = (account.contacts ?? []).sorted { $1.openedAt < $0.openedAt }.prefix(ContextBuilder.contacts)
            let earlier =
                contacts.map { "\($0.openedAt.iso.prefix(10)) \($0.channel) \($0.category)" }
                + state.related.prefix(ContextBuilder.contacts).map {
                    "\($0.updatedAt.iso.prefix(10)) \($0.channel.rawValue) \($0.category ?? "") \($0.status.rawValue)"
                }
            if !earlier.isEmpty {
                wanted.append(.init(.contacts, source: source, text: earlier.joined(separator: "\n")))
            }
        }
        var left = budget.characters
        var blocks: [SupportContext.Block] = []
        var leftOut: [SupportContext.Block.Name] = []
        for block in wanted {
            if block.text.count <= left {
                blocks.append(block)
                left -= block.text.count
            } else {
                leftOut.append(block.name)
            }
        }
        return SupportContext(blocks: blocks, leftOut: leftOut, words: ContextBuilder.joined(words, state))
    }

    /// What search and router read of a message.
    public func words(_ words: String, _ state: ConversationState) -> String {
        ablation == .turns ? words : ContextBuilder.joined(words, state)
    }

    // MARK: The conversation

    /// Recent turns word for word, the older ones summarised with what was decided and promised.
    private func conversation(
        _ state: ConversationState, _ session: String, _ budget: Budget
    ) -> [SupportContext.Block] {
        guard !state.messages.isEmpty else { return [] }
        let recent = state.messages.suffix(budget.turns)
        let older = state.messages.dropLast(recent.count)
        var blocks: [SupportContext.Block] = []
        let each = budget.characters / 2 / max(1, recent.count)
        blocks.append(
            .init(
                .conversation, source: "session:\(session)",
                text: recent.map { "\($0.role.rawValue): \($0.text.prefix(each))" }.joined(separator: "\n")))
        if !older.isEmpty {
            blocks.append(
                .init(
                    .conversation, source: "session:\(session)#summary",
                    text: ExtractiveSummary.of(Array(older), characters: budget.characters / 4)))
        }
        return blocks
    }

    private func original(_ words: String, _ state: ConversationState, _ session: String) -> SupportContext {
        let text = state.messages.suffix(10).map { "\($0.role.rawValue): \($0.text.prefix(500))" }
            .joined(separator: "\n")
        return SupportContext(
            blocks: text.isEmpty ? [] : [.init(.conversation, source: "session:\(session)", text: text)], leftOut: [],
            words: words)
    }

    /// The message with the customer's one before it, where it is short and goes on from there: `and to Canada?`.
    static func joined(_ words: String, _ state: ConversationState) -> String {
        guard let before = state.messages.last(where: { $0.role == .customer })?.text else { return words }
        let said = KnowledgeDigest.words(words)
        guard let first = said.first else { return words }
        let goesOn = said.count <= 3 || said.count <= 12 && goingOn.contains(first)
        guard goesOn, said.count <= ContextBuilder.shortMessage || goingOn.contains(first) else { return words }
        return String(before.prefix(500)) + "\n" + words
    }

    /// First words of a message that leans on the one before it.
    private static let goingOn: Set<String> = [
        "and", "but", "or", "also", "what", "how", "then", "so", "it", "that", "this", "they",
    ]

    // MARK: The account

    private func profile(_ account: Account, _ state: ConversationState, _ today: CalendarDay) -> String {
        var words = ["customer \(account.customer.number.rawValue)"]
        if let joined = account.customer.joinedOn { words.append("since \(joined.iso)") }
        if let locale = account.customer.locale { words.append("language \(locale)") }
        if !account.customer.preferences.flags.isEmpty {
            words.append(
                "preferences " + account.customer.preferences.flags.map(\.rawValue).sorted().joined(separator: " "))
        }
        if !account.customer.aiEnabled { words.append("answered by people only") }
        if state.cancelRequests > 0 { words.append("asked to cancel \(state.cancelRequests) times in 180 days") }
        return words.joined(separator: ", ")
    }

    private func line(_ subscription: Subscription) -> String {
        var words = [
            subscription.number.rawValue, subscription.planName, subscription.status.rawValue,
            subscription.frequency.rawValue,
        ]
        if let day = subscription.nextChargeOn { words.append("next charge \(day.iso)") }
        if let pause = subscription.pause { words.append("paused until \(pause.endsOn.iso)") }
        return words.joined(separator: ", ")
    }

    private func line(_ order: Order) -> String {
        var words = [order.number.rawValue, order.boxName ?? "", order.status.rawValue, order.orderedOn.iso]
        if let shipment = order.shipment { words.append("parcel \(shipment.status.rawValue)") }
        return words.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
