/// Something that may be offered to a customer who wishes to leave.
public struct Offer: Sendable, Hashable {
    /// Where a customer who likes it goes on.
    public struct Lead: Sendable, Hashable {
        /// Who makes the change.
        public enum Maker: String, Sendable, Hashable, CaseIterable { case form, person, customer }

        /// A tool of the service, such as `pause_subscription`.
        public let tool: String?
        /// A page of the company, such as `contact`.
        public let page: String?
        public let by: Maker
    }

    /// `rest`; stored with the answer, so that it is not made again too soon.
    public let code: String
    /// For people.
    public let title: String
    /// What is said: for a repeated request the one line.
    public let text: String
    public let oneLine: String
    public let leadsTo: Lead
    /// Whether a native reader approved the text; else answers with it are drafts.
    public let isReviewed: Bool
}
