import Domain
import Testing

@Suite struct MetadataTests {
    @Test func whatMetadataHolds() throws {
        let object: JSONObject = ["s": "x", "i": 3, "n": 1.5, "b": false, "l": ["a", "b"], "e": []]
        let metadata = try Metadata.parse(object).get()
        #expect(
            metadata == [
                "s": .string("x"), "i": .number(3), "n": .number(1.5), "b": .bool(false), "l": .list(["a", "b"]),
                "e": .list([]),
            ])
        #expect(metadata.json.text == #"{"b":false,"e":[],"i":3,"l":["a","b"],"n":1.5,"s":"x"}"#)
        #expect(try Metadata.parse(try #require(metadata.json.object)).get() == metadata)
    }

    static let refused: [(key: String, value: JSONValue)] = [
        ("k", .null), ("k", ["a": 1]), ("k", [1]), ("k", ["a", 1]), ("k", [["a"]]), ("", "x"), ("$k", "x"),
    ]

    @Test(arguments: refused)
    func whatItDoesNotHold(key: String, value: JSONValue) {
        guard case .failure(let error) = Metadata.parse(JSONObject([("good", "x"), (key, value)])) else {
            Issue.record("\(key): \(value) was taken")
            return
        }
        #expect(error.key == key)
    }

    @Test func aDocumentsOwnFieldsWin() {
        var document = Document(
            id: DocumentID(namespace: "faq", id: "a"), kind: .faq, title: "T", content: .text("x"),
            metadata: ["namespace": .string("other"), "valid_to": .number(1), "source": .string("s"), "x": .bool(true)])
        document.validFrom = Timestamp(milliseconds: 7)
        #expect(
            document.filterable(updatedAt: Timestamp(milliseconds: 9)) == [
                "namespace": .string("faq"), "id": .string("a"), "kind": .string("faq"), "title": .string("T"),
                "updated_at": .number(9), "valid_from": .number(7), "x": .bool(true),
            ])
    }
}
