public import Domain

/// Everything that the pipeline is made of; chosen once, where the program is put together.
public struct PipelineParts: Sendable {
    /// What the team can set.
    public struct Settings: Sendable, Hashable {
        /// Decides and sends nothing.
        public var isShadow: Bool
        /// Whether a customer hears at once that a person will look.
        public var acknowledges: Bool
        /// Whether feelings over turns call for a person; off only to measure what that brings.
        public var heedsSentiment: Bool

        public init(isShadow: Bool = false, acknowledges: Bool = true, heedsSentiment: Bool = true) {
            (self.isShadow, self.acknowledges, self.heedsSentiment) = (isShadow, acknowledges, heedsSentiment)
        }
    }

    public var conversations: Conversations
    public var reviews: ReviewDesk
    public var actions: Actions
    /// May train at the first call; where it throws no message can be judged.
    public var guards: @Sendable () throws -> Guards
    /// Nil where there is no encoder: every message is then drafted.
    public var router: RouterDesk?
    public var categories: [Category]
    public var settings: SpecialistSettings
    public var policy: GatePolicy
    /// By the specialist's name.
    public var specialists: [String: any Specialist]
    public var context: ContextBuilder
    public var texts: AnswerTexts
    public var assembler: Assembler
    public var hours: OfficeHours
    public var handoff: HandoffRules
    public var gate: Gate
    public var digests: KnowledgeDigests
    public var release: Settings
    /// For leases and waiting; never for what a decision rests on.
    public var clock: @Sendable () -> Timestamp

    public init(
        conversations: Conversations, reviews: ReviewDesk, actions: Actions,
        guards: @escaping @Sendable () throws -> Guards, router: RouterDesk?, categories: [Category],
        settings: SpecialistSettings,
        policy: GatePolicy, specialists: [String: any Specialist], context: ContextBuilder = ContextBuilder(),
        texts: AnswerTexts,
        assembler: Assembler, hours: OfficeHours, handoff: HandoffRules, gate: Gate, digests: KnowledgeDigests,
        release: Settings = Settings(), clock: @escaping @Sendable () -> Timestamp
    ) {
        (self.conversations, self.reviews, self.actions) = (conversations, reviews, actions)
        (self.guards, self.router, self.policy) = (guards, router, policy)
        (self.categories, self.settings, self.specialists) = (categories, settings, specialists)
        (self.context, self.texts, self.assembler, self.hours) = (context, texts, assembler, hours)
        (self.handoff, self.gate, self.digests) = (handoff, gate, digests)
        (self.release, self.clock) = (release, clock)
    }
}
