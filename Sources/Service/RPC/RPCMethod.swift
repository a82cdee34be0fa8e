public import Domain

/// Every method of the line protocol. The server, the client, `almanac call`, the reference page and `rpc.discover`
/// all read this list.
public enum RPCMethod: String, Sendable, CaseIterable, Hashable {
    case hello
    case ping
    case health
    case stats
    case discover = "rpc.discover"
    case knowledgeSearch = "knowledge.search"
    case knowledgeWhyNot = "knowledge.why_not"
    case knowledgeGet = "knowledge.get"
    case knowledgeList = "knowledge.list"
    case knowledgeIngest = "knowledge.ingest"
    case knowledgeDelete = "knowledge.delete"
    case knowledgeRevisions = "knowledge.revisions"
    case knowledgeDiff = "knowledge.diff"
    case knowledgeRollback = "knowledge.rollback"
    case supportHandle = "support.handle"
    case supportClassify = "support.classify"
    case toolsList = "tools.list"
    case toolsRead = "tools.read"
    case actionsPropose = "actions.propose"
    case actionsList = "actions.list"
    case actionsConfirm = "actions.confirm"
    case actionsDecline = "actions.decline"
    case cancelLinkCheck = "actions.cancel_link.check"
    case cancelLinkRedeem = "actions.cancel_link.redeem"
    case supportCheckAnswer = "support.check_answer"
    case supportSession = "support.session"
    case supportSessions = "support.sessions"
    case supportHandback = "support.handback"
    case reviewList = "review.list"
    case reviewResolve = "review.resolve"
    case feedbackRecord = "feedback.record"
    case autosendGet = "autosend.get"
    case autosendSet = "autosend.set"

    public var name: String { rawValue }
    public var summary: String { definition.summary }
    public var scope: RPCScope { definition.scope }
    /// In the order in which a list of positional parameters is read.
    public var parameters: [Schema.Field] { definition.parameters }
    public var result: Schema { definition.result }
    /// Whether a call changes something: once begun it is neither cancelled nor timed out, since the answer would lie.
    public var isWrite: Bool { definition.isWrite }

    /// Shared by every method that may be given a deadline.
    static let deadline = Schema.Field(
        "deadline_ms", .integer(1...600_000), .optional,
        "milliseconds from the arrival of the request after which the answer is the error `timeout`")
}

/// What a caller may do. The owner of the Unix socket may do everything; a TCP token has the scopes it is given.
public enum RPCScope: String, Sendable, CaseIterable, Hashable {
    /// What a channel adapter needs.
    case channel
    /// Stating that a customer's identity is verified. Without it a caller can only say what was claimed.
    case vouch
    /// Reading the knowledge base.
    case knowledge
    /// Watching and running the service.
    case operate
    /// Changing the knowledge base.
    case admin
}

/// What the list says about one method.
struct RPCMethodDefinition: Sendable {
    let summary: String
    let scope: RPCScope
    var isWrite = false
    var parameters: [Schema.Field] = []
    let result: Schema
}

extension RPCMethod {
    var definition: RPCMethodDefinition {
        switch self {
        case .hello: .hello
        case .ping: .ping
        case .health: .health
        case .stats: .stats
        case .discover: .discover
        case .knowledgeSearch: .knowledgeSearch
        case .knowledgeWhyNot: .knowledgeWhyNot
        case .knowledgeGet: .knowledgeGet
        case .knowledgeList: .knowledgeList
        case .knowledgeIngest: .knowledgeIngest
        case .knowledgeDelete: .knowledgeDelete
        case .knowledgeRevisions: .knowledgeRevisions
        case .knowledgeDiff: .knowledgeDiff
        case .knowledgeRollback: .knowledgeRollback
        case .supportHandle: .supportHandle
        case .supportClassify: .supportClassify
        case .toolsList: .toolsList
        case .toolsRead: .toolsRead
        case .actionsPropose: .actionsPropose
        case .actionsList: .actionsList
        case .actionsConfirm: .actionsConfirm
        case .actionsDecline: .actionsDecline
        case .cancelLinkCheck: .cancelLinkCheck
        case .cancelLinkRedeem: .cancelLinkRedeem
        case .supportCheckAnswer: .supportCheckAnswer
        case .supportSession: .supportSession
        case .supportSessions: .supportSessions
        case .supportHandback: .supportHandback
        case .reviewList: .reviewList
        case .reviewResolve: .reviewResolve
        case .feedbackRecord: .feedbackRecord
        case .autosendGet: .autosendGet
        case .autosendSet: .autosendSet
        }
    }
}
