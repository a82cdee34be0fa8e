import Support
import TestSupport
import Testing

/// What is asked before a pattern is tried never hides a match.
@Suite struct RequiredTextTests {
    @Test(arguments: [
        ("sue", "I will SUE you"), ("su(?:e|ing)", "suing them"), ("charge ?back", "a chargeback"),
        ("colou?r", "color"), ("straße", "in der STRASSE"), ("strasse", "in der Straße"), ("masse", "Maße"),
        ("file", "the \u{FB01}le"), ("skip", "the \u{17F}kip"), ("(?:ab|cd){2,}", "cdab"),
        ("(?=lawyer)l", "lawyer"), ("l(?!egal)awful", "lawful"), ("(?<=my )bank", "my bank"), ("[ck]ard", "kard"),
        ("[a-d]ard", "bard"), ("адвокат", "Мой АДВОКАТ"), ("עורך", "עורך דין"), ("a{0}bank", "bank"),
        ("\\bno\\b", "no"), ("x*yes", "yes"), ("(?:|legal) team", "a team"), ("\\Qa.b\\E", "a.b"),
        ("(?i:BANK)", "bank"),
        ("(a)bc\\1", "abca"), ("k.ll", "kill"), ("K", "\u{212A}"), ("[^x]yz", "ayz"), ("a\\.b", "a.b"),
        ("(ab|)cde", "cde"),
    ])
    func aTextThatMatchesIsTried(pattern: String, text: String) throws {
        let pattern = try Pattern(pattern, place: "test:1")
        let input = PatternInput(text)
        #expect(try pattern.firstMatch(in: text, length: input.length) != nil)
        #expect(try pattern.firstMatch(in: input) != nil)
    }

    @Test func aTextWithoutWhatIsRequiredIsNotTried() throws {
        let input = PatternInput("a plain question about my next box")
        for source in ["\\b(?:lawyer|attorney)\\b", "charge ?back", "small claims (?:court|tribunal)"] {
            let required = try #require(RequiredText(pattern: source))
            #expect(!required.mayBe(in: input.trigrams), "\(source)")
        }
    }

    /// Random patterns over few letters, so that most of them match something, on random texts.
    @Test func randomPatternsFindTheSameWithAndWithoutIt() throws {
        let seed: UInt64 = 20_261_123
        var random = SeededGenerator(seed: seed)
        var found = 0
        var spared = 0
        for _ in 0..<1_500 {
            let source = RequiredTextTests.pattern(&random, depth: 2)
            guard !source.contains(")+"), !source.contains(")*"), let pattern = try? Pattern(source, place: "random:1")
            else { continue }
            for _ in 0..<8 {
                let letters = ["a", "b", "S", "s", "ß", "n", "и", "И", " "]
                let text = (0..<random.int(in: 0...10)).map { _ in random.pick(letters) }.joined()
                let input = PatternInput(text)
                // A few nest repeats so deeply that they are stopped.
                guard
                    case .success(let plain) = Result(catching: {
                        try pattern.firstMatch(in: text, length: input.length)
                    })
                else { continue }
                #expect(try pattern.firstMatch(in: input) == plain, "seed \(seed): /\(source)/ on '\(text)'")
                if plain != nil { found += 1 }
                if RequiredText(pattern: source)?.mayBe(in: input.trigrams) == false { spared += 1 }
            }
        }
        #expect(found > 1_000 && spared > 1_000, "\(found) found, \(spared) spared")
    }

    private static func pattern(_ random: inout SeededGenerator, depth: Int) -> String {
        let atoms = ["a", "b", "s", "ß", "n", "и", " ", "[ab]", "[^s]", ".", "\\b", "\\w", "ss", "aba"]
        let quantifiers = ["", "", "", "", "?", "+", "*", "{2}", "{1,2}", "{0,1}?"]
        let looks = ["(?:", "(?:", "(", "(?=", "(?!", "(?>"]
        return (0..<random.int(in: 1...4)).map { _ in
            guard depth > 0, random.chance(0.3) else {
                let atom = random.pick(atoms)
                return atom == "\\b" ? atom : atom + random.pick(quantifiers)
            }
            let parts = (0..<random.int(in: 1...3)).map { _ in pattern(&random, depth: depth - 1) }
            let look = random.pick(looks)
            let group = look + parts.joined(separator: "|") + ")"
            return look == "(?=" || look == "(?!" ? group : group + random.pick(quantifiers)
        }.joined()
    }
}
