import Foundation
import Testing

/// Pages point at things that exist.
@Suite struct LinkTests {
    /// A company's own pages link to its own site, so they are left out.
    @Test func relativeLinksLead() async throws {
        let pages = try await Repository.files().filter { $0.hasSuffix(".md") && !$0.hasPrefix("corpus/documents/") }
        expectNone(
            try pages.flatMap { linkFindings(path: $0, text: try Repository.text($0), exists: Repository.exists) })
    }

    @Test func architectureNamesWhatExists() throws {
        let text = try Repository.text("ARCHITECTURE.md")
        expectNone(pathFindings(path: "ARCHITECTURE.md", text: text, exists: Repository.exists))
    }

    // The checks themselves.

    private static let known: Set<String> = ["docs/a.md", "docs", "README.md", "docs/a b.md", "Sources/Store/Schema"]

    @Test(arguments: [
        ("README.md", "[a](docs/b.md)"), ("docs/a.md", "[r](README.md)"), ("README.md", "![p](docs/a.png)"),
        ("README.md", "[a]: docs/b.md"), ("README.md", "[a](docs/b.md#part \"title\")"),
    ])
    func deadLinkIsFound(path: String, text: String) {
        #expect(linkFindings(path: path, text: text, exists: Self.known.contains).count == 1)
    }

    @Test(arguments: [
        ("README.md", "[a](docs/a.md) [b](docs/a.md#part) [c](docs/) [d](docs/a%20b.md)"),
        ("docs/a.md", "[r](../README.md) [s](./a.md) [t](/README.md) [u](#here)"),
        ("README.md", "[a](https://example.com/a) [m](mailto:a@example.com)"),
        ("README.md", "```\n[a](nowhere.md)\n```\nand `[a](nowhere.md)`"),
    ])
    func goodLinkIsNot(path: String, text: String) {
        expectNone(linkFindings(path: path, text: text, exists: Self.known.contains))
    }

    @Test(arguments: ["`Sources/Gone`", "`docs/b.md`", "`Store/Gone.swift`", "`CHANGES.md`", "`Tests/ATests/`"])
    func deadPathIsFound(text: String) {
        #expect(pathFindings(path: "ARCHITECTURE.md", text: text, exists: Self.known.contains).count == 1)
    }

    @Test(arguments: [
        "`Sources/Store/Schema/`", "`Store/Schema`", "`docs/a.md`", "`README.md`", "`application/json`",
        "`knowledge.search`",
        "`Sources/*/A.swift`", "`corpus/documents/<namespace>`", "`indexes/caches`", "`swift test Tests/Gone`",
    ])
    func otherPathIsNot(text: String) {
        expectNone(pathFindings(path: "ARCHITECTURE.md", text: text, exists: Self.known.contains))
    }
}

/// Relative links of a Markdown page that lead nowhere. `exists` takes a path from the root.
func linkFindings(path: String, text: String, exists: (String) -> Bool) -> [Finding] {
    let inline = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/
    let reference = /^\[[^\]]+\]:\s+(\S+)/
    return proseLines(text).flatMap { number, line in
        let prose = line.replacing(/`[^`]*`/, with: "")
        let links = prose.matches(of: inline).map(\.1) + prose.matches(of: reference).map(\.1)
        return links.compactMap { link -> Finding? in
            guard let place = place(of: String(link), from: path), !exists(place) else { return nil }
            return Finding(path: path, line: number, message: "dead link \(link)")
        }
    }
}

/// Paths in backticks that look like ones of this repository and lead nowhere.
func pathFindings(path: String, text: String, exists: (String) -> Bool) -> [Finding] {
    proseLines(text).flatMap { number, line in
        line.matches(of: /`([^`]+)`/).compactMap { match -> Finding? in
            let name = String(match.1).withoutTrailingSlash
            guard looksLikeRepositoryPath(name), !exists(name), !exists("Sources/\(name)") else { return nil }
            return Finding(path: path, line: number, message: "no such path: \(name)")
        }
    }
}

/// What the home holds exists on some machines only, so `indexes/` is left out.
private func looksLikeRepositoryPath(_ name: String) -> Bool {
    guard name.wholeMatch(of: /[A-Za-z0-9_.][A-Za-z0-9_.+\/-]*/) != nil else { return false }
    guard let slash = name.firstIndex(of: "/") else {
        return name.hasSuffix(".md") || name == "Package.swift"
    }
    let top = String(name[..<slash])
    return ["Sources", "Tests", "corpus", "docs", ".ci"].contains(top) || Layers.allowed[top] != nil
}

/// Lines outside fenced code, numbered from 1.
private func proseLines(_ text: String) -> [(Int, String)] {
    var isFenced = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
        if line.drop(while: { $0 == " " }).hasPrefix("```") {
            isFenced.toggle()
            return nil
        }
        return isFenced ? nil : (index + 1, String(line))
    }
}

/// The path from the root that a link leads to, or nil where it leaves the repository or stays on its page.
private func place(of link: String, from page: String) -> String? {
    let bare = link.prefix { $0 != "#" && $0 != "?" }
    guard !bare.isEmpty, link.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:/) == nil else { return nil }
    let decoded = String(bare).removingPercentEncoding ?? String(bare)
    var parts = decoded.hasPrefix("/") ? [] : page.split(separator: "/").dropLast().map(String.init)
    for part in decoded.split(separator: "/") where part != "." {
        if part == ".." {
            _ = parts.popLast()
        } else {
            parts.append(String(part))
        }
    }
    return parts.joined(separator: "/")
}

extension String {
    fileprivate var withoutTrailingSlash: String {
        hasSuffix("/") ? String(dropLast()) : self
    }
}
