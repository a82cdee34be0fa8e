import Domain

/// A message as guards and the router read it: the writer's own words, with quoted mail and signature set apart.
public struct MessageText: Sendable, Hashable {
    /// The writer's words in lines, cleaned: NFKC, no invisible characters, quotes and look-alike letters unified.
    public let plain: String
    /// Mail that was answered or forwarded.
    public let quoted: String
    /// Closing formula, name, `Sent from my phone`.
    public let signature: String
    /// What patterns are tried on: `plain` in lower case, ё as е, on one line, runs of white space one space.
    public let normalized: String
    /// Whether more was given than is read.
    public let isTruncated: Bool

    /// Bytes of a message that are read.
    public static let limit = 1_000_000

    /// A message in plain text.
    ///
    /// Never fails: what is behind `limit` is left out. Where nothing but quoted mail and signature is there, that is
    /// the writer's message.
    public init(_ text: String) { self.init(visible: text, isTruncated: text.utf8.count > MessageText.limit) }

    /// A message in HTML: what a reader sees of it.
    public init(html: String) {
        self.init(
            visible: MessageHTML(MessageText.bounded(html)).text, isTruncated: html.utf8.count > MessageText.limit)
    }

    /// A message with one or both of its forms; the text counts where it says anything.
    public init(text: String, html: String?) {
        if let html, text.allSatisfy(\.isWhitespace) { self.init(html: html) } else { self.init(text) }
    }

    private init(visible: String, isTruncated: Bool) {
        let clean = PlainCharacters.clean(MessageText.bounded(visible))
        let mail = QuotedMail(clean)
        let parts = MailSignature(mail.own)
        let own = MessageText.lines(parts.body)
        if own.contains(where: { !$0.isWhitespace }) {
            plain = own
            quoted = MessageText.lines(mail.quoted)
            signature = MessageText.lines(parts.signature)
        } else {
            plain = MessageText.lines(clean.split(separator: "\n", omittingEmptySubsequences: false))
            (quoted, signature) = ("", "")
        }
        normalized = GuardText.normalized(plain)
        self.isTruncated = isTruncated
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }

    private static func lines(_ lines: [Substring]) -> String {
        lines.joined(separator: "\n").trimming(while: \.isWhitespace)
    }
}
