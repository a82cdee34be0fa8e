/// Invented people's names of one language and script, each with the letters that its e-mail address is spelt in.
struct NamePool: Sendable {
    struct Part: Sendable {
        let shown: String
        /// a–z only.
        let latin: String
    }

    /// BCP 47 language.
    let language: String
    let given: [Part]
    let family: [Part]

    private init(_ language: String, given: String, family: String) {
        self.language = language
        self.given = NamePool.parts(given)
        self.family = NamePool.parts(family)
    }

    /// Words, or pairs `shown=latin`; `_` stands for a space within a name.
    private static func parts(_ text: String) -> [Part] {
        text.split(whereSeparator: \.isWhitespace).map { word in
            let sides = word.split(separator: "=")
            let shown = String(sides[0]).replacing("_", with: " ")
            return Part(shown: shown, latin: sides.count > 1 ? String(sides[1]) : latin(shown))
        }
    }

    private static func latin(_ text: String) -> String {
        text.lowercased().filter { $0.isASCII && $0.isLetter }
    }

    static let english = NamePool(
        "en",
        given: """
            Margaret Ruth Dorothy Carol Linda Barbara Judith Susan Deborah Nancy Patricia Joyce Helen Martha Naomi \
            Rebecca Esther Grace Joan Marilyn Robert James David Daniel Michael William Richard Thomas Stephen Paul \
            Samuel Joseph Walter Harold Kenneth Peter Mark Andrew Gary Alan
            """,
        family: """
            Whitfield Carver Holloway Brennan Abbott Lindgren Marsh Pruitt Stanton Kessler Goldwater Ellison Becker \
            Novak Rosen Adler Feldman Hale Tilden Norwood Ashby Colter Dunning Everly Farrow Garrison Hatcher Ingram \
            Joplin Kendrick Langley Merritt Oakes Penrose Quimby Radford Sutter Thackery Underhill Vance
            """)

    static let hebrew = NamePool(
        "he",
        given: """
            נועה=noa יעל=yael תמר=tamar מיכל=michal שירה=shira רחל=rachel אסתר=esther דבורה=dvora חנה=hana אילנה=ilana \
            רות=rut ציפורה=tzipora דוד=david יוסף=yosef משה=moshe אברהם=avraham איתן=eitan אורי=uri גדעון=gideon \
            עמוס=amos שמואל=shmuel יעקב=yaakov
            """,
        family: """
            כרמלי=carmeli שדה=sade אלמוג=almog ברקת=bareket נחלי=nahali גבעון=givon הדס=hadas תבור=tavor רימון=rimon \
            סלעי=selai ארזי=arzi צורי=tzuri שקד=shaked לבנון=levanon פלגי=palgi ענבר=inbar
            """)

    static let russian = NamePool(
        "ru",
        given: """
            Анна=anna Ирина=irina Елена=elena Марина=marina Татьяна=tatyana Людмила=lyudmila Галина=galina \
            Светлана=svetlana Раиса=raisa Лев=lev Борис=boris Михаил=mikhail Григорий=grigory Семён=semyon \
            Александр=aleksandr Яков=yakov
            """,
        family: """
            Заречная=zarechnaya Светлова=svetlova Морозенко=morozenko Левитан=levitan Берман=berman \
            Каменко=kamenko Гринберг=grinberg Ривкин=rivkin Шульман=shulman Озеран=ozeran Данилевич=danilevich \
            Бронштейн=bronshtein
            """)

    static let german = NamePool(
        "de",
        given: """
            Ursula Renate Christa Monika Sabine Brigitte Elisabeth Jürgen=juergen Klaus Wolfgang Dieter Hannelore \
            Käthe=kaethe Günther=guenther Matthias Annegret
            """,
        family: """
            Lindner Sommerfeld Brückner=brueckner Hartung Weidlich Vogtmann Kranz Röhling=roehling Ahrens Dornbusch \
            Steinkamp Möllendorf=moellendorf Tiedemann Wiesner
            """)

    static let scandinavian = NamePool(
        "sv",
        given: """
            Ingrid Astrid Solveig Birgitta Kerstin Åse=aase Märta=maerta Lars Nils Göran=goeran Bjørn=bjoern Søren=soeren \
            Kirsten Annika Torbjörn=torbjoern Hanne
            """,
        family: """
            Lindqvist Bergström=bergstroem Sandvik Nygård=nygaard Holmgren Østby=oestby Dahlgren Fjeldstad Ekström=ekstroem \
            Rasmus-Holm Skoglund Hagelund Åkerman=aakerman Solberg-Lie
            """)

    static let finnish = NamePool(
        "fi",
        given: "Aino Helmi Kaarina Marjatta Päivi=paeivi Eero Juhani Tapio Väinö=vaeinoe Riitta",
        family: "Koskela Lehtomäki=lehtomaeki Salonpää=salonpaeae Virtala Niemelä=niemelae Rantakoski Hietala")

    static let dutch = NamePool(
        "nl",
        given: "Johanna Willemijn Geertje Marijke Annelies Hendrik Pieter Cornelis Jacoba Gerrit Wouter Neeltje",
        family:
            "van_der_Kade=vanderkade Brouwersma Hoekstra-Bos de_Lindt=delindt Vermeulink Zwanenveld ter_Horne=terhorne")

    static let spanish = NamePool(
        "es",
        given: """
            Lucía=lucia Carmen Pilar Inés=ines Rosario Beatriz Andrés=andres Joaquín=joaquin Rafael Ignacio Graciela \
            Martín=martin
            """,
        family: """
            Olivares Navarrete Peñalver=penalver Quiroga Valdivieso Ibáñez_Sol=ibanezsol Montealegre Castellanos Robledo \
            Zúñiga=zuniga
            """)
}
