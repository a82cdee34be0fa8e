import Domain
import Foundation

/// What stands below the last words of a message: the lines behind `-- `, `Sent from my …`, and a closing formula with
/// a name. A name such as Sue is no threat.
struct MailSignature {
    private(set) var body: [Substring]
    private(set) var signature: [Substring] = []

    /// A longer tail is no signature, whatever stands before it.
    private static let mostLines = 12
    private static let mostCharacters = 900
    /// Of a line with a name, an address or a number.
    private static let longestLine = 60

    /// - Parameter lines: the writer's own, cleaned.
    init(_ lines: [Substring]) {
        body = lines
        trim()
        cutMarked()
        cutDevice()
        cutFormula()
        cutFormulaInLine()
    }

    private mutating func trim() {
        while let last = body.last, last.allSatisfy(\.isWhitespace) { body.removeLast() }
    }

    private mutating func cut(at place: Int) {
        signature = Array(body[place...]) + signature
        body.removeSubrange(place...)
        trim()
    }

    private func isShortTail(_ place: Int) -> Bool {
        let tail = body[place...]
        return tail.count <= MailSignature.mostLines + 1
            && tail.reduce(0) { $0 + $1.utf8.count } <= MailSignature.mostCharacters
    }

    /// `-- ` alone on a line (RFC 3676); mailers also drop its space.
    private mutating func cutMarked() {
        guard let place = body.lastIndex(where: { $0 == "--" || $0 == "-- " || $0 == "—" }), isShortTail(place) else {
            return
        }
        cut(at: place)
    }

    /// `Sent from my phone` among the last lines.
    private mutating func cutDevice() {
        for place in body.indices.suffix(4).reversed() {
            let line = MailSignature.words(body[place])
            guard line.count <= 80, MailSignature.devices.contains(where: { line.hasPrefix($0) }) else { continue }
            guard body[(place + 1)...].allSatisfy({ $0.count <= MailSignature.longestLine }) else { return }
            return cut(at: place)
        }
    }

    /// `Kind regards,` and below it one to four short lines that begin with a name.
    private mutating func cutFormula() {
        for place in body.indices.suffix(7).reversed() where MailSignature.isFormula(MailSignature.words(body[place])) {
            let below = body[(place + 1)...].filter { !$0.allSatisfy(\.isWhitespace) }
            guard below.count <= 4, below.allSatisfy({ $0.utf8.count <= 2 * MailSignature.longestLine }) else { return }
            guard let first = below.first else {
                // A formula alone says nothing that a guard could miss.
                return cut(at: place)
            }
            guard MailSignature.isName(first), below.dropFirst().allSatisfy(MailSignature.isContactLine) else { return }
            return cut(at: place)
        }
    }

    /// `… Regards, Sue` at the end of the last line.
    private mutating func cutFormulaInLine() {
        guard let line = body.last else { return }
        let tail = line.suffix(80)
        let starts = tail.indices.filter { place in
            guard place != tail.startIndex else { return line.count <= 80 }
            return tail[tail.index(before: place)] == " "
                && tail[..<place].dropLast().last.map { ".!?,;".contains($0) } ?? false
        }
        for start in starts {
            let rest = tail[start...]
            guard let comma = rest.firstIndex(where: { ",.!-".contains($0) }),
                MailSignature.isFormula(MailSignature.words(rest[..<comma])),
                MailSignature.isName(rest[rest.index(after: comma)...])
            else { continue }
            signature.insert(rest, at: 0)
            body[body.count - 1] = line[..<start]
            return trim()
        }
    }

    // MARK: - Words

    private static func words(_ line: Substring) -> String {
        GuardText.lowered(line.prefix(200).filter { $0 != "*" && $0 != "\"" })
            .trimming { $0.isWhitespace || ",.!-:".contains($0) }
    }

    private static func isFormula(_ words: String) -> Bool {
        guard words.count <= 40 else { return false }
        return formulas.contains(words)
    }

    /// One to three words of letters, each beginning with a capital where its script has them; one word in any case.
    private static func isName(_ text: Substring) -> Bool {
        let words = text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == "&" })
        guard (1...4).contains(words.count), text.count <= 40 else { return false }
        // A shout of several words may be anything.
        if words.count > 1, text == text.uppercased(), text != text.lowercased() { return false }
        return words.allSatisfy { word in
            let letters = word.filter { !".'-()".contains($0) }
            guard let first = letters.first, letters.allSatisfy(\.isLetter), letters.count <= 20 else { return false }
            return words.count == 1 || first.isUppercase || !(first.isLowercase || first.isUppercase)
        }
    }

    /// A place, a number or a name, not a sentence.
    private static func isContactLine(_ line: Substring) -> Bool {
        guard line.count <= longestLine, let last = line.last(where: { !$0.isWhitespace }) else { return false }
        return !"!?".contains(last) && line.split(separator: " ").count <= 8
    }

    private static let devices = [
        "sent from my", "sent from yahoo", "sent from mail", "sent from outlook", "sent via", "get outlook for",
        "von meinem", "gesendet von", "gesendet mit", "diese nachricht wurde von", "enviado desde", "enviado con",
        "отправлено с", "отправлено из", "נשלח מ", "נשלח באמצעות",
    ]

    private static let formulas: Set<String> = [
        "regards", "best regards", "kind regards", "kindest regards", "warm regards", "warmest regards", "with regards",
        "best", "all the best", "best wishes", "with best wishes", "warmly", "sincerely", "yours sincerely",
        "sincerely yours", "yours truly", "yours", "yours faithfully", "respectfully", "faithfully", "cordially",
        "cheers", "thanks", "many thanks", "thanks again", "thank you", "thank you very much", "thanks so much",
        "with thanks", "with gratitude", "gratefully", "blessings", "god bless", "god bless you", "many blessings",
        "in christ", "love", "much love", "with love", "shalom", "shalom shalom", "take care", "have a nice day",
        "mit freundlichen grüßen", "mit freundlichen gruessen", "mit freundlichem gruß", "freundliche grüße",
        "viele grüße", "viele gruesse", "liebe grüße", "liebe gruesse", "herzliche grüße", "beste grüße", "gruß",
        "grüße", "schöne grüße", "mit besten grüßen", "mfg", "lg", "vg", "danke", "vielen dank", "herzlichst", "ihr",
        "ihre", "saludos", "un saludo", "saludos cordiales", "un cordial saludo", "atentamente", "cordialmente",
        "muchas gracias", "gracias", "un abrazo", "abrazos", "bendiciones",
        "с уважением", "с наилучшими пожеланиями", "всего доброго", "всего хорошего", "спасибо", "благодарю",
        "с благодарностью", "ваш", "ваша",
        "בברכה", "בברכה רבה", "בכבוד רב", "תודה", "תודה רבה", "בתודה", "בתודה מראש", "שלום", "כל טוב", "שבת שלום",
        "בברכת חג שמח",
    ]
}
