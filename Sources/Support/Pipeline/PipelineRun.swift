import Domain

/// One message on its way through the steps. Used by one thread, once.
struct PipelineRun {
    let parts: PipelineParts
    let request: SupportRequest
    let turn: Turn
    /// Of the identity's address, whoever vouches for it.
    let claimed: Account?
    var failures: [DecisionReason]
    let watch: ContinuousClock.Instant
    var trace: TraceRecorder
    /// Nil where they cannot be had: then nothing is sent.
    private var guards: Guards?

    init(
        _ parts: PipelineParts, request: SupportRequest, turn: Turn, account: Account?, failures: [DecisionReason],
        watch: ContinuousClock.Instant
    ) {
        (self.parts, self.request, self.turn, claimed) = (parts, request, turn, account)
        (self.failures, self.watch) = (failures, watch)
        trace = TraceRecorder(at: request.now)
    }

    /// The account that may be used: a verified customer's.
    private var account: Account? { request.identity.level == .verified ? claimed : nil }
    private var today: CalendarDay { parts.actions.policy.today(request.now) }
    private var isLate: Bool { request.deadline.map { watch.duration(to: .now) >= $0 } ?? false }

    /// What is known of the message itself.
    private struct Understanding {
        var text: MessageText
        var state: ConversationState
        var redLine: RedLine?
        var classification: Classification
        /// Sentences by their category, where the message has two intents.
        var intents: [String: String]
        var outstanding: Outstanding?
        var context: SupportContext
    }

    /// What was prepared as an answer.
    private struct Preparation {
        var answers: [SpecialistAnswer] = []
        var forms = AnswerForms(text: "")
        var executions: [ToolExecution] = []
        var texts: LanguageTexts
    }

    // MARK: - The way

    mutating func outcome() -> (handled: HandledMessage, record: TurnRecord) {
        guard turn.attempt <= SupportPipeline.attempts else {
            failures.append(DecisionReason(.error, "The message was begun \(turn.attempt - 1) times without an end."))
            let seen = understanding(read: false)
            return settled(seen, decision: .escalate, reasons: failures)
        }
        let seen = understanding(read: true)
        if turn.session.status == .escalated {
            // A person has the conversation: nothing automatic is said in it.
            let reason = DecisionReason(.escalatedBefore, "The conversation is with a person.")
            return settled(
                seen, decision: .escalate, reasons: redLineReasons(seen) + [reason] + failures, isSilent: true)
        }
        if seen.redLine != nil {
            return settled(seen, decision: .escalate, reasons: redLineReasons(seen) + failures)
        }
        var prepared = Preparation(texts: parts.texts.texts(seen.classification.language))
        prepare(&prepared, seen)
        let verdict = judged(prepared, seen)
        return settled(seen, decision: verdict.decision, reasons: verdict.reasons, verdict: verdict, prepared: prepared)
    }

    private func redLineReasons(_ seen: Understanding) -> [DecisionReason] {
        seen.redLine.map { [DecisionReason(.redLine, $0.title)] } ?? []
    }

    /// Notes what broke; the step's value is then what stands for not knowing.
    private mutating func attempt<Value>(
        _ name: String, _ failure: String, otherwise: Value, attributes: (Value) -> JSONObject = { _ in [:] },
        _ body: () throws -> Value
    ) -> Value {
        do {
            return try trace.step(name, attributes: attributes, body)
        } catch {
            failures.append(DecisionReason(.error, failure))
            return otherwise
        }
    }

    // MARK: - Understanding

    /// - Parameter read: false for a message that brought the program down before: nothing is tried on it again.
    private mutating func understanding(read: Bool) -> Understanding {
        let unknown = Classification(
            category: SupportPipeline.fallbackCategory, confidence: 0, lowConfidence: true, degraded: ["router"])
        guard read else {
            return Understanding(
                text: MessageText(""), state: ConversationState(), classification: unknown, intents: [:],
                context: SupportContext(blocks: [], leftOut: [], words: ""))
        }
        let text = attempt("intake", "", otherwise: MessageText("")) { [request] in
            MessageText(text: request.text, html: request.html)
        }
        if text.isTruncated {
            failures.append(DecisionReason(.error, "The message is longer than what is read of it."))
        }
        guards = attempt("guards", "The guards could not be had.", otherwise: nil) { [parts] in try parts.guards() }
        let redLine = attempt(
            "red_lines", "The red lines could not be tried.", otherwise: nil,
            attributes: { ["group": JSONValue($0?.group)] }, { [guards] in try guards?.redLines.detect(text) })
        let state = attempt(
            "identify", "The conversation could not be read.", otherwise: ConversationState(),
            attributes: {
                ["messages": JSONValue($0.messages.count), "cancel_requests": JSONValue($0.cancelRequests)]
            },
            { [parts, turn, request, account] in
                let state = try parts.conversations.state(
                    of: turn, customer: account?.customer.number, now: request.now)
                return account == nil && turn.session.level == .verified ? state.withoutAccount() : state
            })
        let words = parts.context.words(text.plain, state)
        var intents: [String: String] = [:]
        var classification = attempt(
            "route", "The message could not be routed.", otherwise: unknown,
            attributes: {
                [
                    "category": .string($0.category), "confidence": JSONValue($0.confidence),
                    "router": .string($0.router),
                ]
            },
            { [self] in
                let (classification, found) = try route(words, own: text.plain, state)
                intents = found
                return classification
            })
        if let redLine, let urgency = Urgency(rawValue: redLine.urgency) {
            classification.urgency = max(classification.urgency, urgency)
        }
        let outstanding = trace.stepped("outstanding") { [self] in
            detect(text, state, classification)
        }
        let flags = [redLine?.group, outstanding?.code].compactMap(\.self)
        let context = trace.stepped(
            "context", attributes: \.attributes,
            { [self] in
                parts.context.build(
                    words: text.plain, state: state, session: turn.session.id, account: account, flags: flags,
                    today: today,
                    isDifficult: classification.secondaryCategory != nil || classification.sentiment == .frustrated
                        || state.messages.count > 10)
            })
        return Understanding(
            text: text, state: state, redLine: redLine, classification: classification, intents: intents,
            outstanding: outstanding, context: context)
    }

    private func route(
        _ words: String, own: String, _ state: ConversationState
    ) throws -> (Classification, [String: String]) {
        guard let desk = parts.router else {
            throw AlmanacError(.unavailable, "there is no router", hint: "give the home an encoder and categories")
        }
        let router = try desk.latest()
        // Thanks are about nothing that was said before.
        let ending =
            state.messages.isEmpty || !request.attachments.isEmpty
            ? nil : router.rules.closingCategory(of: own, isAsked: state.followUp != nil)
        let words = ending == nil ? words : own
        let isVerified = account != nil
        let history = RoutingHistory(
            cancelWish: isVerified ? state.cancelRequests > 0 : nil, escalatedBefore: state.wasEscalated,
            frustratedBefore: state.wasFrustrated, failedAttempts: state.failedAttempts)
        let reading = try router.trained.read(words, vectors: router.vectors)
        var classification = router.classification(of: words, reading: reading, history: history)
        // What was said before may explain a short message, not how it is meant.
        if words != own {
            classification.emails = NumberFinder.emails(in: own)
        }
        let isEmpty = own.allSatisfy { !$0.isLetter && !$0.isNumber }
        if classification.language == MessageLanguage.unknown { classification.language = language(of: own, state) }
        if isEmpty, request.attachments.contains(where: \.isPhoto) {
            // A photo alone is most of what a report of damage needs.
            classification.category = state.followUp?.category ?? parts.policy.photoCategory
            classification.confidence = SupportPipeline.impliedConfidence
            classification.lowConfidence = false
        } else if let ending {
            classification.category = ending
            classification.secondaryCategory = nil
            classification.confidence = max(classification.confidence, SupportPipeline.impliedConfidence)
            classification.lowConfidence = false
            return (classification, [ending: own])
        } else if let followUp = state.followUp, isReply(own, to: followUp, classification) {
            classification.category = followUp.category
            classification.secondaryCategory = nil
            classification.confidence = max(classification.confidence, SupportPipeline.impliedConfidence)
            classification.lowConfidence = false
        }
        guard let second = classification.secondaryCategory else { return (classification, [:]) }
        return (
            classification,
            SupportPipeline.intents(words, reading, router.trained.labels, classification.category, second)
        )
    }

    /// The language to answer in where a message has too few words to tell: that of what the customer wrote before,
    /// else of the account, and without a single letter else the texts' first. What is in another script or longer
    /// stays unknown.
    private func language(of own: String, _ state: ConversationState) -> String {
        let letters = own.count(where: \.isLetter)
        guard letters <= SupportPipeline.fewLetters, MessageLanguage.isMostlyLatin(own) else {
            return MessageLanguage.unknown
        }
        let before = state.messages.filter { $0.role == .customer }.map(\.text).joined(separator: "\n")
        let spoken = MessageLanguage.code(of: before)
        if spoken != MessageLanguage.unknown { return spoken }
        let spokenAtHome = account?.customer.locale.map { String($0.prefix(2)).lowercased() } ?? ""
        if MessageLanguage.all.contains(spokenAtHome) { return spokenAtHome }
        return letters == 0 ? MessageLanguage.all[0] : MessageLanguage.unknown
    }

    /// Whether a message answers what was asked: it is short, and its own words do not clearly say another thing.
    private func isReply(_ words: String, to followUp: FollowUp, _ classification: Classification) -> Bool {
        let count = KnowledgeDigest.words(words).count
        guard count <= SupportPipeline.longestReply, !classification.wantsHuman else { return false }
        return classification.lowConfidence || classification.category == followUp.category
            || count <= SupportPipeline.shortReply
    }

    private func detect(
        _ text: MessageText, _ state: ConversationState, _ classification: Classification
    ) -> Outstanding? {
        guards?.outstanding.detect(
            text,
            facts: OutstandingFacts(
                account: account, state: state, category: classification.category, policy: parts.policy,
                now: request.now, today: today),
            category: classification.category)
    }

    // MARK: - Preparing

    private mutating func prepare(_ prepared: inout Preparation, _ seen: Understanding) {
        let desk = ActionsDesk(
            actions: parts.actions,
            context: ActionContext(
                identity: request.identity, session: turn.session.id, channel: request.channel, now: request.now),
            isDryRun: request.isDryRun)
        let categories = [seen.classification.category, seen.classification.secondaryCategory].compactMap(\.self)
        for category in categories {
            guard !isLate else {
                failures.append(DecisionReason(.error, "The deadline passed before the answer was ready."))
                break
            }
            let texts = prepared.texts
            let answer = attempt(
                "specialist", "The answer for \(category) could not be prepared.", otherwise: nil,
                attributes: { $0?.attributes ?? [:] }, { [self] in try self.answer(category, seen, texts, desk) })
            if let answer { prepared.answers.append(answer) }
        }
        prepared.executions = desk.executions
        let answers = prepared.answers
        let texts = prepared.texts
        let opener = answers.first.flatMap { try? parts.settings.category($0.category).opener }
        let group = opener.flatMap(OpenerGroup.init) ?? .general
        prepared.forms = attempt(
            "assemble", "The answer could not be put together.", otherwise: AnswerForms(text: ""),
            attributes: { ["characters": JSONValue($0.text.count)] },
            { [parts, request, turn, account] in
                try parts.assembler.assemble(
                    parts: answers.flatMap(\.parts), group: group,
                    session: turn.session.id, texts: texts, channel: request.channel,
                    customerName: account?.customer.name ?? request.customerName)
            })
    }

    private func answer(
        _ name: String, _ seen: Understanding, _ texts: LanguageTexts, _ desk: ActionsDesk
    ) throws -> SpecialistAnswer {
        guard let category = parts.categories.first(where: { $0.name == name }),
            let specialist = parts.specialists[try parts.settings.category(name).specialist]
        else {
            throw AlmanacError(.notFound, "nobody answers \(name)", hint: "give it a row in specialists.yml")
        }
        let flags = [seen.redLine?.group, seen.outstanding?.code].compactMap(\.self)
        return try specialist.answer(
            SpecialistTask(
                category: category, words: seen.intents[name] ?? seen.context.words, message: seen.text,
                classification: seen.classification, attachments: request.attachments, identity: request.identity,
                followUp: seen.state.followUp, state: seen.state, flags: Set(flags), texts: texts,
                policy: parts.actions.policy, tools: desk, now: request.now))
    }

    private mutating func judged(_ prepared: Preparation, _ seen: Understanding) -> Verdict {
        if isLate, !failures.contains(where: { $0.code == .error }) {
            failures.append(DecisionReason(.error, "The deadline passed before the answer was ready."))
        }
        let release = attempt(
            "release", "Whether answers may be sent could not be read.",
            otherwise: ReleasePolicy(autosend: false, isShadow: parts.release.isShadow)
        ) { [parts] in
            ReleasePolicy(
                autosend: try parts.reviews.autosend().isOn, isShadow: parts.release.isShadow,
                heedsSentiment: parts.release.heedsSentiment)
        }
        let digest = attempt("digest", "The knowledge could not be read.", otherwise: nil) { [parts] in
            try parts.digests.latest()
        }
        let executed =
            seen.state.executed
            + prepared.answers.flatMap(\.tools).filter { $0.use.status == "executed" }
            .map { ExecutedAction(tool: $0.tool, status: "executed") }
        let evidence = attempt("evidence", "What the answer rests on could not be read.", otherwise: []) {
            [self] in try self.evidence(prepared, seen)
        }
        let input = GateInput(
            classification: seen.classification, identity: request.identity,
            customerEmail: request.identity.level == .verified ? request.identity.email : nil,
            isOptedOut: account.map { !$0.customer.aiEnabled } ?? false, outstanding: seen.outstanding,
            answers: prepared.answers, forms: prepared.forms, executed: executed,
            isReviewed: prepared.texts.isReviewed, state: seen.state, session: turn.session.id,
            evidence: evidence, failures: failures)
        return trace.stepped(
            "gate",
            attributes: {
                [
                    "decision": .string($0.decision.rawValue),
                    "violations": JSONValue($0.violations.map(\.kind.rawValue)),
                ]
            },
            { [parts, guards] in
                parts.gate.judge(input, claims: guards?.claims, digest: digest, release: release)
            })
    }

    /// What figures of an answer may rest on.
    private func evidence(_ prepared: Preparation, _ seen: Understanding) throws -> [String] {
        var evidence = [seen.text.plain]
        for run in prepared.answers.flatMap(\.tools) {
            switch run.outcome {
            case .result(let result): evidence.append(result.text)
            case .executed(let result): evidence.append(JSONValue.object(result).text)
            case .proposed(let view): evidence.append(JSONValue.object(view.proposal.json).text)
            case .refused(let refusal): evidence.append(refusal.json.text)
            case .failed: break
            }
        }
        for part in prepared.answers.flatMap(\.parts) {
            for citation in part.citations { evidence += try parts.digests.text(of: citation.document) }
            evidence += part.values
        }
        return evidence + [today.iso]
    }

    // MARK: - Settling

    private mutating func settled(
        _ seen: Understanding, decision: SupportDecision, reasons: [DecisionReason], verdict: Verdict? = nil,
        prepared: Preparation? = nil, isSilent: Bool = false
    ) -> (handled: HandledMessage, record: TurnRecord) {
        let answers = prepared?.answers ?? []
        let forms = prepared.flatMap { $0.forms.text.isEmpty ? nil : $0.forms }
        let isSent = decision == .send
        let acknowledgement = isSent || isSilent || !parts.release.acknowledges ? nil : acknowledgement(seen)
        let assignee =
            isSent
            ? nil
            : parts.handoff.assignee(
                category: seen.classification.category, reasons: reasons.map(\.code.rawValue),
                redLine: seen.redLine?.group, outstanding: seen.outstanding?.code)
        // A token is for the customer who is shown the form, not for whoever looks at a draft.
        let proposals = answers.flatMap(\.proposals).map { isSent ? $0 : $0.proposal.unsigned }
        var handled = HandledMessage(
            decision: decision, reasons: reasons, response: isSent ? forms : nil, draft: isSent ? nil : forms,
            acknowledgement: acknowledgement, classification: seen.classification, redLine: seen.redLine?.group,
            session: turn.session.id, message: turn.message, identity: request.identity.level,
            outstanding: seen.outstanding, scores: verdict?.scores ?? .none, violations: verdict?.violations ?? [],
            tools: answers.flatMap(\.tools).map(\.use), proposals: proposals, citations: answers.flatMap(\.citations),
            handoff: nil, trace: "trace_" + turn.message.dropFirst("msg_".count),
            degraded: degraded(seen, answers), timings: [])
        if decision == .escalate, !isSilent || seen.redLine != nil {
            handled.handoff = trace.stepped("handoff") { [self] in handoff(seen, reasons, forms, answers) }
        }
        handled.timings = trace.timings
        let record = TurnRecord(
            decision: decision, reasons: reasons, classification: seen.classification,
            outstanding: seen.outstanding?.code, redLine: seen.redLine?.group, scores: handled.scores,
            violations: handled.violations, released: handled.response ?? acknowledgement, draft: handled.draft,
            handoff: handled.handoff, assignee: assignee, offers: isSent ? answers.flatMap(\.offers) : [],
            followUp: isSent ? answers.lazy.compactMap(\.followUp).first : nil,
            executions: prepared?.executions ?? [], spans: trace.spans, result: handled.json(withTokens: false),
            isShadow: parts.release.isShadow)
        return (handled, record)
    }

    private func acknowledgement(_ seen: Understanding) -> AnswerForms? {
        let words = Acknowledgement(
            redLine: seen.redLine, urgency: seen.classification.urgency, isOpen: parts.hours.isOpen(at: request.now))
        return try? parts.assembler.acknowledge(
            words, texts: parts.texts.texts(seen.classification.language), hours: parts.hours, at: request.now,
            channel: request.channel, customerName: account?.customer.name ?? request.customerName)
    }

    private func degraded(_ seen: Understanding, _ answers: [SpecialistAnswer]) -> [String] {
        var found: [String] = []
        for word in seen.classification.degraded + answers.flatMap(\.degraded) where !found.contains(word) {
            found.append(word)
        }
        return found
    }

    /// The note for the person who takes the conversation over; `note` is its readable form.
    private func handoff(
        _ seen: Understanding, _ reasons: [DecisionReason], _ forms: AnswerForms?, _ answers: [SpecialistAnswer]
    ) -> JSONObject {
        let history = seen.state.messages + [PastMessage(role: .customer, text: request.text, at: request.now)]
        let known = account?.customer
        let note = HandoffNote(
            session: turn.session.id, channel: request.channel, at: request.now,
            customer: HandoffNote.Contact(
                name: known?.name ?? request.customerName, number: known?.number, email: request.identity.email,
                level: request.identity.level, verifiedBy: request.identity.verification),
            classification: seen.classification, urgency: seen.redLine.flatMap { Urgency(rawValue: $0.urgency) },
            summary: ExtractiveSummary.of(history, characters: SupportPipeline.summary), history: history,
            attempted: forms?.text, reasons: reasons, tools: answers.flatMap(\.tools).map(\.use),
            proposals: answers.flatMap(\.proposals).map(\.proposal) + seen.state.proposals,
            outstanding: seen.outstanding?.code, redLine: seen.redLine?.group, rules: parts.handoff)
        var json = note.json
        json["note"] = .string(note.text)
        return json
    }
}

extension SupportPipeline {
    /// Where a message goes that nobody could read.
    static let fallbackCategory = "other"
    /// How sure a category is that the conversation implies.
    static let impliedConfidence = 0.9
    /// Words of a message that may answer a question, and of one that surely does.
    static let longestReply = 25
    static let shortReply = 6
    /// Letters of a message whose language nobody can tell.
    static let fewLetters = 12
    /// Characters of a hand-off note's summary.
    static let summary = 800

    /// The sentences of a message by the one of two categories that they are likelier about.
    static func intents(
        _ words: String, _ reading: TrainedRouter.Reading, _ labels: [String], _ first: String, _ second: String
    ) -> [String: String] {
        let sentences = IntentSentences.of(words)
        guard sentences.count == reading.sentences.count, let one = labels.firstIndex(of: first),
            let two = labels.firstIndex(of: second)
        else { return [:] }
        var parts: [String: [String]] = [:]
        for (sentence, said) in zip(sentences, reading.sentences) {
            parts[said.probabilities[two] > said.probabilities[one] ? second : first, default: []].append(sentence)
        }
        return parts.mapValues { $0.joined(separator: " ") }
    }
}
