import Domain
import Support
import TestSupport
import Testing

/// Files of labelled messages, and those that are not.
@Suite struct LabelledFileTests {
    @Test func fieldsAreRead() throws {
        let home = try TemporaryHome()
        let file = try home.write(
            """
            {"text":"a","label":"x"}

            {"text":"b","label":"y","secondary_label":"x","sentiment":"frustrated","urgency":"critical","wants_human":true,"language":"en","writer":"w"}
            {"text":"c","label":"y","secondary_label":null,"sentiment":null,"more":[1]}

            """, to: "m.jsonl")
        let read = try LabelledFile.read(file)
        #expect(read.map(\.line) == [1, 3, 4])
        #expect(
            read[1].message
                == LabelledMessage(
                    text: "b", label: "y", secondaryLabel: "x", sentiment: .frustrated, urgency: .critical,
                    wantsHuman: true, language: "en", writer: "w"))
        #expect(read[2].message == LabelledMessage(text: "c", label: "y"))
    }

    @Test(arguments: [
        ("{\"text\":\"b\",\"label\":\"x\"", "m.jsonl:2: "),
        ("{\"label\":\"x\"}", "m.jsonl:2: a labelled message has a 'text'"),
        ("{\"text\":\" \",\"label\":\"x\"}", "'text' that is not empty"),
        ("{\"text\":\"b\"}", "m.jsonl:2: a labelled message has a 'label'"),
        ("{\"text\":\"b\",\"label\":\"x\",\"sentiment\":\"sour\"}", "m.jsonl:2: the sentiment 'sour'"),
        ("{\"text\":\"b\",\"label\":\"x\",\"urgency\":3}", "m.jsonl:2: 'urgency' is not a word"), ("[]", "m.jsonl:2: "),
    ])
    func aBrokenLineIsNamed(line: String, message: String) throws {
        let home = try TemporaryHome()
        let file = try home.write("{\"text\":\"a\",\"label\":\"x\"}\n\(line)\n", to: "m.jsonl")
        let error = #expect(throws: AlmanacError.self) { try LabelledFile.read(file) }
        #expect(error?.code == .invalidInput && error?.message.contains(message) == true, "\(error?.message ?? "none")")
    }

    @Test func noFileAndAnEmptyOneAreErrors() throws {
        let home = try TemporaryHome()
        let missing = #expect(throws: AlmanacError.self) { try LabelledFile.read(home.url.appending(path: "none")) }
        #expect(missing?.code == .fileMissing)
        let empty = #expect(throws: AlmanacError.self) { try LabelledFile.read(home.write("\n \n", to: "e.jsonl")) }
        #expect(empty?.code == .invalidInput)
    }
}
