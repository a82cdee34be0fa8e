import Domain

/// One of the invented goods that boxes are packed from.
struct Good: Sendable {
    enum Kind: Sendable {
        case oil, honey, wine, spirit, sweet, bake, spread, spice, drink, cosmetic, ceramic, glass, textile, wood, paper

        /// What can go wrong with it on its way.
        var damage: [DamageClaim.Kind] {
            switch self {
            case .oil, .honey, .wine, .spirit: [.leaking, .broken]
            case .spread: [.leaking, .broken, .spoiled]
            case .drink, .spice: [.broken, .missing]
            case .sweet, .bake: [.spoiled, .packaging, .missing]
            case .cosmetic: [.leaking, .missing]
            case .ceramic, .glass: [.broken]
            case .textile, .wood, .paper: [.missing, .wrong]
            }
        }
    }

    let product: String
    let name: String
    let maker: String
    let region: String
    let kind: Kind
    let allergens: [String]

    init(
        _ product: String, _ name: String, by maker: String, _ region: String, _ kind: Kind, _ allergens: [String] = []
    ) {
        (self.product, self.name, self.maker, self.region) = (product, name, maker, region)
        (self.kind, self.allergens) = (kind, allergens)
    }

    var isAlcoholic: Bool { kind == .wine || kind == .spirit }

    func item(line: Int) -> OrderItem {
        OrderItem(
            line: line, product: product, name: name, maker: maker, region: region, allergens: allergens,
            containsAlcohol: isAlcoholic)
    }

    /// Whether a customer with these wishes may get it.
    func suits(_ flags: Set<Preferences.Flag>) -> Bool {
        switch kind {
        case .wine, .spirit: !flags.contains(.noAlcohol)
        case .honey: !flags.contains(.noHoney)
        case .cosmetic: !flags.contains(.noCosmetics)
        default: true
        }
    }
}
