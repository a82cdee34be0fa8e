/// A country that customers live in, with what its addresses look like. Towns are real, streets are invented.
struct Region: Sendable {
    struct Town: Sendable {
        let city: String
        let state: String?
        /// Digits drawn for `#`, letters for `@`.
        let postcode: String
        /// IANA.
        let timezone: String

        init(_ city: String, _ state: String, _ postcode: String, _ timezone: String) {
            (self.city, self.state, self.postcode, self.timezone) = (city, state, postcode, timezone)
        }

        init(_ city: String, _ postcode: String, _ timezone: String) {
            (self.city, self.state, self.postcode, self.timezone) = (city, nil, postcode, timezone)
        }
    }

    /// Two letters of ISO 3166-1.
    let country: String
    /// As tracking events say it.
    let name: String
    /// Of a hundred customers so many live here.
    let share: Int
    let towns: [Town]
    let names: [(NamePool, Int)]
    let streets: [String]
    /// Whether the number of the house stands before the street.
    let numberFirst: Bool
    /// Currencies by weight.
    let currencies: [(String, Int)]
    /// Days from dispatch to delivery where nothing goes wrong.
    let transit: ClosedRange<Int>
    let carrier: String

    /// Charged where a parcel enters the country; none at home.
    var hasCustoms: Bool { country != "IL" }

    static let all = [
        unitedStates, unitedKingdom, germany, netherlands, sweden, norway, denmark, finland, canada, israel, australia,
        spain, mexico,
    ]

    static let unitedStates = Region(
        country: "US", name: "United States", share: 61,
        towns: [
            Town("Nashville", "TN", "372##", "America/Chicago"), Town("Dallas", "TX", "752##", "America/Chicago"),
            Town("Tulsa", "OK", "741##", "America/Chicago"), Town("Charlotte", "NC", "282##", "America/New_York"),
            Town("Columbus", "OH", "432##", "America/New_York"), Town("Orlando", "FL", "328##", "America/New_York"),
            Town("Knoxville", "TN", "379##", "America/New_York"), Town("Phoenix", "AZ", "850##", "America/Phoenix"),
            Town("Denver", "CO", "802##", "America/Denver"), Town("Boise", "ID", "837##", "America/Boise"),
            Town("San Diego", "CA", "921##", "America/Los_Angeles"),
            Town("Spokane", "WA", "992##", "America/Los_Angeles"),
            Town("Minneapolis", "MN", "554##", "America/Chicago"), Town("Albany", "NY", "122##", "America/New_York"),
        ],
        names: [
            (.english, 84), (.hebrew, 2), (.russian, 4), (.german, 2), (.spanish, 6), (.scandinavian, 2),
        ],
        streets: [
            "Terebinth Lane", "Quail Hollow Road", "Old Orchard Court", "Larkspur Drive", "Millstone Avenue",
            "Cedar Bluff Way", "Sparrow Hill Road", "Fig Tree Circle", "Harvest Moon Drive", "Stonewell Street",
        ],
        numberFirst: true, currencies: [("USD", 1)], transit: 13...21, carrier: "Harbor Parcel")

    static let unitedKingdom = Region(
        country: "GB", name: "United Kingdom", share: 6,
        towns: [
            Town("Leeds", "LS# #@@", "Europe/London"), Town("Norwich", "NR# #@@", "Europe/London"),
            Town("Edinburgh", "EH# #@@", "Europe/London"), Town("Bristol", "BS# #@@", "Europe/London"),
        ],
        names: [(.english, 1)], streets: ["Larch Rise", "Old Millpond Lane", "Vine Terrace", "Rowan Walk"],
        numberFirst: true, currencies: [("USD", 6), ("EUR", 4)], transit: 12...20, carrier: "Cedar Air Post")

    static let germany = Region(
        country: "DE", name: "Germany", share: 6,
        towns: [
            Town("Hamburg", "20###", "Europe/Berlin"), Town("Leipzig", "041##", "Europe/Berlin"),
            Town("Stuttgart", "70###", "Europe/Berlin"), Town("Kassel", "341##", "Europe/Berlin"),
        ],
        names: [(.german, 85), (.russian, 15)],
        streets: ["Terebinthenweg", "Am Alten Brunnen", "Lindenhofgasse", "Apfelgarten", "Mühlsteinweg"],
        numberFirst: false, currencies: [("EUR", 8), ("USD", 2)], transit: 12...20, carrier: "Cedar Air Post")

    static let netherlands = Region(
        country: "NL", name: "Netherlands", share: 5,
        towns: [
            Town("Utrecht", "35## @@", "Europe/Amsterdam"), Town("Zwolle", "80## @@", "Europe/Amsterdam"),
            Town("Ede", "67## @@", "Europe/Amsterdam"),
        ],
        names: [(.dutch, 1)], streets: ["Olijfhof", "Oude Kruidentuin", "Vijgenlaan"], numberFirst: false,
        currencies: [("EUR", 8), ("USD", 2)], transit: 12...20, carrier: "Cedar Air Post")

    static let sweden = Region(
        country: "SE", name: "Sweden", share: 3,
        towns: [Town("Uppsala", "75# ##", "Europe/Stockholm"), Town("Jönköping", "55# ##", "Europe/Stockholm")],
        names: [(.scandinavian, 1)], streets: ["Olivstigen", "Gamla Kvarnvägen", "Lönngränd"], numberFirst: false,
        currencies: [("USD", 5), ("EUR", 5)], transit: 13...21, carrier: "Cedar Air Post")

    static let norway = Region(
        country: "NO", name: "Norway", share: 3,
        towns: [Town("Stavanger", "40##", "Europe/Oslo"), Town("Kristiansand", "46##", "Europe/Oslo")],
        names: [(.scandinavian, 1)], streets: ["Oliventunet", "Gamle Fyrvei", "Rognelia"], numberFirst: false,
        currencies: [("USD", 6), ("EUR", 4)], transit: 13...21, carrier: "Cedar Air Post")

    static let denmark = Region(
        country: "DK", name: "Denmark", share: 2,
        towns: [Town("Aarhus", "82##", "Europe/Copenhagen"), Town("Odense", "52##", "Europe/Copenhagen")],
        names: [(.scandinavian, 1)], streets: ["Olivenhaven", "Gammel Møllesti"], numberFirst: false,
        currencies: [("EUR", 1), ("USD", 1)], transit: 13...21, carrier: "Cedar Air Post")

    static let finland = Region(
        country: "FI", name: "Finland", share: 3,
        towns: [Town("Tampere", "33###", "Europe/Helsinki"), Town("Oulu", "90###", "Europe/Helsinki")],
        names: [(.finnish, 9), (.russian, 1)], streets: ["Oliivipolku", "Vanha Myllytie", "Pihlajakuja"],
        numberFirst: false, currencies: [("EUR", 9), ("USD", 1)], transit: 13...21, carrier: "Cedar Air Post")

    static let canada = Region(
        country: "CA", name: "Canada", share: 4,
        towns: [
            Town("Winnipeg", "MB", "R#@ #@#", "America/Winnipeg"), Town("Hamilton", "ON", "L#@ #@#", "America/Toronto"),
            Town("Kelowna", "BC", "V#@ #@#", "America/Vancouver"),
        ],
        names: [(.english, 9), (.russian, 1)], streets: ["Tamarack Crescent", "Old Ferry Road", "Juniper Hollow"],
        numberFirst: true, currencies: [("USD", 1)], transit: 16...24, carrier: "Cedar Air Post")

    static let israel = Region(
        country: "IL", name: "Israel", share: 4,
        towns: [
            Town("Haifa", "31#####", "Asia/Jerusalem"), Town("Jerusalem", "91#####", "Asia/Jerusalem"),
            Town("Karmiel", "21#####", "Asia/Jerusalem"), Town("Be'er Sheva", "84#####", "Asia/Jerusalem"),
        ],
        names: [(.hebrew, 70), (.russian, 20), (.english, 10)],
        streets: ["HaEla", "Shvil HaTe'enim", "Simtat HaRimon", "HaShaked HaKatan"], numberFirst: false,
        currencies: [("ILS", 9), ("USD", 1)], transit: 2...6, carrier: "Valley Courier")

    static let australia = Region(
        country: "AU", name: "Australia", share: 2,
        towns: [
            Town("Adelaide", "SA", "50##", "Australia/Adelaide"), Town("Brisbane", "QLD", "40##", "Australia/Brisbane"),
        ],
        names: [(.english, 1)], streets: ["Wattle Bend", "Old Jetty Parade"], numberFirst: true,
        currencies: [("USD", 1)], transit: 19...27, carrier: "Cedar Air Post")

    static let spain = Region(
        country: "ES", name: "Spain", share: 1,
        towns: [Town("Zaragoza", "500##", "Europe/Madrid"), Town("Granada", "180##", "Europe/Madrid")],
        names: [(.spanish, 1)], streets: ["Calle del Olivo Viejo", "Camino de los Granados"], numberFirst: false,
        currencies: [("EUR", 1)], transit: 12...20, carrier: "Cedar Air Post")

    static let mexico = Region(
        country: "MX", name: "Mexico", share: 1,
        towns: [
            Town("Monterrey", "NL", "64###", "America/Monterrey"),
            Town("Puebla", "PUE", "72###", "America/Mexico_City"),
        ],
        names: [(.spanish, 1)], streets: ["Calle del Terebinto", "Privada de los Olivos"], numberFirst: false,
        currencies: [("USD", 1)], transit: 19...27, carrier: "Cedar Air Post")
}
