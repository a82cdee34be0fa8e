import Foundation
import Testing

/// Swift is formatted as `.swift-format` says. `swift format --in-place --recursive Sources Tests Package.swift` mends
/// most of it.
@Suite struct FormatTests {
    @Test func sourcesAreFormatted() async throws {
        let result = try await lint(["Sources", "Tests", "Package.swift"].map(Repository.url))
        #expect(result.status == 0, "\(result.errors)\(result.output)")
    }

    @Test(arguments: ["let  a = 1\n", "let a: Int? = 1\nlet b = a!\n", "let a = 1;\n"])
    func faultIsFound(text: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "hygiene-\(UUID().uuidString).swift")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try await lint([file]).status == 1)
    }

    private func lint(_ files: [URL]) async throws -> Command.Result {
        try await Command.run(
            ["swift", "format", "lint", "--strict", "--recursive", "--parallel"]
                + ["--configuration", Repository.url(".swift-format").path(percentEncoded: false)]
                + files.map { $0.path(percentEncoded: false) })
    }
}
