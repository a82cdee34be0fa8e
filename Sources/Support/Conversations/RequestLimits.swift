import Domain

/// How much of everything a message may bring.
enum RequestLimits {
    /// Bytes.
    static let key = 256
    static let conversation = 100
    static let text = 1_000_000
    static let html = 4_000_000
    static let attachmentName = 1024
    static let attachmentPath = 4096
    static let email = 320
    static let customerName = 1024
    static let attachments = 100

    /// Throws `invalid_params` for what is missing or malformed, `too_large` for a message that is too long.
    static func check(_ request: SupportRequest) throws {
        guard request.messageID != nil || request.requestKey != nil else {
            throw AlmanacError(
                .invalidParams, "a message needs an id or a request_key",
                hint: "send the channel's id of the message, or a key of your own, so that a repeat is known as one")
        }
        try checkContent(request)
        try check(request.messageID, "the id of the message", upTo: key)
        try check(request.requestKey, "request_key", upTo: key)
    }

    /// All but the keys, which a dry run does without.
    static func checkContent(_ request: SupportRequest) throws {
        guard request.text.utf8.count <= text, request.html?.utf8.count ?? 0 <= html else {
            throw AlmanacError(
                .tooLarge, "the message is too long",
                hint: "a text has at most \(text) bytes, its HTML at most \(html)")
        }
        try check(request.identity.email, "the customer's e-mail", upTo: email)
        try check(request.customerName, "the customer's name", upTo: customerName, isRequired: false)
        guard request.attachments.count <= attachments else {
            throw AlmanacError(
                .tooLarge, "the message has \(request.attachments.count) attachments",
                hint: "at most \(attachments) are taken")
        }
        for attachment in request.attachments {
            try check(attachment.name, "the name of an attachment", upTo: attachmentName, isRequired: false)
            try check(attachment.type, "the type of an attachment", upTo: attachmentName, isRequired: false)
            try check(attachment.path, "the path of an attachment", upTo: attachmentPath)
            guard attachment.size >= 0 else {
                throw AlmanacError(
                    .invalidParams, "the size of an attachment is negative", hint: "it is a number of bytes")
            }
        }
    }

    private static func check(_ value: String?, _ what: String, upTo limit: Int, isRequired: Bool = true) throws {
        guard let value else { return }
        guard value.utf8.count <= limit, !isRequired || !value.isEmpty else {
            throw AlmanacError(
                .invalidParams, "\(what) is \(value.isEmpty ? "empty" : "too long")",
                hint: "it has 1 to \(limit) bytes")
        }
    }

    /// The session of a channel's conversation: `cw_` and the channel's id, whose bytes outside of `[A-Za-z0-9._-]`
    /// are percent-encoded.
    static func sessionID(conversation: String) throws -> String {
        var id = ""
        for byte in conversation.utf8.prefix(conversation.utf8.count <= RequestLimits.conversation ? .max : 0) {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                id.unicodeScalars.append(Unicode.Scalar(byte))
            default: id += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        guard !id.isEmpty, id.utf8.count <= RequestLimits.conversation else {
            throw AlmanacError(
                .invalidParams, "the id of the conversation is \(conversation.isEmpty ? "empty" : "too long")",
                hint: "it has 1 to \(RequestLimits.conversation) bytes, percent-encoded")
        }
        return "cw_" + id
    }
}
