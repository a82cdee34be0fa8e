import Foundation
import Testing

/// What every file under version control looks like.
@Suite struct FileTests {
    /// Files over `FileRules.largest` that have to be that large.
    static let large: Set<String> = []

    @Test func filesAreClean() async throws {
        let paths = try await Repository.files()
        #expect(paths.contains("Package.swift"))
        expectNone(
            try paths.filter { !$0.isLink }
                .flatMap { FileRules.findings(path: $0, data: try Repository.data($0), large: Self.large) })
    }

    // The check itself.

    private func messages(_ path: String, _ text: String) -> [String] {
        FileRules.findings(path: path, data: Data(text.utf8), large: Self.large).map(\.message)
    }

    @Test(arguments: [
        ("a.swift", "a\tb\n", "a tab"), ("a.swift", "a \n", "trailing whitespace"),
        ("a.md", "a\r\n", "a carriage return"),
        ("a.swift", "a", "no newline at the end"), ("a.swift", "// TO" + "DO: later\n", "a note to self"),
        ("a.md", "FIX" + "ME\n", "a note to self"), ("almanac", "cd /wor" + "k/main\n", "a path of one machine"),
        ("a.md", "`/tmp" + "/bash_1`\n", "a path of one machine"),
        ("a.md", "see https://pypi" + ".org/\n", "a registry's host"),
    ])
    func faultIsFound(path: String, text: String, message: String) {
        #expect(messages(path, text) == [message])
    }

    @Test(arguments: [
        ("a.swift", ""), ("a.swift", "a\n"), ("a.tsv", "a\tb\n"), ("Tests/ATests/Fixtures/a.txt", "a\t\r\nb "),
        ("a.md", "home/wor" + "k/a and TO" + "DOS\n"), ("corpus/documents/a.md", "TO" + "DO\n"), ("a.bin", "a\0 \t"),
    ])
    func cleanFileIsNot(path: String, text: String) {
        #expect(messages(path, text) == [])
    }

    @Test func wrongEncodingAndSizeAreFound() {
        let latin = FileRules.findings(path: "a.md", data: Data([0x61, 0xE9, 0x0A]), large: [])
        #expect(latin.map(\.message) == ["not UTF-8"])
        let big = Data(repeating: 0, count: FileRules.largest + 1)
        #expect(FileRules.findings(path: "a.bin", data: big, large: []).count == 1)
        #expect(FileRules.findings(path: "a.bin", data: big, large: ["a.bin"]).isEmpty)
    }
}

extension String {
    /// What a symbolic link points to is checked where it is.
    fileprivate var isLink: Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: Repository.url(self).path(percentEncoded: false)))
            != nil
    }
}
