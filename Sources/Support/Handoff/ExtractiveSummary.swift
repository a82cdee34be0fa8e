/// A conversation in a few of its own sentences: what the customer wished first, what the company said it has done or
/// will do, and what the customer wrote last. Nothing is worded anew, so nothing can be invented.
public enum ExtractiveSummary {
    /// The same messages give the same text, of at most `characters` characters. It is never cut inside a word, and it
    /// says how many messages are not in it. Empty without messages.
    ///
    /// - Parameter messages: oldest first.
    public static func of(_ messages: [PastMessage], characters: Int) -> String {
        let written = messages.enumerated().filter { !$0.element.text.allSatisfy(\.isWhitespace) }
        guard !written.isEmpty, characters > 0 else { return "" }
        let wish = written.first { $0.element.role == .customer }
        let last = written.last { $0.element.role == .customer && $0.offset != wish?.offset }
        var lines: [(offset: Int, text: String)] = []
        // The least that is said of what is left out takes part of the room.
        let room = max(0, characters - longestCount)
        if let wish {
            lines.append((wish.offset, "First message: " + cut(opening(wish.element.text), to: room * 3 / 10)))
        }
        if let last {
            lines.append((last.offset, "Last message: " + cut(opening(last.element.text), to: room * 3 / 10)))
        }
        var rest = room - lines.reduce(0) { $0 + $1.text.count + 1 }
        var promises: [(offset: Int, text: String)] = []
        // The newest first, since they hold; the order of the conversation is kept in the end.
        for message in written.reversed() where message.element.role == .assistant || message.element.role == .agent {
            for sentence in Sentences.split(String(message.element.text.prefix(looksAt))).reversed()
            where isPromise(sentence) && !promises.contains(where: { $0.text.hasSuffix(sentence) }) {
                let line = "Said by \(message.element.role.rawValue): \(oneLine(sentence))"
                guard line.count + 1 <= rest, promises.count < mostPromises else { continue }
                rest -= line.count + 1
                promises.append((message.offset, line))
            }
        }
        let shown = lines.prefix(wish == nil ? 0 : 1) + promises.reversed() + lines.dropFirst(wish == nil ? 0 : 1)
        let left = messages.count - Set(shown.map(\.offset)).count
        var texts = shown.map(\.text)
        if left > 0 { texts.append(left == 1 ? "1 message is left out." : "\(left) messages are left out.") }
        return cut(texts.joined(separator: "\n"), to: characters)
    }

    /// Room for the line that counts.
    private static let longestCount = 32
    /// Sentences of the company.
    private static let mostPromises = 5
    /// Characters of a message that are looked at.
    private static let looksAt = 20_000
    /// Words of a sentence that says nothing but hello.
    private static let greetingWords = 3

    /// From its first sentence that says something.
    private static func opening(_ text: String) -> String {
        let sentences = Sentences.split(String(text.prefix(looksAt)))
        let start = sentences.firstIndex { $0.split(whereSeparator: \.isWhitespace).count > greetingWords } ?? 0
        return oneLine(sentences.dropFirst(start).joined(separator: " "))
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// At most `length` characters, the last of them `…` where something is missing; whole words only.
    static func cut(_ text: String, to length: Int) -> String {
        let head = text.prefix(length)
        guard head.endIndex < text.endIndex else { return text }
        guard length > 0 else { return "" }
        // The character behind decides whether the last word is whole; `…` needs room of its own.
        let kept = text.prefix(length - 1)
        let isWhole = text[kept.endIndex].isWhitespace
        let words = isWhole ? kept : kept[..<(kept.lastIndex(where: \.isWhitespace) ?? kept.startIndex)]
        return String(words).trimming(while: \.isWhitespace) + "…"
    }

    private static func isPromise(_ sentence: String) -> Bool {
        let words = sentence.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }
        let padded = " " + words.joined(separator: " ").replacing("’", with: "'") + " "
        return phrases.contains { padded.contains($0) }
    }

    /// Words of a deed or of a promise, in small letters between spaces; a stem has no space behind it.
    private static let phrases = [
        // English
        " will ", " we'll ", " i'll ", " within ", " promise", " has been ", " have been ", " was set ", " is set ",
        " is changed", " is skipped", " is saved", " is paused", " was changed", " was skipped", " was saved",
        " was sent ", " we have ", " we've ", " i have ", " i've ", " received under ", " confirmed", " refund",
        " replace", " by tomorrow ", " scheduled ", " planned for ",
        // Hebrew
        " נקבע", " נשמר", " התקבל", " יכתוב", " נכתוב", " יבדוק", " נבדוק", " בוצע", " שונה ", " בתוך ", " החזר",
        " הובטח", " נשלח",
        // Russian
        " изменен", " изменён", " сохранен", " сохранён", " оформлен", " пропущен", " принят", " напишет", " напишем",
        " проверим", " проверит", " в течение ", " обеща", " возврат", " отправлен", " будет ", " будут ",
        // German
        " wird ", " werden ", " wurde", " geändert", " gespeichert", " übersprungen", " eingegangen", " innerhalb ",
        " versprech", " erstatt", " verschickt", " bestätigt",
        // Spanish
        " se ha ", " ha sido ", " hemos ", " quedó ", " queda ", " guardad", " cambiad", " recibid", " escribirá",
        " escribiremos", " dentro de ", " promet", " reembols", " enviad", " confirmad",
    ]
}
