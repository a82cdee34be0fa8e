import Domain
import Foundation

/// What an answer may not say: that something was done which no executed operation of the conversation shows, a refund
/// or a replacement in any words, card data, inner matters, and other people's addresses and numbers.
public struct ClaimsCheck: Sendable {
    struct Rule: Sendable {
        let kind: Violation.Kind
        /// Operations that make the words true.
        let tools: Set<String>
        let patterns: PatternSet
    }

    struct LeakRule: Sendable {
        let kind: Violation.Kind
        let tools: Set<String>
        let patterns: PatternSet
        /// Whether the customer's own address and the company's are none.
        let sparesKnownAddresses: Bool
        let keepsCase: Bool
    }

    let deeds: [Rule]
    let leaks: [LeakRule]
    /// What makes a sentence conditional, a question, an offer or a rule, by language.
    let notClaims: PatternSet
    /// Hosts of the company's pages and mail.
    let hosts: Set<String>
    private let memory = Memory<Statement>(capacity: 10_000)
    let limits: LearnedLimits
    /// What was learned; without it the patterns alone decide.
    public var model: GuardModel?

    /// Bytes of an answer that are checked; a longer one is refused.
    public static let limit = 100_000
    /// Characters of evidence.
    private static let longestEvidence = 200

    /// Every violation of an answer, in the order of the rules, none twice. Empty for an answer that may be sent.
    ///
    /// - Parameters:
    ///   - answer: its text; tags and entities in it are read as HTML.
    ///   - html: its other form, checked as well.
    ///   - customerEmail: the address that the answer may hold.
    ///
    /// Throws `too_large` and `resource_exhausted`: such an answer was not checked and is not sent.
    public func violations(
        answer: String, html: String? = nil, executedActions: [ExecutedAction] = [], customerEmail: String? = nil
    ) throws -> [Violation] {
        guard answer.utf8.count + (html?.utf8.count ?? 0) <= ClaimsCheck.limit else {
            throw AlmanacError(
                .tooLarge, "the answer is larger than \(ClaimsCheck.limit) bytes", hint: "shorten it")
        }
        let executed = Set(executedActions.filter { $0.status == "executed" }.map(\.tool))
        var found: [Violation] = []
        for form in ClaimsCheck.forms(answer, html) {
            found += try claims(in: form, executed)
            found += try leaks(in: form, executed, customerEmail)
        }
        var seen: Set<Violation> = []
        return found.filter { seen.insert($0).inserted }
    }

    // MARK: - Deeds and promises

    private func claims(in form: String, _ executed: Set<String>) throws -> [Violation] {
        let statements = try statements(of: form)
        let excused = excused(executed)
        let readings = model?.read(
            statements.map { [GuardLesson.Sentence(text: $0.text, flags: $0.flags)] },
            language: MessageLanguage.code(of: form), excused: Set(excused.map(\.rawValue)))
        var found: [Violation] = []
        for (place, statement) in statements.enumerated() {
            let matches = statement.matches.filter { !excused.contains($0.kind) && !$0.isAside }
            guard let reading = readings?[place] else {
                found += matches.map { Violation(kind: $0.kind, evidence: ClaimsCheck.cut($0.text)) }
                continue
            }
            if reading.probability >= limits.passes {
                found += matches.map { Violation(kind: $0.kind, evidence: ClaimsCheck.cut($0.text)) }
            }
            if reading.probability >= limits.stops, matches.isEmpty, let kind = Violation.Kind(rawValue: reading.label)
            {
                found.append(Violation(kind: kind, evidence: ClaimsCheck.cut(statement.text)))
            }
        }
        return found
    }

    /// Kinds that an executed operation makes true.
    private func excused(_ executed: Set<String>) -> Set<Violation.Kind> {
        Set(deeds.filter { !$0.tools.isDisjoint(with: executed) }.map(\.kind))
    }

    /// What an answer teaches; see `RedLines.lesson`.
    func lesson(
        _ answer: String, kinds: [String], executed: Set<String>, isOwn: Bool
    ) throws -> GuardLesson {
        guard let form = ClaimsCheck.forms(answer, nil).first else {
            return GuardLesson(sentences: [], language: "und")
        }
        let language = MessageLanguage.code(of: form)
        let sentences = try Sentences.split(form).map { sentence in
            let statement = try statement(sentence, language)
            return GuardLesson.Sentence(text: statement.text, flags: isOwn ? [] : statement.flags)
        }
        return GuardLesson(
            sentences: sentences, labels: kinds, excused: Set(excused(executed).map(\.rawValue)), language: language)
    }

    /// Answers are made of the same sentences again and again: what the patterns say of one is kept.
    private func statements(of form: String) throws -> [Statement] {
        let language = MessageLanguage.code(of: form)
        return try Sentences.split(form).map { sentence in
            try memory.value(for: "\(language)\n\(sentence)") { try statement(sentence, language) }
        }
    }

    /// A sentence with what the patterns say of it.
    struct Statement: Sendable {
        let text: String
        let matches: [(kind: Violation.Kind, text: String, isAside: Bool)]
        let flags: Set<String>
    }

    private func statement(_ sentence: String, _ own: String) throws -> Statement {
        let input = PatternInput(GuardText.lowered(sentence))
        var matches: [(kind: Violation.Kind, text: String, isAside: Bool)] = []
        var isAside: [String: Bool] = [:]
        /// Only by the same language: `no` and `si` are harmless words elsewhere.
        func setsAside(_ language: String) throws -> Bool {
            if let known = isAside[language] { return known }
            let aside = try notClaims.firstMatch(in: input, language: language) != nil
            isAside[language] = aside
            return aside
        }
        var flags: Set<String> = []
        if try setsAside(own) { flags.insert("aside") }
        for rule in deeds {
            var best: (text: String, isAside: Bool)?
            for list in rule.patterns.lists where best?.isAside ?? true {
                guard let match = try rule.patterns.firstMatch(in: input, language: list.language) else { continue }
                best = (match.text, try setsAside(list.language))
            }
            guard let best else { continue }
            matches.append((rule.kind, best.text, best.isAside))
            flags.insert(best.isAside ? "aside:\(rule.kind.rawValue)" : "matches:\(rule.kind.rawValue)")
            flags.insert(best.isAside ? "aside-match" : GuardTrainer.hit)
        }
        return Statement(text: input.text, matches: matches, flags: flags)
    }

    // MARK: - Leaks

    private func leaks(in form: String, _ executed: Set<String>, _ customerEmail: String?) throws -> [Violation] {
        let text = withoutOwnLinks(form)
        var found = CardNumbers.masked(in: text).map { Violation(kind: .cardData, evidence: $0) }
        let known = customerEmail.map { GuardText.normalized($0) }
        for part in Sentences.windows(text, length: Sentences.longest) {
            let cased = PatternInput(part)
            let lowered = PatternInput(GuardText.lowered(part))
            for rule in leaks where rule.tools.isDisjoint(with: executed) {
                for match in try rule.patterns.matches(in: rule.keepsCase ? cased : lowered) {
                    if rule.sparesKnownAddresses, isKnown(match.text, known) { continue }
                    found.append(Violation(kind: rule.kind, evidence: evidence(match.text, rule.kind)))
                }
            }
        }
        return found
    }

    private func isKnown(_ address: String, _ customer: String?) -> Bool {
        let address = address.trimming { ".,;:<>()".contains($0) }
        if let customer, address == customer { return true }
        guard let at = address.lastIndex(of: "@") else { return false }
        return hosts.contains(String(address[address.index(after: at)...]))
    }

    /// Addresses of the company's pages hold keys and numbers that are no words.
    private func withoutOwnLinks(_ text: String) -> String {
        guard text.contains("://") else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: " ", omittingEmptySubsequences: false).map { word in
                guard let scheme = word.range(of: "https://") else { return String(word) }
                let rest = word[scheme.upperBound...]
                let host = rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
                guard hosts.contains(host.lowercased()) else { return String(word) }
                let tail = rest[host.endIndex...].drop { !"\"'()[]<>,;|{}".contains($0) }
                return String(word[..<scheme.lowerBound]) + String(host) + String(tail)
            }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    private func evidence(_ text: String, _ kind: Violation.Kind) -> String {
        guard kind == .cardData, text.count(where: \.isNumber) > 4 else { return ClaimsCheck.cut(text) }
        var shown = text.count(where: \.isNumber)
        return ClaimsCheck.cut(
            String(
                text.map { character in
                    guard character.isNumber else { return character }
                    shown -= 1
                    return shown < 4 ? character : "•"
                }))
    }

    private static func cut(_ text: String) -> String {
        text.trimming(while: \.isWhitespace).count > longestEvidence
            ? text.prefix(longestEvidence) + "…" : text.trimming(while: \.isWhitespace)
    }

    // MARK: - Forms

    /// Every reading of the answer, cleaned, with lines and case: its text, its HTML, and what neither shows.
    private static func forms(_ answer: String, _ html: String?) -> [String] {
        var readings: [String] = []
        if answer.contains("<") || answer.contains("&") {
            readings += visibleForms(answer, keepsLines: true)
        } else {
            readings.append(answer)
        }
        if let html { readings += visibleForms(html, keepsLines: false) }
        var seen: Set<String> = []
        return readings.map { GuardText.cased(GuardText.withoutEmphasis($0), keepsLines: true) }
            .filter { seen.insert($0).inserted }
    }

    private static func visibleForms(_ html: String, keepsLines: Bool) -> [String] {
        var options = MessageHTML.Options(marksQuotes: false, keepsLines: keepsLines, keepsUnknownTags: true)
        let shown = MessageHTML(html, options: options)
        guard shown.hasHidden else { return [shown.text] }
        // A reader without styles sees it.
        options.showsHidden = true
        return [shown.text, MessageHTML(html, options: options).text]
    }
}
