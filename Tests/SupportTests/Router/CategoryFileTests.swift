import Domain
import Support
import TestSupport
import Testing

@Suite struct CategoryFileTests {
    private func categories(_ text: String) throws -> [Domain.Category] {
        let home = try TemporaryHome()
        try home.write(text, to: "categories.yml")
        return try Category.all(company: home.url)
    }

    @Test func categoriesAreReadInTheirOrder() throws {
        let read = try categories(
            """
            categories:
              - name: b
                title: Bees
                namespaces: [faq, policies]
                sub_topics: [x, y]
                information_only_sub_topics: [y]
              - name: a
            """)
        #expect(read.map(\.name) == ["b", "a"])
        #expect(
            read[0].title == "Bees" && read[0].namespaces == ["faq", "policies"] && read[0].subTopics == ["x", "y"])
        #expect(read[0].informationOnlySubTopics == ["y"] && read[1].title == "a")
    }

    @Test(arguments: [
        ("namespaces: []\n", "no list named 'categories'"), ("categories: 3\n", ":1: 'categories' is not a list"),
        ("categories:\n  - name: a\n", "fewer than two"),
        ("categories:\n  - name: a\n  - title: b\n", ":3: a category has no 'name'"),
        ("categories:\n  - name: a\n  - name: a\n", ":3: the category 'a' is declared twice"),
        (
            "categories:\n  - name: a\n    sub_topics: [x]\n    information_only_sub_topics: [y]\n  - name: b\n",
            ":4: 'y' is no sub-topic"
        ),
        ("categories: [\n", "not readable YAML"),
    ])
    func aWrongFileIsNamedWithItsLine(text: String, message: String) {
        let error = #expect(throws: AlmanacError.self) { try categories(text) }
        #expect(error?.code == .invalidInput && error?.message.contains(message) == true, "\(error?.message ?? "none")")
    }

    @Test func aMissingFileIsAnError() throws {
        let home = try TemporaryHome()
        let error = #expect(throws: AlmanacError.self) { try Category.all(company: home.url) }
        #expect(error?.code == .fileMissing)
    }
}
