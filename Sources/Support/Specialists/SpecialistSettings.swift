public import Domain

/// Who answers which category with what, and what may be sent without a person: `specialists.yml` of a company folder.
public struct SpecialistSettings: Sendable {
    /// One specialist.
    public struct Entry: Sendable, Hashable {
        public let name: String
        /// Who takes up what a person has to do.
        public let assignee: String
        /// All that it may use.
        public let tools: [String]
        /// All that it may look in.
        public let namespaces: [String]
    }

    /// One category.
    public struct CategoryEntry: Sendable, Hashable {
        public let name: String
        public let specialist: String
        /// Group of openers in the texts: `shipping`.
        public let opener: String
        /// What an answer's confidence must reach to be sent, 0…1.
        public let confidence: Double
        /// Whether answers without account data are sent without a person.
        public let sendsInformation: Bool
        /// Whether answers with account data are, to verified customers.
        public let sendsAccount: Bool
        /// Whether prepared forms are.
        public let sendsForms: Bool
        /// Percent of conversations in which anything is sent, 0…100.
        public let rollout: Int
        public let assignee: String
        let skill: Skill
    }

    /// What each score of an answer must reach to be sent; `confidence` is not used here.
    public let scores: AnswerScores
    /// In the order of the file.
    public let specialists: [Entry]
    /// In the order of the file, one for each category of the company.
    public let categories: [CategoryEntry]
    /// Relevance below which knowledge is not used at all.
    let knowledgeFrom: Double
    let cues: Cues
    /// Codes of plans by their names, as tools tell names only.
    let planCodes: [String: String]

    init(
        scores: AnswerScores, specialists: [Entry], categories: [CategoryEntry], knowledgeFrom: Double, cues: Cues,
        planCodes: [String: String]
    ) {
        (self.scores, self.specialists, self.categories) = (scores, specialists, categories)
        (self.knowledgeFrom, self.cues, self.planCodes) = (knowledgeFrom, cues, planCodes)
    }

    /// Throws `not_found` for a category that no specialist has.
    public func category(_ name: String) throws -> CategoryEntry {
        guard let found = categories.first(where: { $0.name == name }) else {
            throw AlmanacError(
                .notFound, "no specialist answers the category '\(name.prefix(64))'",
                hint: "give it a row under 'categories' in specialists.yml")
        }
        return found
    }

    /// Throws `not_found` for a name that no specialist has.
    public func specialist(_ name: String) throws -> Entry {
        guard let found = specialists.first(where: { $0.name == name }) else {
            throw AlmanacError(
                .notFound, "there is no specialist '\(name.prefix(64))'",
                hint: "the specialists are \(specialists.map(\.name).joined(separator: ", "))")
        }
        return found
    }
}
