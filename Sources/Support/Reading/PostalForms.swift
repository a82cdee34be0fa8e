/// Names of countries and states, and what their postcodes look like.
enum PostalForms {
    static let countries: [String: String] = [
        "usa": "US", "us": "US", "united states": "US", "united states of america": "US", "the united states": "US",
        "u.s.a": "US", "u.s": "US", "america": "US", "сша": "US", "ארצות הברית": "US", "uk": "GB",
        "united kingdom": "GB", "the uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB",
        "wales": "GB", "northern ireland": "GB", "gb": "GB", "u.k": "GB", "israel": "IL", "ישראל": "IL",
        "израиль": "IL", "germany": "DE", "deutschland": "DE", "германия": "DE", "sweden": "SE", "sverige": "SE",
        "norway": "NO", "norge": "NO", "denmark": "DK", "danmark": "DK", "finland": "FI", "suomi": "FI",
        "iceland": "IS", "netherlands": "NL", "the netherlands": "NL", "holland": "NL", "nederland": "NL",
        "belgium": "BE", "ireland": "IE", "republic of ireland": "IE", "france": "FR", "spain": "ES", "españa": "ES",
        "italy": "IT", "switzerland": "CH", "schweiz": "CH", "austria": "AT", "österreich": "AT", "canada": "CA",
        "australia": "AU", "new zealand": "NZ", "poland": "PL", "estonia": "EE", "latvia": "LV", "lithuania": "LT",
        "luxembourg": "LU", "portugal": "PT", "japan": "JP", "south africa": "ZA", "singapore": "SG", "brazil": "BR",
        "mexico": "MX", "méxico": "MX", "argentina": "AR", "hungary": "HU", "czech republic": "CZ", "czechia": "CZ",
        "greece": "GR", "cyprus": "CY", "russia": "RU", "россия": "RU", "ukraine": "UA", "south korea": "KR",
        "hong kong": "HK", "philippines": "PH", "romania": "RO",
    ]

    static let prefixes: [String: String] = [
        "DK": "DK", "SE": "SE", "S": "SE", "NO": "NO", "N": "NO", "FI": "FI", "FIN": "FI", "D": "DE", "DE": "DE",
        "CH": "CH", "A": "AT", "AT": "AT", "NL": "NL", "B": "BE", "BE": "BE", "IS": "IS", "IL": "IL", "F": "FR",
    ]

    static let states: [String: String] = [
        "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
        "connecticut": "CT", "delaware": "DE", "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID",
        "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA",
        "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
        "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
        "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC",
        "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA",
        "rhode island": "RI", "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX",
        "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA", "west virginia": "WV",
        "wisconsin": "WI", "wyoming": "WY", "district of columbia": "DC", "puerto rico": "PR", "d.c": "DC",
    ]
    static let stateCodes = Set(states.values)
    static let provinces: Set<String> = [
        "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT",
    ]
    static let australianStates: Set<String> = ["NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"]

    /// A shape of letters and digits: `A` a letter, `9` a digit, anything else itself.
    static func fits(_ text: String, _ shape: String) -> Bool {
        let (scalars, shapes) = (Array(text.unicodeScalars), Array(shape.unicodeScalars))
        guard scalars.count == shapes.count else { return false }
        return zip(scalars, shapes).allSatisfy { scalar, shape in
            switch shape {
            case "A": (0x41...0x5A).contains(scalar.value & 0xDF) && scalar.isASCII
            case "9": (0x30...0x39).contains(scalar.value)
            default: scalar == shape
            }
        }
    }

    static func isZip(_ text: String) -> Bool { fits(text, "99999") || fits(text, "99999-9999") }

    struct Postcode {
        let text: String
        /// Words that it takes.
        let count: Int
        /// Where the form is that of one country only.
        let country: String?
    }

    private static let british = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"]

    /// The postcode that begins at a word.
    static func postcode(_ words: [String], at place: Int) -> Postcode? {
        let word = words[place]
        let next = place + 1 < words.count ? words[place + 1] : ""
        if british.contains(where: { fits(word, $0) }), fits(next, "9AA") {
            return Postcode(text: "\(word) \(next)".uppercased(), count: 2, country: "GB")
        }
        if british.contains(where: { fits(word, $0 + "9AA") }), word.utf8.count >= 5 {
            let split = word.index(word.endIndex, offsetBy: -3)
            return Postcode(text: "\(word[..<split]) \(word[split...])".uppercased(), count: 1, country: "GB")
        }
        if fits(word, "A9A"), fits(next, "9A9") {
            return Postcode(text: "\(word) \(next)".uppercased(), count: 2, country: "CA")
        }
        if fits(word, "A9A9A9") || fits(word, "A9A-9A9") {
            return Postcode(text: "\(word.prefix(3)) \(word.suffix(3))".uppercased(), count: 1, country: "CA")
        }
        if fits(word, "9999"), fits(next, "AA"), next == next.uppercased() {
            return Postcode(text: "\(word) \(next)", count: 2, country: "NL")
        }
        if fits(word, "9999AA"), word == word.uppercased() {
            return Postcode(text: "\(word.prefix(4)) \(word.suffix(2))", count: 1, country: "NL")
        }
        if let dash = word.firstIndex(of: "-"), let country = prefixes[String(word[..<dash])] {
            let digits = String(word[word.index(after: dash)...])
            if country == "SE", fits(digits, "999"), fits(next, "99") {
                return Postcode(text: "\(digits) \(next)", count: 2, country: country)
            }
            if ["999", "9999", "99999", "9999999"].contains(where: { fits(digits, $0) }) {
                return Postcode(text: digits, count: 1, country: country)
            }
        }
        if fits(word, "999"), fits(next, "99") { return Postcode(text: "\(word) \(next)", count: 2, country: nil) }
        if fits(word, "99999-9999") { return Postcode(text: word, count: 1, country: nil) }
        if ["9999", "99999", "9999999", "999999"].contains(where: { fits(word, $0) }) {
            return Postcode(text: word, count: 1, country: nil)
        }
        // An Irish routing key and its four letters or digits.
        if fits(word, "A99") || word.uppercased() == "D6W", next.utf8.count == 4,
            next.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }),
            next.contains(where: \.isNumber)
        {
            return Postcode(text: "\(word.uppercased()) \(next)", count: 2, country: "IE")
        }
        return nil
    }
}
