public import Domain

/// What the gate is told about a message and the answer that was prepared for it.
public struct GateInput: Sendable {
    public var classification: Classification
    public var identity: Identity
    /// The customer's address that an answer may hold; nil unless verified.
    public var customerEmail: String?
    /// Whether the customer wants people only.
    public var isOptedOut: Bool
    public var outstanding: Outstanding?
    /// By intent, the primary first.
    public var answers: [SpecialistAnswer]
    public var forms: AnswerForms
    /// Of this conversation and this turn.
    public var executed: [ExecutedAction]
    /// Whether the texts of the answer's language are reviewed.
    public var isReviewed: Bool
    public var state: ConversationState
    public var session: String
    /// Everything that answers may rest on: results of tools, texts of citations, the customer's message.
    public var evidence: [String]
    /// What broke on the way; the message is then drafted.
    public var failures: [DecisionReason]

    public init(
        classification: Classification, identity: Identity, customerEmail: String? = nil, isOptedOut: Bool = false,
        outstanding: Outstanding? = nil, answers: [SpecialistAnswer], forms: AnswerForms,
        executed: [ExecutedAction] = [], isReviewed: Bool = true, state: ConversationState = ConversationState(),
        session: String, evidence: [String] = [], failures: [DecisionReason] = []
    ) {
        (self.classification, self.identity, self.customerEmail) = (classification, identity, customerEmail)
        (self.isOptedOut, self.outstanding, self.answers) = (isOptedOut, outstanding, answers)
        (self.forms, self.executed, self.isReviewed, self.state) = (forms, executed, isReviewed, state)
        (self.session, self.evidence, self.failures) = (session, evidence, failures)
    }
}

/// What the gate says.
public struct Verdict: Sendable, Hashable {
    public var decision: SupportDecision
    /// Every reason that speaks against sending; empty with *send*.
    public var reasons: [DecisionReason]
    public var scores: AnswerScores
    public var violations: [Violation]
}

/// How far answers are released at all.
public struct ReleasePolicy: Sendable, Hashable {
    /// The team's switch for everything.
    public var autosend: Bool
    /// Decides and never sends, so that people's answers can be compared.
    public var isShadow: Bool
    /// Whether frustration over turns calls for a person.
    public var heedsSentiment: Bool

    public init(autosend: Bool = true, isShadow: Bool = false, heedsSentiment: Bool = true) {
        (self.autosend, self.isShadow, self.heedsSentiment) = (autosend, isShadow, heedsSentiment)
    }
}

/// Decides in code whether an answer may be sent: what it claims, what it is worth, and whose it is.
public struct Gate: Sendable {
    private let settings: SpecialistSettings
    private let policy: GatePolicy

    /// Answers that did not help before a person is called.
    static let failedAttempts = 2

    public init(settings: SpecialistSettings, policy: GatePolicy) {
        (self.settings, self.policy) = (settings, policy)
    }

    /// Never throws: what cannot be judged is not sent.
    ///
    /// - Parameter claims: nil where there is no check; nothing is then sent.
    public func judge(
        _ input: GateInput, claims: ClaimsCheck?, digest: KnowledgeDigest?, release: ReleasePolicy
    ) -> Verdict {
        var reasons = input.failures
        let violations: [Violation]
        do {
            violations = try self.violations(of: input, claims: claims, digest: digest)
        } catch {
            violations = []
            reasons.append(DecisionReason(.error, "The answer could not be checked."))
        }
        let scores = AnswerScoring.scores(input, violations: violations)
        for kind in Set(violations.map(\.kind.rawValue)).sorted() {
            reasons.append(DecisionReason(.claim, "The answer would say what nothing shows: \(kind)."))
        }
        let calls = escalations(input, release)
        reasons += drafts(input, scores)
        reasons += held(input, release)
        let all = Gate.unique(calls + reasons)
        let decision: SupportDecision = !calls.isEmpty ? .escalate : all.isEmpty ? .send : .draft
        return Verdict(decision: decision, reasons: all, scores: scores, violations: violations)
    }

    private func violations(
        of input: GateInput, claims: ClaimsCheck?, digest: KnowledgeDigest?
    ) throws -> [Violation] {
        guard let claims else {
            throw AlmanacError(.unavailable, "there is no claims check", hint: "give the company a guard.yml")
        }
        var found = try claims.violations(
            answer: input.forms.text, html: input.forms.html, executedActions: input.executed,
            customerEmail: input.customerEmail)
        if let digest, let text = digest.internalText(in: input.forms.text) {
            found.append(Violation(kind: .internalLeak, evidence: text))
        }
        return found
    }

    // MARK: Reasons

    /// What only a person may answer.
    private func escalations(_ input: GateInput, _ release: ReleasePolicy) -> [DecisionReason] {
        var reasons: [DecisionReason] = []
        if input.classification.wantsHuman {
            reasons.append(DecisionReason(.requestHuman, "The customer asks for a person."))
        }
        if let outstanding = input.outstanding, policy.escalates(outstanding) {
            reasons.append(DecisionReason(.outstanding, outstanding.title))
        }
        if release.heedsSentiment, input.classification.sentiment == .frustrated, input.state.wasFrustrated {
            reasons.append(DecisionReason(.sentiment, "The second frustrated message in a row."))
        }
        if input.state.failedAttempts >= Gate.failedAttempts {
            reasons.append(DecisionReason(.sentiment, "Earlier answers did not help."))
        }
        return reasons
    }

    private func drafts(_ input: GateInput, _ scores: AnswerScores) -> [DecisionReason] {
        var reasons: [DecisionReason] = []
        if let outstanding = input.outstanding, !policy.escalates(outstanding) {
            // A hard rule is always looked at; a soft one unless the answer is beyond doubt.
            if outstanding.kind == .hard || scores.confidence < policy.softCaseFrom {
                reasons.append(DecisionReason(.outstanding, outstanding.title))
            }
        }
        if input.classification.lowConfidence {
            reasons.append(DecisionReason(.lowConfidence, "It is not sure what the message is about."))
        }
        if !input.isReviewed || input.classification.degraded.contains("language") {
            reasons.append(
                DecisionReason(.language, "No reviewed texts for the language \(input.classification.language)."))
        }
        if input.isOptedOut { reasons.append(DecisionReason(.policy, "The customer is answered by people only.")) }
        reasons += input.answers.flatMap(\.objections)
        let least = settings.scores
        for (name, score, floor, code) in [
            ("safety", scores.safety, least.safety, DecisionReason.Code.claim),
            ("accuracy", scores.accuracy, least.accuracy, .claim),
            ("tone", scores.tone, least.tone, .lowConfidence),
            ("completeness", scores.completeness, least.completeness, .lowConfidence),
        ] where score < floor {
            reasons.append(DecisionReason(code, "The answer's \(name) is below \(floor)."))
        }
        if input.answers.allSatisfy({ $0.parts.isEmpty && !$0.needsNoBody }) {
            reasons.append(DecisionReason(.lowConfidence, "There is no answer."))
        }
        return reasons
    }

    /// What the company has decided about sending.
    private func held(_ input: GateInput, _ release: ReleasePolicy) -> [DecisionReason] {
        var reasons: [DecisionReason] = []
        if !release.autosend { reasons.append(DecisionReason(.policy, "Automatic sending is switched off.")) }
        if release.isShadow { reasons.append(DecisionReason(.policy, "Shadow mode: nothing is sent.")) }
        for answer in input.answers {
            guard let rules = try? settings.category(answer.category) else {
                reasons.append(DecisionReason(.policy, "No specialist is set for \(answer.category)."))
                continue
            }
            let isForm = answer.parts.contains { $0.kind == .form }
            let isLink = answer.parts.contains { $0.kind == .link }
            if isForm || isLink || answer.usesAccount {
                if input.identity.level < .verified, isForm || isLink {
                    reasons.append(DecisionReason(.identity, "This needs a verified customer."))
                }
                if isForm ? !rules.sendsForms : !rules.sendsAccount {
                    reasons.append(
                        DecisionReason(.policy, "Answers of \(answer.category) from an account are not sent."))
                }
            } else if !rules.sendsInformation {
                reasons.append(DecisionReason(.policy, "Answers of \(answer.category) are not sent."))
            }
            if answer.parts.contains(where: { $0.kind == .handover }) {
                reasons.append(DecisionReason(.policy, "A part of the message is for a person."))
            }
            if input.classification.confidence < rules.confidence {
                reasons.append(
                    DecisionReason(
                        .lowConfidence, "\(answer.category) is sent from a confidence of \(rules.confidence) on."))
            }
            if Rollout.share(session: input.session, category: answer.category) >= rules.rollout {
                reasons.append(
                    DecisionReason(.policy, "\(answer.category) is sent in \(rules.rollout) % of conversations."))
            }
        }
        return reasons
    }

    private static func unique(_ reasons: [DecisionReason]) -> [DecisionReason] {
        var seen: Set<DecisionReason> = []
        return reasons.filter { seen.insert($0).inserted }
    }
}
