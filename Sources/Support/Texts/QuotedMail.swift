import Domain
import Foundation

/// Tells the lines that a writer wrote from the mail that they answer, in English, German, Spanish, Russian and Hebrew.
///
/// A line with `>` is quoted wherever it stands, so that answers between quoted lines stay. `On … wrote:` before such
/// lines goes with them; without them, and from `Original message` or a mail's header lines on, all the rest is quoted.
struct QuotedMail {
    private(set) var own: [Substring] = []
    private(set) var quoted: [Substring] = []

    /// - Parameter text: cleaned, with its lines.
    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var place = 0
        while place < lines.count {
            let line = QuotedMail.bare(lines[place])
            if line.hasPrefix(">") {
                quoted.append(lines[place])
                place += 1
            } else if QuotedMail.isSeparator(line) || QuotedMail.isHeader(lines, at: place) {
                // A line drawn above the header belongs to it.
                while let last = own.last, QuotedMail.isRule(last) { quoted.append(own.removeLast()) }
                quoted += lines[place...]
                return
            } else if let (end, hasAddress) = QuotedMail.introduction(lines, from: place),
                hasAddress || QuotedMail.isQuoted(lines[end...])
            {
                guard QuotedMail.isQuoted(lines[end...]) else {
                    quoted += lines[place...]
                    return
                }
                quoted += lines[place..<end]
                place = end
            } else {
                own.append(lines[place])
                place += 1
            }
        }
    }

    /// Longest line that is looked at for a mark of quoted mail, in characters.
    private static let longestMark = 250

    private static func bare(_ line: Substring) -> Substring {
        let marks: Set<Character> = [" ", "\t", "*"]
        var line = line
        while let first = line.first, marks.contains(first) { line.removeFirst() }
        while let last = line.last, marks.contains(last) { line.removeLast() }
        return line
    }

    // MARK: - `On … wrote:`

    /// Whether the next words are marked with `>`.
    private static func isQuoted(_ lines: ArraySlice<Substring>) -> Bool {
        lines.first { !bare($0).isEmpty }.map { bare($0).hasPrefix(">") } ?? false
    }

    /// Behind the introduction that begins at `start`, which may be broken over three lines; nil where none does.
    /// Without an address in it, it may be the writer's own sentence.
    private static func introduction(_ lines: [Substring], from start: Int) -> (end: Int, hasAddress: Bool)? {
        var text = ""
        for place in start..<min(start + 3, lines.count) {
            let line = bare(lines[place])
            guard !line.isEmpty, text.utf8.count + line.utf8.count <= 2 * longestMark else { return nil }
            text += (text.isEmpty ? "" : " ") + line
            guard line.hasSuffix(":") else { continue }
            let lowered = GuardText.lowered(text)
            // With a day or an hour: `on my card your colleague wrote:` is none.
            let hasDate = lowered.contains { $0.isNumber }
            guard hasDate, introductions.contains(where: { $0.matches(lowered) }) else { return nil }
            return (place + 1, lowered.contains("@") || lowered.contains("<"))
        }
        return nil
    }

    private struct Introduction {
        let begins: [String]
        let verbs: [String]

        func matches(_ text: String) -> Bool {
            guard begins.isEmpty || begins.contains(where: { text.hasPrefix($0) }) else { return false }
            // Near the end, as nothing but a name follows the verb.
            let tail = text.suffix(80)
            return verbs.contains { tail.contains($0) }
        }
    }

    private static let introductions = [
        Introduction(begins: ["on "], verbs: [" wrote:"]),
        Introduction(begins: ["am "], verbs: [" schrieb"]),
        Introduction(begins: ["el "], verbs: [" escribió:", " escribio:"]),
        Introduction(begins: [], verbs: [" написал:", " написала:", " написал(а):", " пишет:", " писал(а):"]),
        Introduction(begins: ["в "], verbs: [" <"]),
        Introduction(
            begins: ["בתאריך", "ביום", "ב-", "ב"], verbs: [" כתב:", " כתבה:", " כתב/ה:", "מאת ", " כתב/ה <", " כתב <"]),
    ]

    // MARK: - `Original message`

    /// A line that is only drawn, or empty.
    private static func isRule(_ line: Substring) -> Bool { bare(line).allSatisfy { "-_=".contains($0) } }

    private static func isSeparator(_ line: Substring) -> Bool {
        guard line.utf8.count <= longestMark, line.hasPrefix("--") || line.hasPrefix("__") || line.hasPrefix("==")
        else { return false }
        let words = GuardText.lowered(line.filter { !"-_=".contains($0) }).trimming(while: \.isWhitespace)
        return separators.contains { words.hasPrefix($0) }
    }

    private static let separators = [
        "original message", "forwarded message", "begin forwarded message", "reply message",
        "ursprüngliche nachricht", "original-nachricht", "originalnachricht", "weitergeleitete nachricht",
        "mensaje original", "mensaje reenviado", "исходное сообщение", "пересланное сообщение",
        "пересылаемое сообщение", "הודעה מקורית", "הודעה שהועברה",
    ]

    // MARK: - Header lines

    /// `From:` with two more of such lines among the next five.
    private static func isHeader(_ lines: [Substring], at place: Int) -> Bool {
        guard field(lines[place]) == .from else { return false }
        let next = lines[(place + 1)...].prefix(5).compactMap(field)
        return Set(next).subtracting([.from]).count >= 2
    }

    private enum Field { case from, date, to, subject }

    private static func field(_ line: Substring) -> Field? {
        let line = bare(line)
        guard line.utf8.count <= 2 * longestMark, let colon = line.prefix(24).firstIndex(of: ":") else { return nil }
        let name = GuardText.lowered(line[..<colon].filter { $0 != "*" }).trimming(while: \.isWhitespace)
        return fields[name]
    }

    private static let fields: [String: Field] = {
        let names: [(Field, String)] = [
            (.from, "from von de от от кого מאת"),
            (.date, "sent date gesendet datum enviado fecha отправлено дата נשלח תאריך"),
            (.to, "to cc an kopie para cc: кому копия אל עותק"), (.subject, "subject betreff asunto тема נושא"),
        ]
        var fields: [String: Field] = [:]
        for (field, words) in names { for word in words.split(separator: " ") { fields[String(word)] = field } }
        fields["от кого"] = .from
        return fields
    }()
}
