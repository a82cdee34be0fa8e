/// A file that came with a message. Its name proves nothing about what is in it.
public struct Attachment: Sendable, Hashable {
    public var name: String
    /// As the channel stated it: `image/jpeg`.
    public var type: String
    /// Bytes.
    public var size: Int
    /// Where this machine has it; nil where it has not.
    public var path: String?

    public init(name: String, type: String, size: Int, path: String? = nil) {
        (self.name, self.type, self.size, self.path) = (name, type, size, path)
    }

    public var isPhoto: Bool { type.lowercased().hasPrefix("image/") }

    public var json: JSONValue {
        [
            "name": .string(name), "type": .string(type), "size": JSONValue(size), "path": JSONValue(path),
        ]
    }
}

/// A customer's message on its way in, with what its channel says about it.
public struct SupportRequest: Sendable, Hashable {
    /// The channel's id of the message; the same id in the same conversation is the same message.
    public var messageID: String?
    public var text: String
    public var html: String?
    public var attachments: [Attachment]
    /// The caller's own key, which serves as `messageID` does. One of the two is required.
    public var requestKey: String?
    public var channel: ContactChannel
    /// An existing session; the newest open one of a customer for an alias.
    public var session: String?
    /// The channel's id of the conversation.
    public var conversation: String?
    public var identity: Identity
    /// As the channel has it; used in the greeting only.
    public var customerName: String?
    /// Decides and answers, and keeps nothing of it.
    public var isDryRun: Bool
    /// Keeps the message out of the figures.
    public var isTest: Bool
    /// After which the message is drafted instead.
    public var deadline: Duration?
    public var now: Timestamp

    public init(
        messageID: String? = nil, text: String, html: String? = nil, attachments: [Attachment] = [],
        requestKey: String? = nil, channel: ContactChannel = .api, session: String? = nil,
        conversation: String? = nil, identity: Identity = .anonymous, customerName: String? = nil,
        isDryRun: Bool = false, isTest: Bool = false, deadline: Duration? = nil, now: Timestamp
    ) {
        (self.messageID, self.text, self.html, self.attachments) = (messageID, text, html, attachments)
        (self.requestKey, self.channel, self.session, self.conversation) = (requestKey, channel, session, conversation)
        (self.identity, self.customerName, self.isDryRun, self.isTest) = (identity, customerName, isDryRun, isTest)
        (self.deadline, self.now) = (deadline, now)
    }
}
