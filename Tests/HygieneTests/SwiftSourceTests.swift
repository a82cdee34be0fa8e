import Testing

/// The other checks stand on this one.
@Suite struct SwiftSourceTests {
    @Test(
        arguments: [
            ("a // b", "a     ", "  // b", []),
            ("a /* b /* c */ d */ e", "a                   e", "  /* b /* c */ d */  ", []),
            (#"f("x // y")"#, "f(        )", "           ", ["x // y"]),
            (#"f("a\"b")"#, "f(      )", "         ", [#"a"b"#]),
            (#"f("a\(g("b"))c")"#, "f(    g(   )) )", nil, ["b", "ac"]),
            ("##\"a\"#b\\(c)\"## d", nil, nil, ["a\"#b\\(c)"]),
            ("\"\"\"\na \"b\" c\n\"\"\"; d", nil, nil, ["\na \"b\" c\n"]),
            ("#if DEBUG", "#if DEBUG", nil, []),
            (#"f("")"#, nil, nil, [""]),
        ] as [(String, String?, String?, [String])])
    func takesApart(text: String, code: String?, comments: String?, literals: [String]) {
        let source = SwiftSource(text)
        if let code { #expect(source.code.joined(separator: "\n").trimmed == code.trimmed) }
        if let comments { #expect(source.comments.joined(separator: "\n") == comments) }
        #expect(source.literals.map(\.text) == literals)
    }

    @Test func countsLines() {
        let source = SwiftSource("let a = \"\"\"\n  one\n  \"\"\"\n// two\nlet b = \"three\"\n")
        #expect(source.literals.map(\.line) == [1, 5])
        #expect(source.comments[3] == "// two")
        #expect(source.code[4].hasPrefix("let b ="))
    }

    @Test func recoversFromAnUnclosedQuoteAtTheEndOfTheLine() {
        let source = SwiftSource("let a = /\"/\nlet b = try")
        #expect(source.code[1] == "let b = try")
    }
}

extension String {
    fileprivate var trimmed: String {
        split(separator: " ").joined(separator: " ")
    }
}
