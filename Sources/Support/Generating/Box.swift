import Domain

/// The box of one month: its name and what is in it. The same for everybody but for their wishes, whatever the seed:
/// items are chosen for a month and not for a home.
struct Box: Sendable {
    enum Size: String, Sendable {
        /// 7–9 items.
        case full = "F"
        /// 5–6 items, hardly ever wine.
        case light = "L"
    }

    let month: CalendarMonth
    let name: String
    private let full: [Good]
    private let light: [Good]
    /// What comes in instead of what a customer does not want, never one that is in the box already.
    private let spare: [Good]

    init(_ month: CalendarMonth) {
        self.month = month
        let count = month.year * 12 + month.month - 1
        var draw = Draw(seed: 0xB0C5, stream: UInt64(count))
        name = "\(Box.regions[count % Box.regions.count]) \(Box.themes[month.month - 1])"
        // Each item of another kind where that goes: nobody wants eight jars.
        var goods = Good.catalogue
        for place in goods.indices.reversed() { goods.swapAt(place, draw.below(place + 1)) }
        let spread = Box.spreadOut(goods.filter { !$0.isAlcoholic })
        let size = draw.int(7...9)
        var chosen = Array(spread.prefix(size))
        // Wine comes in every sixth box.
        if count % 6 == 4, let wine = goods.first(where: \.isAlcoholic), !chosen.isEmpty {
            chosen[chosen.count - 1] = wine
        }
        full = chosen
        light = Array(chosen.filter { !$0.isAlcoholic }.prefix(draw.int(5...6)))
        spare = Array(spread.dropFirst(size).prefix(24))
    }

    /// What a customer with these wishes gets.
    func items(_ size: Size, for flags: Set<Preferences.Flag>) -> [OrderItem] {
        var rest = spare.filter { $0.suits(flags) }[...]
        return (size == .full ? full : light).enumerated().compactMap { offset, good in
            (good.suits(flags) ? good : rest.popFirst())?.item(line: offset + 1)
        }
    }

    func sku(_ size: Size) -> String { "BOX-\(month.iso)-\(size.rawValue)" }

    /// In rounds: the first of each kind, then the second …
    private static func spreadOut(_ goods: [Good]) -> [Good] {
        var rounds: [[Good]] = []
        for good in goods {
            if let round = rounds.firstIndex(where: { round in !round.contains { $0.kind == good.kind } }) {
                rounds[round].append(good)
            } else {
                rounds.append([good])
            }
        }
        return rounds.flatMap { $0 }
    }

    private static let regions = [
        "Galilee", "Negev", "Jerusalem", "Carmel", "Sharon", "Golan", "Arava", "Judean Hills", "Jaffa", "Jezreel",
        "Kinneret",
    ]
    private static let themes = [
        "Almond Blossom", "Winter Table", "Spring Herbs", "Passover Table", "Wildflowers", "First Fruits",
        "Summer Kitchen", "Vineyards", "New Year", "Harvest", "Oil Press", "Lights",
    ]
}
