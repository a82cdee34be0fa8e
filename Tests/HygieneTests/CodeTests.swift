import Testing

/// What may stand in code, and where.
@Suite struct CodeTests {
    @Test func onlyStoreHoldsSQL() async throws {
        expectNone(try await Repository.sources().flatMap { sqlFindings(path: $0.path, source: $0.source) })
    }

    @Test func trapsAndUncheckedClaimsAreProven() async throws {
        expectNone(try await Repository.sources().flatMap { unprovenFindings(path: $0.path, source: $0.source) })
    }

    @Test func publicDeclarationsAreDocumented() async throws {
        expectNone(try await Repository.sources().flatMap { undocumentedFindings(path: $0.path, source: $0.source) })
    }

    // The checks themselves.

    @Test(arguments: [
        "let a = \"SELECT id FROM chunk\"", "let a = \"\"\"\n    UPDATE chunk SET live_to = ?\n    \"\"\"",
        "run(#\"DELETE FROM chunk\"#)", "run(\"\\(b) INSERT INTO chunk\")", "run(\"CREATE TABLE t (a)\")",
    ])
    func sqlIsFound(text: String) {
        #expect(sqlFindings(path: "Sources/Retrieval/A.swift", source: SwiftSource(text)).count == 1)
        expectNone(sqlFindings(path: "Sources/Store/A.swift", source: SwiftSource(text)))
    }

    @Test(arguments: ["// SELECT id", "let a = \"select one, UPDATED\"", "let SELECT = 1"])
    func otherWordsAreNotSQL(text: String) {
        expectNone(sqlFindings(path: "Sources/Retrieval/A.swift", source: SwiftSource(text)))
    }

    @Test(arguments: [
        "let a = try! b()", "let a = b as! C", "fatalError(\"no\")", "final class A: @unchecked Sendable {}",
        "// Proof: too far above.\n\n\n\n\n\n\nlet a = try! b()", "let a = try! b(\"Proof:\")",
    ])
    func unprovenClaimIsFound(text: String) {
        #expect(unprovenFindings(path: "Sources/A/A.swift", source: SwiftSource(text)).count == 1)
    }

    @Test(arguments: [
        "// Proof: the pattern is a literal.\nlet a = try! b()", "let a = b as! C  // Proof: checked above.",
        "// try! and fatalError( in a comment", "let a = \"try! as! fatalError(\"", "let a = try b() as C",
        "/// Proof: guarded by the lock\n///\n/// for its whole life.\nfinal class A: @unchecked Sendable {}",
    ])
    func provenClaimIsNot(text: String) {
        expectNone(unprovenFindings(path: "Sources/A/A.swift", source: SwiftSource(text)))
    }

    @Test func undocumentedFileIsFound() {
        let bare = SwiftSource("import Foundation\n// Only a comment.\npublic struct A {}")
        #expect(undocumentedFindings(path: "A.swift", source: bare).map(\.line) == [3])
        expectNone(undocumentedFindings(path: "A.swift", source: SwiftSource("/// An a.\npublic struct A {}")))
        expectNone(undocumentedFindings(path: "A.swift", source: SwiftSource("struct A {}")))
        expectNone(undocumentedFindings(path: "A.swift", source: SwiftSource("public import Foundation")))
    }
}

func sqlFindings(path: String, source: SwiftSource) -> [Finding] {
    guard target(ofPath: path) != "Store" else { return [] }
    return source.literals.filter { $0.text.contains(/\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\b/) }
        .map { Finding(path: path, line: $0.line, message: "SQL outside of Store") }
}

/// A trap, or a promise that the compiler does not check, needs a comment with "Proof:" on its line or within the
/// six above.
func unprovenFindings(path: String, source: SwiftSource) -> [Finding] {
    let pattern = /\btry!|\bas!|\bfatalError\s*\(|@unchecked\s+Sendable/
    return source.code.enumerated().compactMap { index, line in
        guard let match = line.firstMatch(of: pattern) else { return nil }
        let proof = source.comments[max(0, index - 6)...index].contains { $0.contains("Proof:") }
        return proof ? nil : Finding(path: path, line: index + 1, message: "\(match.0) without a proof")
    }
}

/// Light: a file with public declarations has at least one documentation comment.
func undocumentedFindings(path: String, source: SwiftSource) -> [Finding] {
    let first = source.code.firstIndex { $0.contains(/^\s*(public|open)\s+(?!import)/) }
    guard let first, !source.comments.contains(where: { $0.contains("///") }) else { return [] }
    return [Finding(path: path, line: first + 1, message: "public, but no documentation comment in this file")]
}
