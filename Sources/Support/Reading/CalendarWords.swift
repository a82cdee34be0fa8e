import Domain

/// Numbers, units of time and months as customers write them, in the languages of the company.
enum CalendarWords {
    static let numbers: [String: Int] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "eighteen": 18, "twenty": 20, "thirty": 30,
        "sixty": 60, "ninety": 90,
        "ein": 1, "eine": 1, "einen": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "acht": 8,
        "zehn": 10, "zwölf": 12,
        "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "ocho": 8, "diez": 10,
        "doce": 12,
        "один": 1, "одну": 1, "два": 2, "две": 2, "двух": 2, "три": 3, "трех": 3, "четыре": 4, "пять": 5, "шесть": 6,
        "восемь": 8, "десять": 10, "двенадцать": 12,
        "אחד": 1, "שני": 2, "שתי": 2, "שלושה": 3, "שלוש": 3, "ארבעה": 4, "ארבע": 4, "חמישה": 5, "חמש": 5, "שישה": 6,
        "שש": 6, "שמונה": 8, "עשרה": 10, "שנים": 2,
    ]

    static let ordinals: [String: Int] = [
        "first": 1, "1st": 1, "second": 2, "2nd": 2, "other": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
        "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "zweiten": 2, "dritten": 3, "второй": 2, "третий": 3,
        "segundo": 2, "tercer": 3, "שני": 2, "שלישי": 3,
    ]

    enum Unit: Sendable { case day, week, month, quarter, year }

    static let units: [String: Unit] = [
        "day": .day, "days": .day, "week": .week, "weeks": .week, "wk": .week, "wks": .week, "month": .month,
        "months": .month, "mo": .month, "mos": .month, "mth": .month, "mths": .month, "quarter": .quarter,
        "quarters": .quarter, "year": .year, "years": .year, "yr": .year, "yrs": .year,
        "tag": .day, "tage": .day, "tagen": .day, "woche": .week, "wochen": .week, "monat": .month, "monate": .month,
        "monaten": .month, "quartal": .quarter, "jahr": .year, "jahre": .year, "jahren": .year,
        "día": .day, "días": .day, "dias": .day, "semana": .week, "semanas": .week, "mes": .month, "meses": .month,
        "trimestre": .quarter, "año": .year, "años": .year,
        "день": .day, "дня": .day, "дней": .day, "неделя": .week, "неделю": .week, "недели": .week, "недель": .week,
        "месяц": .month, "месяца": .month, "месяцев": .month, "квартал": .quarter, "год": .year, "года": .year,
        "יום": .day, "ימים": .day, "שבוע": .week, "שבועות": .week, "חודש": .month, "חודשים": .month,
        "רבעון": .quarter, "שנה": .year,
    ]

    /// Words that are a number and a unit at once.
    static let spans: [String: (count: Int, unit: Unit)] = [
        "חודשיים": (2, .month), "שבועיים": (2, .week), "שנתיים": (2, .year), "полгода": (6, .month),
        "fortnight": (2, .week),
    ]

    private static let names: [[String]] = [
        ["january", "jan", "januar", "jänner", "enero", "ינואר"], ["february", "feb", "februar", "febrero", "פברואר"],
        ["march", "mar", "märz", "marzo", "מרץ", "מרס"], ["april", "apr", "abril", "אפריל"],
        ["may", "mai", "mayo", "май", "мая", "мае", "маю", "מאי"], ["june", "jun", "juni", "junio", "יוני"],
        ["july", "jul", "juli", "julio", "יולי"], ["august", "aug", "agosto", "אוגוסט"],
        ["september", "sep", "sept", "septiembre", "setiembre", "ספטמבר"],
        ["october", "oct", "oktober", "octubre", "אוקטובר"], ["november", "nov", "noviembre", "נובמבר"],
        ["december", "dec", "dezember", "diciembre", "דצמבר"],
    ]
    private static let russian = [
        "январ", "феврал", "март", "апрел", "?", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
    ]
    private static let byName: [String: Int] = {
        var table: [String: Int] = [:]
        for (offset, list) in names.enumerated() { for name in list { table[name] = offset + 1 } }
        for (offset, stem) in russian.enumerated() {
            for ending in ["", "ь", "я", "е", "ю", "а", "у"] { table[stem + ending] = offset + 1 }
        }
        return table
    }()

    static func number(_ stream: WordStream, _ place: Int) -> Int? {
        if let number = stream.number(place) { return number }
        for form in HebrewWord.forms(stream.word(place)) { if let number = numbers[form] { return number } }
        return nil
    }

    static func unit(_ word: String) -> Unit? {
        for form in HebrewWord.forms(word) { if let unit = units[form] { return unit } }
        return nil
    }

    static func span(_ word: String) -> (count: Int, unit: Unit)? {
        for form in HebrewWord.forms(word) { if let span = spans[form] { return span } }
        return nil
    }

    private static let mayBefore: Set<String> = [
        "in", "the", "skip", "for", "of", "my", "until", "till", "til", "this", "next", "and", "or", "not", "through",
        "to", "from",
        "during", "since", "by", "late", "early", "mid", "out",
    ]
    private static let mayAfter: Set<String> = [
        "box", "boxes", "shipment", "delivery", "one", "and", "or", "please", "only",
    ]

    /// The number of the month that a word names; `may` and `march` only where they are no verb.
    static func month(_ stream: WordStream, _ place: Int) -> Int? {
        let word = stream.word(place)
        guard let month = HebrewWord.forms(word).compactMap({ byName[$0] }).first else { return nil }
        guard word == "may" || word == "march" || word == "mar" else { return month }
        if word == "march", !["on", "into", "up"].contains(stream.word(place + 1)) { return month }
        let previous = stream.words[place].isAfterBreak ? "" : stream.word(place - 1)
        let next = stream.isLast(place) ? "" : stream.word(place + 1)
        if mayBefore.contains(previous) || mayAfter.contains(next) { return month }
        if stream.number(place + 1) != nil || stream.number(place - 1) != nil { return month }
        return previous.isEmpty && next.isEmpty ? month : nil
    }

    /// Whole months that hold so much time; nil for none or more than ten years.
    static func months(_ count: Int, _ unit: Unit) -> Int? {
        guard (1...3_660).contains(count) else { return nil }
        let months =
            switch unit {
            case .day: (count + longestMonth - 1) / longestMonth
            case .week: (count * 7 + longestMonth - 1) / longestMonth
            case .month: count
            case .quarter: count * 3
            case .year: count * 12
            }
        return (1...120).contains(months) ? months : nil
    }

    private static let longestMonth = 31
}
