import Domain

/// Finds a postal address in a message: in one line with commas, in a block of lines, or a correction of one part.
struct AddressReader {
    /// A stretch of a line between commas.
    private struct Piece {
        var words: [String]
        let startsLine: Bool
        let endsLine: Bool
        var text: String { words.joined(separator: " ") }
    }

    private struct Street {
        let piece: Int
        let street: String
        /// Words of the piece before it and behind it.
        let before: [String]
        let rest: [String]
        let isStrong: Bool
    }

    private static let mostPieces = 1_500
    /// Pieces behind the street that may belong to its address.
    private static let mostParts = 8

    private let pieces: [Piece]
    private let isCued: Bool

    /// - Parameter isAnswer: whether an address was asked for, so that anything like one is.
    static func read(_ text: String, isAnswer: Bool = false) -> AddressReading {
        let stream = WordStream(text)
        let reader = AddressReader(WordStream.head(text), isCued: isAnswer || cues.isIn(stream))
        var found: [AddressReading] = []
        var next = 0
        while let street = reader.street(from: next), found.count < 8 {
            let (address, end) = reader.address(from: street)
            next = max(end, street.piece + 1)
            guard street.isStrong || address.postcode != nil || reader.isCued && address.city != nil else { continue }
            if !reader.isFormer(street), !found.contains(where: { $0.street == address.street }) {
                found.append(address)
            }
        }
        if found.count > 1 {
            var reading = AddressReading()
            reading.isAmbiguous = true
            return reading
        }
        if let only = found.first { return only }
        return AddressCorrection.read(stream, isAnswer: isAnswer)
    }

    private static let cues = Phrases(
        "address", "moved", "moving", "live at|in", "ship|send|deliver ~ to", "adresse", "anschrift", "адрес", "כתובת",
        "dirección", "umgezogen")

    private init(_ text: String, isCued: Bool) {
        var pieces: [Piece] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            var current: [[String]] = [[]]
            for raw in line.split(separator: " ", omittingEmptySubsequences: true) {
                var word = raw[...]
                var ends = false
                while let last = word.last, ",;:".contains(last) {
                    ends = true
                    word.removeLast()
                }
                // Commas without a space behind them.
                let inner = word.split(whereSeparator: { $0 == "," || $0 == ";" })
                for (offset, part) in inner.enumerated() {
                    if offset > 0 { current.append([]) }
                    var part = part
                    var stops = false
                    while let last = part.last, ".!?".contains(last) {
                        stops = stops || last != "." || !AddressReader.isAbbreviation(part.dropLast())
                        part.removeLast()
                    }
                    part = part.drop { "(\"'".contains($0) }
                    if !part.isEmpty { current[current.count - 1].append(String(part)) }
                    if stops { current.append([]) }
                }
                if ends { current.append([]) }
                if pieces.count + current.count > AddressReader.mostPieces { break }
            }
            let filled = current.filter { !$0.isEmpty }
            for (offset, words) in filled.enumerated() {
                pieces.append(
                    Piece(words: words, startsLine: offset == 0, endsLine: offset == filled.count - 1))
            }
            if pieces.count >= AddressReader.mostPieces { break }
        }
        self.pieces = pieces
        self.isCued = isCued
    }

    private static func isAbbreviation(_ word: Substring) -> Bool {
        let lower = word.lowercased()
        return suffixes.contains(lower) || units.contains(lower) || word.count == 1
            || ["no", "str", "ul", "av", "c", "u.s.a", "u.s", "u.k", "p.o", "mr", "mrs", "ms", "dr", "nr", "kv"]
                .contains(lower)
    }

    // MARK: The street

    private static let suffixes: Set<String> = [
        "street", "st", "road", "rd", "avenue", "ave", "av", "lane", "ln", "drive", "dr", "boulevard", "blvd", "court",
        "ct", "way", "place", "pl", "terrace", "ter", "circle", "cir", "close", "crescent", "cres", "gardens",
        "square", "sq", "highway", "hwy", "parkway", "pkwy", "row", "trail", "trl", "mews", "hill", "park", "walk",
        "loop", "broadway", "path", "green", "grove", "quay", "rise", "view", "alley", "turnpike", "pike", "run",
    ]
    /// Those that no name of a city begins with.
    private static let plainSuffixes: Set<String> = [
        "street", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "dr", "boulevard", "blvd", "court", "ct",
        "circle",
        "cir", "way", "terrace", "parkway", "pkwy",
    ]
    private static let endings = [
        "straße", "strasse", "str", "gata", "gatan", "vägen", "väg", "vej", "vejen", "veien", "gade", "gaden", "katu",
        "laan", "straat", "weg", "platz", "gasse", "allee", "plein", "gracht", "kade", "gränd", "damm", "ufer", "tie",
    ]
    private static let openings: Set<String> = [
        "calle", "rue", "via", "avenida", "rehov", "rechov", "sderot", "ulica", "ul", "plaza", "carrer", "улица", "ул",
        "проспект", "רחוב", "שדרות",
    ]
    private static let small: Set<String> = [
        "the", "of", "on", "in", "days", "weeks", "months", "boxes", "my", "a", "to", "and", "is", "was", "for", "day",
        "week", "month", "box", "years", "year", "times", "or", "items", "at", "be", "by", "hours", "am", "pm", "it",
        "not", "i", "we", "you", "dollars", "cups", "people", "per", "more", "than", "out", "half", "all",
    ]
    private static let directions: Set<String> = [
        "n", "s", "e", "w", "nw", "ne", "sw", "se", "north", "south", "east", "west",
    ]
    private static let leads: Set<String> = [
        "is", "to", "at", "address", "now", "on", "in", "it's", "its", "from", "be", "ist", "es", "по", "адрес",
    ]

    private func street(from first: Int) -> Street? {
        for place in first..<max(first, pieces.count) {
            if let strong = strongStreet(place) { return strong }
            if let weak = weakStreet(place), isPlaced(place) { return weak }
        }
        return nil
    }

    private func strongStreet(_ place: Int) -> Street? {
        let words = pieces[place].words
        for start in words.indices {
            let lower = words[start].lowercased()
            if isHouseNumber(words[start]), start + 2 < words.count,
                AddressReader.openings.contains(words[start + 1].lowercased())
            {
                let name = words[(start + 2)...].prefix { isCityWord($0) }
                if !name.isEmpty { return street(place, words, start..<name.endIndex) }
            }
            if isHouseNumber(words[start]), let end = suffixEnd(words, after: start) {
                return street(place, words, start..<end)
            }
            if ["po", "p.o", "pob"].contains(lower), words.count > start + 1 {
                let number = start + (words[start + 1].lowercased() == "box" ? 2 : 1)
                if number < words.count, words[number].allSatisfy(\.isNumber) {
                    return street(place, words, start..<number + 1)
                }
            }
            let isEuropean =
                AddressReader.endings.contains { lower.hasSuffix($0) && lower.count > $0.count + 1 }
                || lower == "str" && start > 0
            if isEuropean, start + 1 < words.count, isHouseNumber(words[start + 1]), lower.first?.isLetter == true {
                var first = start
                while first > 0, isName(words[first - 1]), !AddressReader.leads.contains(words[first - 1].lowercased()),
                    start - first < 2
                {
                    first -= 1
                }
                return street(place, words, first..<numberEnd(words, start + 1))
            }
            if AddressReader.openings.contains(lower) {
                for number in (start + 1)..<max(start + 1, min(start + 6, words.count))
                where isHouseNumber(words[number]) {
                    guard number > start + 1 else { break }
                    return street(place, words, start..<numberEnd(words, number))
                }
            }
        }
        return nil
    }

    /// Behind the suffix of `12 Oak Street N`, where no small word stands between.
    private func suffixEnd(_ words: [String], after start: Int) -> Int? {
        let isNamed = start == 0 || AddressReader.leads.contains(words[start - 1].lowercased())
        var end: Int?
        for place in (start + 1)..<max(start + 1, min(start + 6, words.count)) {
            let lower = words[place].lowercased()
            if AddressReader.small.contains(lower) { break }
            if lower.first?.isNumber == true, Int(lower.prefix { $0.isNumber }) != nil, !lower.hasSuffix("th"),
                !lower.hasSuffix("st"), !lower.hasSuffix("nd"), !lower.hasSuffix("rd")
            {
                break
            }
            guard
                isNamed || isName(words[place]) || lower.first?.isNumber == true
                    || AddressReader.suffixes.contains(lower)
            else { break }
            if AddressReader.suffixes.contains(lower), place > start + 1 || lower == "broadway" {
                end = place + 1
                // `55 Cedar Hill Rd`; a city may follow that is itself such a word, as in `Park City`.
                if end.map({ $0 < words.count && AddressReader.plainSuffixes.contains(words[$0].lowercased()) }) != true
                {
                    break
                }
            }
        }
        guard var end else { return nil }
        if end < words.count, AddressReader.directions.contains(words[end].lowercased()),
            words[end].first?.isUppercase == true
        {
            end += 1
        }
        return end
    }

    /// A whole piece `48 Ocean Wharf` or `Dizengoff 99`, or the end of one behind `is`, `to` …
    private func weakStreet(_ place: Int) -> Street? {
        let words = pieces[place].words
        let first = (words.lastIndex { AddressReader.leads.contains($0.lowercased()) } ?? -1) + 1
        let tail = Array(words[first...])
        guard (2...5).contains(tail.count) else { return nil }
        if isHouseNumber(tail[0]), tail.dropFirst().allSatisfy({ isName($0) }), !isMonth(tail[1]) {
            return street(place, words, first..<words.count, isStrong: false)
        }
        if tail.dropLast().allSatisfy({ isName($0) }), let last = tail.last, isHouseNumber(last), !isMonth(tail[0]) {
            return street(place, words, first..<words.count, isStrong: false)
        }
        if tail.count > 2, fitsLetter(tail[tail.count - 1]), isHouseNumber(tail[tail.count - 2]),
            tail.dropLast(2).allSatisfy({ isName($0) })
        {
            return street(place, words, first..<words.count, isStrong: false)
        }
        return nil
    }

    private func isMonth(_ word: String) -> Bool {
        let stream = WordStream(word)
        return CalendarWords.month(stream, 0) != nil && stream.count == 1
    }

    /// Whether one of the next pieces has a postcode, or an address was announced.
    private func isPlaced(_ place: Int) -> Bool {
        if isCued { return true }
        return pieces[(place + 1)..<min(place + 4, pieces.count)].contains { piece in
            let words = Array(piece.words.prefix(6))
            return words.indices.contains { at in
                guard let code = PostalForms.postcode(words, at: at) else { return false }
                let behind = at + code.count
                return at > 0 && isName(words[at - 1]) || behind < words.count && isName(words[behind])
            }
        }
    }

    private func street(_ place: Int, _ words: [String], _ range: Range<Int>, isStrong: Bool = true) -> Street {
        Street(
            piece: place, street: words[range].joined(separator: " "), before: Array(words[..<range.lowerBound]),
            rest: Array(words[range.upperBound...]), isStrong: isStrong)
    }

    private func numberEnd(_ words: [String], _ place: Int) -> Int {
        place + 1 < words.count && fitsLetter(words[place + 1]) ? place + 2 : place + 1
    }

    private func fitsLetter(_ word: String) -> Bool { PostalForms.fits(word, "A") }

    private func isHouseNumber(_ word: String) -> Bool {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        let rest = word.dropFirst(digits.count)
        guard (1...6).contains(digits.count) else { return false }
        if rest.isEmpty || rest.count == 1 && rest.allSatisfy(\.isLetter) { return true }
        return (rest.first == "-" || rest.first == "/") && rest.count <= 5
            && rest.dropFirst().allSatisfy { $0.isNumber || $0.isLetter } && rest.count > 1
    }

    /// Begins with a capital, or is of a script without them.
    private func isName(_ word: String) -> Bool {
        guard let first = word.first, first.isLetter else { return false }
        return first.isUppercase || !first.isLowercase
    }

    /// `from 5 Elm Road`, `my old address 5 Elm Road`.
    private func isFormer(_ street: Street) -> Bool {
        var words = street.before
        if words.count < 3, street.piece > 0, !pieces[street.piece].startsLine {
            words = pieces[street.piece - 1].words + words
        }
        let near = words.suffix(5).map { $0.lowercased() }
        if near.contains("new") || near.contains("now") { return false }
        return near.last == "from"
            || near.contains {
                ["old", "previous", "former", "not", "instead", "wrong", "longer"].contains($0)
            }
    }

    // MARK: What follows the street

    private static let units: Set<String> = [
        "apt", "apartment", "unit", "suite", "ste", "flat", "floor", "fl", "room", "rm", "#", "door", "building",
        "bldg", "entrance", "lot", "wohnung", "whg", "lgh", "piso", "кв", "квартира", "דירה", "c/o",
    ]

    private func address(from street: Street) -> (AddressReading, Int) {
        var address = AddressReading()
        address.street = street.street
        readBefore(street, &address)
        var rest = street.rest
        if !rest.isEmpty { takeUnit(&rest, &address) }
        var end = street.piece + 1
        if !rest.isEmpty, !readPlace(rest, &address, isLast: false) { return (finished(address), end) }
        while end < min(pieces.count, street.piece + AddressReader.mostParts), address.country == nil || isPlain(end) {
            var words = pieces[end].words
            takeUnit(&words, &address)
            if !words.isEmpty, !readPlace(words, &address, isLast: end + 1 == pieces.count) { break }
            end += 1
        }
        return (finished(address), end)
    }

    /// Behind a country that the postcode told, its name may still stand.
    private func isPlain(_ place: Int) -> Bool {
        PostalForms.countries[pieces[place].text.lowercased()] != nil || pieces[place].words.count <= 2
    }

    /// `Apt 4B`, `#4B`, `2nd floor` at the beginning of the words.
    private func takeUnit(_ words: inout [String], _ address: inout AddressReading) {
        guard let first = words.first?.lowercased() else { return }
        var taken = 0
        if AddressReader.units.contains(first), words.count > 1 {
            taken = first == "c/o" ? words.count : 2
            if words[1].lowercased() == "no" || words[1] == "#", words.count > 2 { taken = 3 }
        } else if first.hasPrefix("#"), first.count > 1 {
            taken = 1
        } else if words.count > 1, first.first?.isNumber == true,
            ["floor", "fl", "tr", "og", "etage", "sal", "krs"].contains(words[1].lowercased())
        {
            taken = 2
        }
        guard taken > 0 else { return }
        let unit = words[..<taken].joined(separator: " ")
        address.line2 = address.line2.map { "\($0), \(unit)" } ?? unit
        words.removeFirst(taken)
    }

    /// Name and apartment that stand before the street.
    private func readBefore(_ street: Street, _ address: inout AddressReading) {
        var place = street.piece - 1
        var lead = street.before
        if lead.isEmpty, place >= 0 {
            var words = pieces[place].words
            takeUnit(&words, &address)
            if words.isEmpty { place -= 1 }
        }
        if lead.isEmpty, place >= 0 {
            let piece = pieces[place]
            let first =
                (piece.words.lastIndex { ["to", "for", "is", "name", "recipient"].contains($0.lowercased()) } ?? -1) + 1
            lead = Array(piece.words[first...])
            // A line of its own, or behind `to` in the line of the street.
            let isOwn = piece.startsLine && piece.endsLine && first == 0
            guard isOwn || !piece.endsLine && first > 0 else { return }
        } else {
            return
        }
        let lower = lead.map { $0.lowercased() }
        guard (2...4).contains(lead.count), lead.allSatisfy({ isName($0) && !$0.contains(where: \.isNumber) }),
            !lower.contains(where: { AddressReader.noNames.contains($0) })
        else { return }
        address.recipient = lead.joined(separator: " ")
    }

    private static let noNames: Set<String> = [
        "address", "new", "hello", "hi", "dear", "thanks", "thank", "my", "please", "shipping", "team", "support",
        "we", "i", "our", "here", "the", "you", "adresse", "neue", "new", "it", "regards", "moved", "change", "адрес",
        "новый", "כתובת", "חדשה",
    ]

    /// City, state, postcode and country in any of their orders. False where the words are no more of an address.
    private func readPlace(_ words: [String], _ address: inout AddressReading, isLast: Bool) -> Bool {
        var words = words
        let whole = words.joined(separator: " ").lowercased()
        if let country = PostalForms.countries[whole] {
            address.country = country
            return true
        }
        // `Norway is where we live now`
        for length in [3, 2, 1] where words.count > length && words[length].first?.isLowercase == true {
            guard let country = PostalForms.countries[words[..<length].joined(separator: " ").lowercased()] else {
                continue
            }
            address.country = country
            return false
        }
        for length in [4, 3, 2, 1] where words.count > length {
            let tail = words.suffix(length).joined(separator: " ")
            guard let country = PostalForms.countries[tail.lowercased()],
                length > 1 || tail.count > 2 || tail == tail.uppercased()
            else { continue }
            address.country = country
            words.removeLast(length)
            break
        }
        if let place = words.indices.last(where: {
            PostalForms.postcode(words, at: $0) != nil && isStart(of: words, $0)
        }),
            let code = PostalForms.postcode(words, at: place), address.postcode == nil
        {
            return readCoded(words, place, code, &address)
        }
        if let state = state(words.joined(separator: " ")), address.city != nil, address.state == nil {
            address.state = state
            return true
        }
        let name = words.prefix { isCityWord($0) }
        guard !name.isEmpty, name.count <= 4, let first = name.first, isName(first) else { return false }
        if address.city == nil {
            // `Austin TX`
            if name.count == words.count, name.count > 1, let last = name.last, PostalForms.stateCodes.contains(last) {
                address.city = name.dropLast().joined(separator: " ")
                address.state = last
                return true
            }
            address.city = name.joined(separator: " ")
            return name.count == words.count
        }
        if address.state == nil, address.postcode == nil, !isLast, name.count == words.count, address.country == nil {
            address.state = name.joined(separator: " ")
            return true
        }
        return false
    }

    private static let noCities: Set<String> = [
        "it's", "it", "i", "we", "please", "this", "that", "he", "she", "my", "our", "secondly", "firstly", "thanks",
        "thank", "you", "i'm", "we're", "also", "when", "where", "can", "could", "and", "but",
    ]

    /// A postcode of two words is found at its first.
    private func isStart(of words: [String], _ place: Int) -> Bool {
        guard place > 0, let before = PostalForms.postcode(words, at: place - 1) else { return true }
        return before.count < 2
    }

    private func readCoded(
        _ words: [String], _ place: Int, _ code: PostalForms.Postcode, _ address: inout AddressReading
    ) -> Bool {
        address.postcode = code.text
        if let country = code.country, address.country == nil { address.country = country }
        var before = Array(words[..<place])
        let behind = words[(place + code.count)...].prefix { isCityWord($0) }
        let isAll = behind.count == words.count - place - code.count
        if PostalForms.isZip(code.text), let last = before.last?.uppercased(), PostalForms.stateCodes.contains(last) {
            before[before.count - 1] = last
        }
        if let (state, length) = stateAtEnd(before) {
            before.removeLast(length)
            address.state = state
            if PostalForms.isZip(code.text), PostalForms.stateCodes.contains(state), address.country == nil {
                address.country = "US"
            }
            if PostalForms.fits(code.text, "9999"), PostalForms.australianStates.contains(state), address.country == nil
            {
                address.country = "AU"
            }
        } else if PostalForms.isZip(code.text), before.isEmpty, let state = address.state,
            PostalForms.stateCodes.contains(state), address.country == nil
        {
            address.country = "US"
        }
        let city = before.isEmpty ? Array(behind) : before
        if !city.isEmpty, address.city == nil, city.count <= 5 {
            address.city = city.joined(separator: " ")
        } else if !before.isEmpty, address.city != nil, address.state == nil {
            address.state = before.joined(separator: " ")
        }
        return isAll
    }

    private func stateAtEnd(_ words: [String]) -> (String, Int)? {
        for length in [3, 2, 1] where words.count >= length {
            if let state = state(words.suffix(length).joined(separator: " ")) {
                // `New York 10001`: the city, unless another city stands before.
                return (state, length)
            }
        }
        return nil
    }

    private func state(_ text: String) -> String? {
        if PostalForms.stateCodes.contains(text) || PostalForms.provinces.contains(text)
            || PostalForms.australianStates.contains(text)
        {
            return text
        }
        return PostalForms.states[text.lowercased()]
    }

    private func isCityWord(_ word: String) -> Bool {
        guard !word.contains(where: \.isNumber), !AddressReader.noCities.contains(word.lowercased()) else {
            return false
        }
        return isName(word)
            || ["am", "an", "der", "de", "la", "upon", "le", "del", "im", "bei", "aan", "den"].contains(word)
    }

    /// State and ZIP given apart say the country together.
    private func finished(_ address: AddressReading) -> AddressReading {
        var address = address
        if address.country == nil, let state = address.state, let code = address.postcode, PostalForms.isZip(code),
            PostalForms.stateCodes.contains(state)
        {
            address.country = "US"
        }
        if address.city == nil, let state = address.state, ["NY", "WA"].contains(state), address.postcode != nil {
            address.city = state == "NY" ? "New York" : "Washington"
        }
        return address
    }
}
