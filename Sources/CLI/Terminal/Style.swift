/// Weight and colour by escape sequences; without effect unless a terminal shows them.
struct Style: Sendable {
    let isOn: Bool

    static let plain = Style(isOn: false)

    func bold(_ text: String) -> String { sequence("1", text, "22") }
    func dim(_ text: String) -> String { sequence("2", text, "22") }
    func good(_ text: String) -> String { sequence("32", text, "39") }
    func warning(_ text: String) -> String { sequence("33", text, "39") }
    func bad(_ text: String) -> String { sequence("31", text, "39") }
    func accent(_ text: String) -> String { sequence("36", text, "39") }

    private func sequence(_ start: String, _ text: String, _ end: String) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(start)m\(text)\u{1B}[\(end)m" : text
    }
}
