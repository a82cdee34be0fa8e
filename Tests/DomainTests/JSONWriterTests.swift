import Domain
import Testing

@Suite struct JSONWriterTests {
    @Test(
        arguments: [
            (JSONValue.null, "null"), (true, "true"), (0, "0"), (.integer(.min), "-9223372036854775808"),
            (.number(1), "1.0"), (.number(-0.0), "-0.0"), (.number(0.1), "0.1"), (.number(1e23), "1e+23"),
            (.number(.leastNonzeroMagnitude), "5e-324"), (.number(0.1 + 0.2), "0.30000000000000004"),
            ("a\"\\/\u{8}\n\r\t\u{7f}\0", #""a\"\\/\u0008\n\r\t\u007f\u0000""#), ("é\u{2028}𝄞", "\"é\u{2028}𝄞\""),
            ([], "[]"), ([1, [], [:]], "[1,[],{}]"), (["b": 1, "a": [.null]], #"{"b":1,"a":[null]}"#),
        ] as [(JSONValue, String)])
    func writes(value: JSONValue, text: String) {
        #expect(value.text == text)
    }

    @Test func numbersThatJSONCannotSayBecomeNull() {
        for value in [Double.nan, .infinity, -.infinity] { #expect(JSONValue(value) == .null) }
        #expect(JSONValue(Double?.none) == .null)
    }

    @Test func prettyTextIsTheSameValue() throws {
        let value: JSONValue = ["a": [1, ["b": "x\ny"], []], "c": [:]]
        #expect(try JSONParser.parse(value.prettyText) == value)
        let short: JSONValue = ["a": [1], "b": [:]]
        #expect(short.prettyText == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}")
    }
}
