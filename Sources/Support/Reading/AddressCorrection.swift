import Domain

/// A correction of one field of an address, such as `the postcode should be 97205`.
enum AddressCorrection {
    private enum Field { case line2, postcode, city, state, country, recipient }

    private static let fields: [String: Field] = [
        "apartment": .line2, "apt": .line2, "flat": .line2, "unit": .line2, "suite": .line2, "floor": .line2,
        "zip": .postcode, "zipcode": .postcode, "postcode": .postcode, "postal": .postcode, "plz": .postcode,
        "postleitzahl": .postcode, "city": .city, "town": .city, "state": .state, "country": .country,
        "recipient": .recipient,
    ]
    private static let joints: Set<String> = [
        "number", "no", "code", "name", "on", "the", "my", "label", "address", "in",
    ]

    /// - Parameter isAnswer: whether the words answer a question about an address: then the value alone is enough.
    static func read(_ stream: WordStream, isAnswer: Bool) -> AddressReading {
        var reading = AddressReading()
        for place in stream.words.indices {
            guard let field = fields[stream.word(place)], let value = value(stream, place, isAnswer: isAnswer),
                fits(value, field)
            else { continue }
            set(field, value, unit: stream.words[place].original, &reading)
        }
        if reading.isEmpty, isAnswer, (1...2).contains(stream.count) {
            let value = stream.original(0..<stream.count)
            if value.utf8.count <= 6, value.contains(where: \.isNumber), !PostalForms.isZip(value) {
                reading.line2 = value
            }
            if PostalForms.isZip(value) { reading.postcode = value }
        }
        reading.isCorrection = !reading.isEmpty
        return reading
    }

    /// The words behind `should be`, `needs to be`, `is actually`, `to`.
    private static func value(_ stream: WordStream, _ field: Int, isAnswer: Bool) -> String? {
        var place = field + 1
        while joints.contains(stream.word(place)), stream.continues(place), place < field + 4 { place += 1 }
        let isChange = stream.before(field, most: 4).contains {
            ["change", "update", "correct", "make", "fix"].contains($0)
        }
        var hasVerb = false
        while stream.continues(place), place < field + 8 {
            let word = stream.word(place)
            guard
                ["should", "be", "read", "needs", "must", "is", "actually", "now", "to", "needs", "has"].contains(word)
            else { break }
            if word == "be" || word == "read" || word == "actually" || word == "now" || word == "to" && isChange {
                hasVerb = true
            }
            if word == "is",
                stream.after(place + 1, most: 4).contains("not") || stream.word(place + 3) == "not" || isAnswer
            {
                hasVerb = true
            }
            place += 1
        }
        guard hasVerb || isAnswer, stream.words.indices.contains(place), stream.continues(place) || isAnswer else {
            return nil
        }
        var end = place
        while stream.words.indices.contains(end), end == place || stream.continues(end), end - place < 3,
            !["not", "instead", "rather", "and", "please", "but", "thanks", "or"].contains(stream.word(end))
        {
            end += 1
        }
        guard end > place else { return nil }
        var value = ""
        for word in stream.words[place..<end] {
            if !value.isEmpty { value += word.glue == "-" ? "-" : " " }
            value += word.original
        }
        return value
    }

    private static func fits(_ value: String, _ field: Field) -> Bool {
        switch field {
        case .line2: value.utf8.count <= 12 && (value.contains(where: \.isNumber) || value.utf8.count == 1)
        case .postcode: value.utf8.count <= 10 && value.contains(where: \.isNumber)
        case .city, .recipient: value.first?.isLetter == true && value.first?.isLowercase == false
        case .state:
            PostalForms.stateCodes.contains(value.uppercased()) || PostalForms.states[value.lowercased()] != nil
        case .country: PostalForms.countries[value.lowercased()] != nil
        }
    }

    private static func set(_ field: Field, _ value: String, unit: String, _ reading: inout AddressReading) {
        switch field {
        case .line2: reading.line2 = "\(unit) \(value)"
        case .postcode: reading.postcode = value.uppercased()
        case .city: reading.city = value
        case .state: reading.state = PostalForms.states[value.lowercased()] ?? value.uppercased()
        case .country: reading.country = PostalForms.countries[value.lowercased()]
        case .recipient: reading.recipient = value
        }
    }
}
