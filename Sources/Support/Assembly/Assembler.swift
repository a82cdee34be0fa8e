import Crypto
public import Domain

/// Puts an answer together: greeting, opener, the parts, closer, signature, and that a program wrote it.
///
/// The same input gives the same bytes. What is chosen among variants depends on the session alone, so that a
/// conversation keeps its tone.
public struct Assembler: Sendable {
    /// Whether an answer says that a program wrote it.
    public let isDisclosed: Bool
    private let hosts: Set<String>

    /// Longest body, in characters.
    public static let longestBody = 20_000

    /// - Parameters:
    ///   - company: whose hosts an answer may link to.
    ///   - disclosure: whether an answer says that a program wrote it.
    public init(company: CompanyInfo, disclosure: Bool = true) {
        (hosts, isDisclosed) = (company.linkHosts, disclosure)
    }

    /// The answer in the forms that its channel takes: text, and HTML for e-mail only.
    ///
    /// A greeting that a part begins with is dropped, a part that says the same as another one too. The opener is left
    /// out where a person takes up everything. Links go to the company's hosts only, others keep their words.
    ///
    /// - Parameters:
    ///   - customerName: the name on the account, or as the channel has it.
    ///   - session: chooses among openers and closers.
    ///
    /// Throws `internal_error` for texts that are not there, `too_large` for a body of more than 20,000 characters.
    public func assemble(
        parts: [AnswerPart], group: OpenerGroup, session: String, texts: LanguageTexts, channel: ContactChannel,
        customerName: String? = nil
    ) throws -> AnswerForms {
        var body: [String] = []
        for part in parts {
            let text = PartGreeting.dropped(from: part.text)
            if !text.isEmpty, !body.contains(text) { body.append(text) }
        }
        guard body.reduce(0, { $0 + $1.utf8.count }) <= 4 * Assembler.longestBody,
            body.reduce(0, { $0 + $1.count }) <= Assembler.longestBody
        else {
            throw AlmanacError(
                .tooLarge, "an answer is longer than \(Assembler.longestBody) characters", hint: "make it shorter")
        }
        let choice = Array(SHA256.hash(data: Array(session.utf8)))
        var sections = [try greeting(customerName, texts)]
        if parts.isEmpty || parts.contains(where: { $0.kind != .handover }) {
            sections.append(try variant("openers.\(group.rawValue)", texts, choice.prefix(8)))
        }
        if !body.isEmpty { sections.append(body.joined(separator: "\n\n")) }
        sections.append(try variant("closers", texts, choice.dropFirst(8).prefix(8)))
        sections.append(try texts.text("signature"))
        if isDisclosed { sections.append(try texts.text("disclosure")) }
        return forms(sections, texts, channel)
    }

    /// What a customer is told at once when a person takes their message up. The words for self-harm and for red lines
    /// stand alone.
    ///
    /// Throws `internal_error` for texts that are not there.
    public func acknowledge(
        _ acknowledgement: Acknowledgement, texts: LanguageTexts, hours: OfficeHours, at moment: Timestamp,
        channel: ContactChannel, customerName: String? = nil
    ) throws -> AnswerForms {
        var sections = [try acknowledgement.text(texts, hours: hours, at: moment)]
        if acknowledgement.isFramed {
            sections = [try greeting(customerName, texts)] + sections + [try texts.text("signature")]
        }
        return forms(sections, texts, channel)
    }

    // MARK: -

    private func greeting(_ name: String?, _ texts: LanguageTexts) throws -> String {
        guard let given = name.flatMap(GivenName.of) else { return try texts.text("greeting.unnamed") }
        return try texts.text("greeting.named", ["first_name": given])
    }

    private func variant(_ key: String, _ texts: LanguageTexts, _ bytes: some Sequence<UInt8>) throws -> String {
        let variants = try texts.list(key)
        let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return variants[Int(number % UInt64(variants.count))]
    }

    private func forms(_ sections: [String], _ texts: LanguageTexts, _ channel: ContactChannel) -> AnswerForms {
        let bodies = sections.map { AnswerBody($0, hosts: hosts) }.filter { !$0.blocks.isEmpty }
        let text = bodies.map(\.text).joined(separator: "\n\n")
        guard channel == .email else { return AnswerForms(text: text) }
        let direction = Assembler.rightToLeft.contains(texts.language) ? "rtl" : "ltr"
        let blocks = bodies.map { "<div>\n\($0.html)\n</div>" }.joined(separator: "\n")
        return AnswerForms(
            text: text,
            html: "<div dir=\"\(direction)\" lang=\"\(AnswerBody.escaped(texts.language))\">\n\(blocks)\n</div>")
    }

    /// Languages that are written from the right.
    private static let rightToLeft: Set<String> = ["ar", "fa", "he", "ur", "yi"]
}
