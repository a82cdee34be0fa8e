/// A kind of change that a message asks for.
public enum Wish: String, Sendable, Hashable, CaseIterable {
    case changeFrequency, skip, pause, resume, changeAddress, reportDamage, cancel, refund, track
}

/// What a message asks for, by clear words only; what it denies or only supposes is not asked.
enum WishReader {
    private static let cancel = Phrases(
        "cancel|canceling|cancelling|cancellation|cancelation", "want|wanted|get|have|be|it ~ cancelled|canceled",
        "unsubscribe",
        "end|ending my|the|our|this subscription|membership", "terminate", "close my|our|the account", "opt out",
        "no longer want|wish|need|interested", "quit", "stop sending", "discontinue",
        "dont|not want|need|wish ~ any more|anymore|longer", "dont|not send ~ any more|anymore|again",
        "dont|not want|send ~ more boxes",
        "לבטל", "ביטול", "בטלו", "תבטלו", "отменить", "отмените", "отмена", "отписаться", "отпишите",
        "прекратить подписку",
        "kündigen", "kündige", "kündigung", "abbestellen", "cancelar", "cancele", "cancelen", "baja")
    private static let stop = Phrases(
        "stop|stopping|stopped my|the|our|this|all|these|everything|receiving|getting|it|shipping|deliveries|boxes",
        "stop ~ subscription|boxes|box|deliveries|membership|shipments",
        "остановить", "остановите", "להפסיק", "תפסיקו")
    private static let notCancel = Phrases(
        "cancellation|cancel policy|fee|terms", "to|who|before cancelled", "cancelled|canceled trip|flight|order")
    private static let resume = Phrases(
        "unpause", "un pause", "unfreeze", "resume", "resuming", "restart", "reactivate", "reinstate", "restarting",
        "start|begin|send|sending|starting ~ again", "start up again",
        "continue my|our|the subscription|boxes|deliveries",
        "end|stop|lift|finish|cancel my|the|our pause|hold", "turn ~ back on", "לחדש", "חדשו", "возобновить",
        "возобновите",
        "снова ~ подписку", "fortsetzen", "wieder aufnehmen", "reanudar", "reactivar", "reactiven")
    private static let slower = Phrases(
        "less often|frequently|frequent", "more often|frequently", "fewer boxes|deliveries", "frequency", "rhythm",
        "change|different|another ~ schedule", "how often i|we|they|it", "space ~ out", "реже", "seltener",
        "menos frecuencia")
    private static let changing = Phrases(
        "change", "switch", "could", "can", "like", "want", "please", "lower", "reduce", "make", "have", "set",
        "нельзя",
        "можно", "kann", "puedo")
    private static let address = Phrases(
        "new|different|another|correct|updated|right ~ address",
        "change|update|correct|fix|wrong|edit|modify ~ address",
        "address|apartment|postcode|zip ~ changed|wrong|incorrect|outdated|old",
        "weve|have|ive|we|i|im|were|are moved|moving house|home|to|apartment|apartments",
        "i|we moved", "address is|should|now", "ship|send|deliver|redirect|forward ~ to ~ instead", "new home",
        "change ~ address",
        "address change", "change of address", "כתובת חדשה", "לשנות ~ כתובת", "לעדכן ~ כתובת", "новый адрес",
        "нового адреса", "сменить|изменить|поменять ~ адрес",
        "адрес изменился", "neue adresse|anschrift", "adresse|anschrift ändern", "umgezogen", "nueva dirección",
        "cambiar ~ dirección", "dirección nueva")
    private static let refund = Phrases(
        "refund", "refunded", "refunds", "money back", "reimburse*", "charge ~ reversed", "החזר", "זיכוי",
        "верните деньги", "вернуть деньги", "возврат", "rückerstattung", "erstatten", "geld zurück", "reembolso",
        "devolución", "devuelvan")
    private static let notRefund = Phrases("refund|refunds policy|policies|rules|conditions")
    private static let track = Phrases(
        "where is|are|s ~ box|boxes|parcel|package|order|delivery|shipment|it|packet",
        "wheres ~ box|parcel|package|order|delivery|shipment|it",
        "track", "tracking",
        "hasnt|havent|didnt|never|not ~ arrived|arrive|come|came|received|receive|shown|got|delivered",
        "still waiting", "when will|does|do|should|can ~ arrive|come|ship|get|be",
        "status of my|the ~ order|box|parcel|shipment|delivery|package",
        "lost in", "got|get|is|went|are|be lost", "has my ~ shipped", "איפה", "где", "не пришла|пришел|пришло|пришли",
        "wo ist|bleibt|sind", "dónde está|están", "no ha llegado")

    struct Result {
        let wants: [Wish]
        let resume: Bool
    }

    static func read(
        _ stream: WordStream, frequency: Int?, skip: Int?, address found: Int?, damage: Int?, pauseMentions: [Int]
    ) -> Result {
        var places: [(Int, Wish)] = []
        func add(
            _ wish: Wish, _ phrases: Phrases, except: Phrases? = nil, hearsDenial: Bool = true, supposed: Bool = false
        ) {
            let excepted = Set((except?.places(in: stream) ?? []).flatMap { Array($0) })
            for range in phrases.places(in: stream) where !excepted.contains(range.lowerBound) {
                let place = range.lowerBound
                let isNegativeItself = ["dont", "not", "no", "hasnt", "havent", "didnt", "never", "не"].contains(
                    stream.word(place))
                if hearsDenial, !isNegativeItself, Negation.denies(stream, at: place) { continue }
                if !supposed, Negation.supposes(stream, at: place) { continue }
                places.append((place, wish))
            }
        }
        if let frequency { places.append((frequency, .changeFrequency)) }
        if changing.isIn(stream) { add(.changeFrequency, slower) }
        if let skip { places.append((skip, .skip)) }
        for range in PauseReader.wishes.places(in: stream) where isPauseWish(range, stream) {
            places.append((range.lowerBound, .pause))
        }
        let resumes = resume.places(in: stream).filter { isResumeWish($0, stream) }
        places += resumes.map { ($0.lowerBound, .resume) }
        let resumed = Set(resumes.flatMap { Array($0) })
        for range in stop.places(in: stream) where !Negation.denies(stream, at: range.lowerBound) {
            guard !resumed.contains(range.lowerBound), !Negation.supposes(stream, at: range.lowerBound) else {
                continue
            }
            let sentence = stream.words[range.lowerBound].sentence
            let hasTime = pauseMentions.contains { stream.words[$0].sentence == sentence }
            places.append((range.lowerBound, hasTime ? .pause : .cancel))
        }
        let before = places.count
        add(.cancel, cancel, except: notCancel)
        // The end of a pause is no end of the subscription; and what is not sent in a month is a skip.
        places = places.enumerated().filter { offset, place in
            offset < before || !resumed.contains(place.0) && !isSkip(place.0, skip, stream)
        }.map(\.element)
        if let found { places.append((found, .changeAddress)) }
        add(.changeAddress, address)
        if let damage { places.append((damage, .reportDamage)) }
        add(.refund, refund, except: notRefund)
        add(.track, track, hearsDenial: false, supposed: true)
        var wants: [Wish] = []
        for (_, wish) in places.sorted(by: { $0.0 < $1.0 }) where !wants.contains(wish) { wants.append(wish) }
        return Result(wants: wants, resume: !resumes.isEmpty)
    }

    private static func isSkip(_ place: Int, _ skip: Int?, _ stream: WordStream) -> Bool {
        guard let skip else { return false }
        return stream.words[skip].sentence == stream.words[place].sentence
            && ["dont", "not"].contains(stream.word(place))
    }

    /// A pause that runs already is no wish for one.
    private static func isPauseWish(_ range: Range<Int>, _ stream: WordStream) -> Bool {
        let place = range.lowerBound
        if Negation.denies(stream, at: place) || Negation.supposes(stream, at: place) { return false }
        let before = stream.before(place, most: 3)
        let running: Set<String> = ["after", "during", "end", "lift", "un", "finish", "since", "was", "been"]
        if before.contains(where: { running.contains($0) }) { return false }
        // `my pause ends in May`, `the pause is over`.
        let after = stream.after(range.upperBound, most: 2).first ?? ""
        return !["ends", "ended", "is", "was", "runs", "over", "policy"].contains(after)
            || !["my", "the", "our", "this"].contains(before.first ?? "")
    }

    private static func isResumeWish(_ range: Range<Int>, _ stream: WordStream) -> Bool {
        let place = range.lowerBound
        if Negation.denies(stream, at: place) || Negation.supposes(stream, at: place) { return false }
        let before = stream.before(place, most: 5)
        let asking: Set<String> = [
            "will", "does", "when", "then", "would", "automatically", "asked", "if", "did", "after",
        ]
        return !before.contains { asking.contains($0) }
            || before.contains("like") || before.contains("want")
    }
}
