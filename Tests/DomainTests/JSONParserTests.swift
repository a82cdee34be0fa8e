import Domain
import Testing

/// Strict JSON: what RFC 8259 allows, and nothing that two parsers could read in two ways.
@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), ("true", true), ("false", false), ("0", 0), ("-1", -1), ("1.5", 1.5),
            ("1.0", .number(1)), ("1e2", .number(100)), ("1E+2", .number(100)), ("25e-1", .number(2.5)),
            ("-0", .number(-0.0)), ("-0.0", .number(-0.0)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(0x1p63)),
            ("9007199254740993", .integer(9_007_199_254_740_993)), ("5e-324", .number(.leastNonzeroMagnitude)),
            ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), (#""""#, ""), (#""a\/b""#, "a/b"),
            (#""\"\\\b\f\n\r\t""#, "\"\\\u{8}\u{c}\n\r\t"), (#""\u0000""#, "\0"), (#""\u00e9\u00E9""#, "éé"),
            (#""\ud834\udd1e""#, "𝄞"), ("\"\u{2028}\u{2029}\u{7f}\"", "\u{2028}\u{2029}\u{7f}"), ("[]", []),
            ("{}", [:]),
            (" [ 1 ,\t[ ] ,\r\n{ \"a\" : null } ] ", [1, [], ["a": .null]]), (#"{"":1}"#, ["": 1]),
        ] as [(String, JSONValue)])
    func reads(text: String, value: JSONValue) throws {
        let read = try JSONParser.parse(text)
        #expect(read == value)
        // Equality of Doubles hides the sign of zero.
        #expect(read.text == value.text)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e",
        "1e+",
        "0x1", "1_000", "1e309", "-1e309", "'a'", "\"", "\"a", #""\""#, #""\x""#, #""\u12""#, #""\u12g4""#,
        #""\U0041""#,
        #""\ud800""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#, #""\udc00""#, #""\ud800\ud800""#,
        "\"a\nb\"", "\"\u{1}\"", "\"\t\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":",
        "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "1 2", "{}{}", "[]x",
        "// c\n1", "/* c */1", "\u{FEFF}1", "\u{A0}1", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#,
        #"{"x":{"a":1,"b":2,"a":3}}"#,
    ])
    func refuses(text: String) {
        #expect(throws: JSONParser.Failure.self, "\(text)") { try JSONParser.parse(text) }
    }

    @Test func namesThatOnlySwiftTakesForEqualAreTwoNames() throws {
        let value = try JSONParser.parse("{\"é\":1,\"e\u{301}\":2}")
        #expect(value.object?.count == 2)
        #expect(value["é"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test func aNameTwiceIsFoundAmongMany() {
        let members = (0..<50).map { "\"m\($0)\":0" }
        let text = { (last: String) in "{\((members + [last]).joined(separator: ","))}" }
        #expect(throws: Never.self) { try JSONParser.parse(text("\"m50\":0")) }
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text("\"m7\":0")) }
    }

    /// Bytes inside a string, by Unicode 15, table 3-7.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0x80], [0xE2, 0x82],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9D, 0x84],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([0x22, 0x61] + bytes) }
    }

    @Test(
        arguments: [
            [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
            [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
        ] as [[UInt8]])
    func takesTheEdgesOfUTF8(bytes: [UInt8]) throws {
        #expect(try JSONParser.parse([0x22] + bytes + [0x22]).string == String(decoding: bytes, as: UTF8.self))
    }

    @Test(arguments: [1, 2, 64, 100])
    func depthIsBounded(limit: Int) {
        let lists = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        let objects = { (depth: Int) in
            String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        }
        for nested in [lists, objects] {
            #expect(throws: Never.self) { try JSONParser.parse(nested(limit), maximumDepth: limit) }
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(nested(limit + 1), maximumDepth: limit) }
        }
        // Text that never closes must not go deep either.
        #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse(String(repeating: "[", count: 1_000_000), maximumDepth: limit)
        }
    }

    @Test(arguments: [
        ("[1, x]", "unexpected character at byte 4"), (#"{"a":1,"a":2}"#, "member name given twice at byte 7"),
        (#"["ab"#, "unexpected end of a string at byte 4"), ("[1] x", "unexpected text after the value at byte 4"),
    ])
    func failuresTellWhere(text: String, description: String) throws {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
        #expect(failure?.description == description)
    }
}
