import Domain

/// What kind of damage a message reports, and of what.
enum DamageReader {
    private static let kinds: [(kind: DamageClaim.Kind, phrases: Phrases)] = [
        (
            .leaking,
            Phrases(
                "leak*", "spilled", "spilt", "spill", "oozed", "oozing", "soaked", "seeped", "dripping", "poured out",
                "drenched", "протек*", "вытек*", "ausgelaufen", "derram*", "נזל", "דלף", "נשפך")
        ),
        (
            .broken,
            Phrases(
                "broken", "broke", "cracked", "crack", "shattered", "smashed", "chipped", "damaged", "damage",
                "crushed", "torn",
                "dented", "snapped", "bent", "ripped", "scratched", "in pieces", "in shards", "разбил*", "сломан*",
                "разбит*", "поврежд*",
                "zerbrochen", "kaputt", "beschädigt", "roto", "rota", "rotos", "rotas", "שבור", "שבורה", "נשבר", "נשברה"
            )
        ),
        (
            .missing,
            Phrases(
                "missing", "wasnt|werent|isnt in my|the|our box|package|parcel",
                "was|were|is not in my|the|our box|package|parcel", "left out of", "not included",
                "wasnt|werent included", "forgot to include|pack",
                "forgotten", "box ~ without", "не хватает", "отсутствует", "fehlt", "fehlen", "falta", "faltan", "חסר",
                "חסרה")
        ),
        (
            .wrong,
            Phrases(
                "wrong item|items|product|soap|box|thing|size|colour|color|one|order", "the|a wrong",
                "incorrect item|product|items", "not what i ordered", "someone elses", "somebody elses",
                "different item|product ~ than",
                "got|received|sent ~ instead of", "не тот", "не та", "falsche", "falschen", "falsches", "equivocado",
                "equivocada")
        ),
        (
            .spoiled,
            Phrases(
                "spoiled", "spoilt", "mouldy", "moldy", "mold", "mould", "rotten", "rancid", "expired", "gone off|bad",
                "went off|bad", "stale",
                "past ~ date", "best before", "sour", "out of date", "melted", "испорч*", "плесен*", "verdorben",
                "schimm*", "caducado", "podrido", "מקולקל", "עובש")
        ),
    ]
    private static let packaging = Phrases(
        "box", "package", "parcel", "packaging", "carton", "packet", "коробка", "karton", "paket", "caja", "קופסה")
    private static let card: Set<String> = [
        "card", "token", "session", "visa", "mastercard", "link", "code", "offer", "coupon",
    ]
    private static let parcels: Set<String> = [
        "box", "package", "parcel", "order", "delivery", "shipment", "it", "boxes", "money", "tracking",
    ]

    struct Find {
        let kind: DamageClaim.Kind
        let range: Range<Int>
        /// The words for what is damaged.
        let item: Range<Int>?
    }

    static func finds(_ stream: WordStream) -> [Find] {
        var found: [Find] = []
        for (kind, phrases) in kinds {
            for range in phrases.places(in: stream) {
                if let find = find(kind, range, stream) { found.append(find) }
            }
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private static func find(_ kind: DamageClaim.Kind, _ range: Range<Int>, _ stream: WordStream) -> Find? {
        let place = range.lowerBound
        let denies = kind == .missing || kind == .wrong ? 3 : 5
        let isNegativeItself = ["wasnt", "werent", "isnt", "not", "was", "is"].contains(stream.word(place))
        if !isNegativeItself, Negation.denies(stream, at: place, reach: denies) { return nil }
        let before = stream.before(place, most: 5)
        if before.contains(where: { ["nothing", "none", "if", "policy"].contains($0) }) { return nil }
        if kind == .spoiled || kind == .broken, before.prefix(3).contains(where: { card.contains($0) }) { return nil }
        if stream.word(place).hasPrefix("damage"), ["policy", "claims", "policies"].contains(stream.word(place + 1)) {
            return nil
        }
        if kind == .broken, stream.word(place) == "broke", stream.word(place - 1) == "im" { return nil }
        let item = ItemWords.phrase(around: range, stream, isNameBehind: kind == .wrong)
        let head = item.map { stream.word($0.upperBound - 1) } ?? ""
        if kind == .missing, item == nil || parcels.contains(head) {
            // A parcel that is missing is one that did not come.
            return item == nil && !before.contains(where: { parcels.contains($0) })
                && !parcels.contains(before.first ?? "")
                && stream.count > 2
                && !stream.words.contains(where: { ["parcel", "package", "order", "tracking"].contains($0.word) })
                ? Find(kind: kind, range: range, item: nil) : nil
        }
        if kind == .broken, item != nil, packagingWords.contains(head) {
            return Find(kind: .packaging, range: range, item: nil)
        }
        return Find(kind: kind, range: range, item: item)
    }

    private static let packagingWords: Set<String> = ["box", "package", "parcel", "packaging", "carton", "packet"]

    static func kind(_ finds: [Find]) -> Reading<DamageClaim.Kind> {
        var kinds: [DamageClaim.Kind] = []
        for find in finds where !kinds.contains(find.kind) { kinds.append(find.kind) }
        if kinds.count > 1 { kinds.removeAll { $0 == .packaging } }
        // What broke may leak; the breaking is the damage.
        if kinds.contains(.broken) { kinds.removeAll { $0 == .leaking } }
        return Reading(kinds)
    }

    static func items(_ finds: [Find], _ stream: WordStream) -> Reading<String> {
        Reading(finds.compactMap(\.item).map { range in stream.words[range].map(\.word).joined(separator: " ") })
    }

    // MARK: Delivered, and not there

    private static let delivered = Phrases(
        "says|shows|said|showed|states|claims|marked|status|tracking|supposedly|listed ~ delivered",
        "was|is|as|been delivered", "delivered", "доставлен*", "zugestellt|geliefert", "entregado",
        "נמסר", "נמסרה")
    private static let absent = Phrases(
        "never|not|didnt|havent|hasnt|dont|cant|wasnt|isnt ~ got|get|received|receive|arrived|arrive|here|came|come|have|find|see|there|seen|reached|had",
        "nothing", "nowhere",
        "no sign|box|package|parcel", "missing", "not there|here", "stolen", "wasnt|isnt there|here", "не получ*",
        "нет", "nicht da|erhalten|bekommen|angekommen", "no ha|la|lo", "לא קיבלתי", "לא הגיע", "לא הגיעה")

    static func isDeliveredButMissing(_ stream: WordStream) -> Bool {
        let places = delivered.places(in: stream).filter { range in
            !stream.before(range.lowerBound, most: 3).contains {
                ["not", "hasnt", "wasnt", "isnt", "never", "be", "when", "havent"].contains($0)
            }
        }
        return !places.isEmpty && absent.isIn(stream)
    }
}
