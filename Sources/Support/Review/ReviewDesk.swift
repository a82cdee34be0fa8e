public import Domain
public import Store

/// Where people look at what the machine would not send by itself, and say what becomes of it.
///
/// Calls block and may come from any threads and processes of the home at once. What a person approves or writes is
/// released as it is: nothing is asked after that.
public struct ReviewDesk: Sendable {
    let store: SupportStore
    let random: RandomSource

    public init(store: SupportStore, random: RandomSource = .system) {
        (self.store, self.random) = (store, random)
    }

    /// Items of one list at most.
    static let listAtMost = 500
    /// Characters of a reason or a report.
    static let reasonAtMost = 500
    /// Bytes of a text that a person wrote.
    static let textAtMost = 1_000_000

    // MARK: Looking

    /// Newest first, at most 500 at once. Throws `not_found` for an item `before` that is not there.
    public func list(_ filter: ReviewFilter = ReviewFilter()) throws -> [ReviewItem] {
        var filter = filter
        filter.limit = min(filter.limit, ReviewDesk.listAtMost)
        return try store.read { reader in
            if let before = filter.before, try reader.review(before) == nil { throw ReviewDesk.noReview(before) }
            return try reader.reviews(filter)
        }
    }

    /// Throws `not_found`.
    public func get(_ id: String) throws -> ReviewItem {
        guard let item = try store.read({ try $0.review(id) }) else { throw ReviewDesk.noReview(id) }
        return item
    }

    // MARK: Deciding

    /// Ends an item, in one transaction. Approving releases the draft and editing the text given instead, as a message
    /// of an agent; rejecting releases nothing. The session's status stays as it is.
    ///
    /// The same action and text once more gives the first result, whoever asks; another one throws `conflict`. Throws
    /// `not_found`, and `invalid_params` where there is no draft to approve or the text is empty or too long.
    ///
    /// - Parameter user: who decides, a user id.
    public func resolve(
        _ id: String, _ action: ReviewAction, by user: String, at time: Timestamp
    ) throws -> ReviewItem {
        let user = try UserID.checked(user)
        try ReviewDesk.check(action)
        let answer = "msg_" + Hexadecimal.text(random.bytes(16))
        return try store.write { writer in
            guard let item = try writer.reader.review(id) else { throw ReviewDesk.noReview(id) }
            if let first = item.resolution {
                guard first.action == action else { throw ReviewDesk.settled(item) }
                return item
            }
            try release(item, action, as: answer, by: user, at: time, writer)
            guard let resolved = try writer.reader.review(id) else { throw ReviewDesk.noReview(id) }
            try writer.append(
                event: "review.resolved", session: item.session,
                customer: try writer.reader.session(item.session)?.customer, subject: id,
                detail: [
                    "action": .string(action.name), "by": .string(user), "message": .string(item.message),
                    "decision": .string(item.decision.rawValue),
                    "similarity": JSONValue(resolved.resolution?.similarity),
                    "answer": JSONValue(resolved.resolution?.message), "test": .bool(item.isTest),
                ], at: time)
            return resolved
        }
    }

    private func release(
        _ item: ReviewItem, _ action: ReviewAction, as answer: String, by user: String, at time: Timestamp,
        _ writer: SupportWriter
    ) throws {
        var released: Int64?
        var similarity: Double?
        if let forms = try ReviewDesk.forms(of: action, for: item) {
            guard let message = try writer.reader.message(item.message) else { throw ReviewDesk.noReview(item.id) }
            similarity = item.draft.map { WordSimilarity.of($0.text, forms.text) }
            released = try writer.insert(
                NewMessage(
                    id: answer, sessionRow: message.sessionRow, role: PastMessage.Role.agent.rawValue,
                    answers: message.row, author: user, channel: message.channel, text: forms.text,
                    html: forms.html, isTest: message.isTest, at: time))
            try writer.markReleased(message: message.row)
        }
        let isResolved = try writer.resolve(
            review: item.id, action, by: user, similarity: similarity, released: released, at: time)
        guard isResolved else { throw ReviewDesk.settled(item) }
    }

    /// What is released; nil for a rejection.
    private static func forms(of action: ReviewAction, for item: ReviewItem) throws -> AnswerForms? {
        switch action {
        case .approve:
            guard let draft = item.draft else {
                throw AlmanacError(
                    .invalidParams, "\(item.id) has no draft to approve", hint: "write the answer with edit")
            }
            return draft
        case .edit(let text): return AnswerForms(text: text)
        case .reject: return nil
        }
    }

    private static func check(_ action: ReviewAction) throws {
        let isFit =
            switch action {
            case .approve: true
            case .edit(let text): text.utf8.count <= textAtMost && !text.allSatisfy(\.isWhitespace)
            case .reject(let reason): isReason(reason)
            }
        guard isFit else {
            throw AlmanacError(
                .invalidParams, "the \(action.text == nil ? "reason" : "text") is empty or too long",
                hint: "a reason has 1 to \(reasonAtMost) characters, a text at most \(textAtMost) bytes")
        }
    }

    /// Bounded in bytes too: one character may have any number of them.
    static func isReason(_ text: String) -> Bool {
        text.utf8.count <= 8 * reasonAtMost && text.count <= reasonAtMost && !text.allSatisfy(\.isWhitespace)
    }

    private static func noReview(_ id: String) -> AlmanacError {
        AlmanacError(.notFound, "there is no review \(id.prefix(64))", hint: "`almanac review list` shows them")
    }

    private static func settled(_ item: ReviewItem) -> AlmanacError {
        AlmanacError(
            .conflict, "\(item.id) is \(item.status.rawValue) already", hint: "`almanac review show` says by whom")
    }
}
