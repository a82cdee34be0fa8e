import Foundation
import Testing

/// Imports and declared dependencies follow the layers.
@Suite struct LayerTests {
    @Test func importsGoDownward() async throws {
        expectNone(try await Repository.sources().flatMap { importFindings(path: $0.path, source: $0.source) })
    }

    @Test func everyTargetHasARow() throws {
        #expect(try Repository.folders(of: "Sources") == Layers.allowed.keys.sorted())
    }

    /// The package's own reading of Package.swift, on a scratch path of its own: the tests may hold the usual one.
    @Test func declaredDependenciesGoDownward() async throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "hygiene-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let dump = try await Command.run(
            ["swift", "package", "--package-path", Repository.root.path(percentEncoded: false)]
                + ["--scratch-path", scratch.path(percentEncoded: false), "dump-package"])
        try #require(dump.status == 0, "\(dump.errors)")
        let manifest = try Manifest(json: Data(dump.output.utf8))
        #expect(manifest.targets.count > 1)
        expectNone(dependencyFindings(manifest))
    }

    @Test func nothingSpeaksHTTPThroughFoundation() async throws {
        expectNone(try await Repository.sources().flatMap { networkFindings(path: $0.path, source: $0.source) })
    }

    // The checks themselves.

    @Test(arguments: [
        ("Sources/Domain/A.swift", "import Store"),
        ("Sources/Evaluation/A.swift", "import Retrieval"),
        ("Sources/Retrieval/A.swift", "package import Service"),
        ("Sources/Retrieval/A.swift", "import struct GRDB.Row"),
        ("Sources/Store/A.swift", "import CKernels"),
        ("Sources/CLI/A.swift", "@preconcurrency public import CKernels"),
        ("Sources/CLI/A.swift", "#if canImport(FoundationNetworking)\nimport FoundationNetworking\n#endif"),
        ("Sources/Newcomer/A.swift", "import Foundation"),
    ])
    func wrongImportIsFound(path: String, text: String) {
        #expect(importFindings(path: path, source: SwiftSource(text)).count == 1)
    }

    @Test(arguments: [
        ("Sources/Store/A.swift", "import GRDB\nimport Domain"),
        ("Sources/Domain/A.swift", "// import Store\nlet a = \"import Store\"\nlet important = 1"),
        ("Sources/Bench/A.swift", "import CKernels\nimport Foundation"),
    ])
    func rightImportIsNot(path: String, text: String) {
        expectNone(importFindings(path: path, source: SwiftSource(text)))
    }

    @Test func wrongDependencyIsFound() throws {
        let json = """
            {"targets": [
                {"name": "Store", "type": "regular", "dependencies": [
                    {"byName": ["Domain", null]}, {"target": ["Retrieval", null]},
                    {"product": ["GRDB", "GRDB.swift", null, null]}
                ]},
                {"name": "Domain", "type": "regular", "dependencies": [{"product": ["GRDB", "GRDB.swift", null, null]}]},
                {"name": "StoreTests", "type": "test", "dependencies": [{"byName": ["CLI", null]}]}
            ]}
            """
        let findings = dependencyFindings(try Manifest(json: Data(json.utf8)))
        #expect(findings.map(\.message) == ["Store may not depend on Retrieval", "only Store may import GRDB"])
    }

    @Test func urlSessionIsFound() {
        let source = SwiftSource("// URLSession\nlet a = URLSession.shared")
        #expect(networkFindings(path: "Sources/CLI/A.swift", source: source).map(\.line) == [2])
    }
}

/// The target whose folder holds a path.
func target(ofPath path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : path
}

func importFindings(path: String, source: SwiftSource) -> [Finding] {
    let pattern =
        /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
    return source.code.enumerated().compactMap { index, line in
        guard let match = line.firstMatch(of: pattern) else { return nil }
        return Layers.objection(target: target(ofPath: path), module: String(match.1))
            .map { Finding(path: path, line: index + 1, message: $0) }
    }
}

func networkFindings(path: String, source: SwiftSource) -> [Finding] {
    source.code.enumerated().filter { $0.element.contains(/\bURLSession/) }
        .map { Finding(path: path, line: $0.offset + 1, message: "URLSession opens outgoing connections") }
}

/// What `swift package dump-package` says of targets, and no more.
struct Manifest {
    var targets: [(name: String, dependencies: [String])]

    /// Leaves test targets out: a test may use anything.
    init(json: Data) throws {
        struct Package: Decodable {
            var targets: [Target]
        }
        struct Target: Decodable {
            var name: String
            var type: String
            /// A one-entry object: the kind of dependency, then its name and details.
            var dependencies: [[String: [Detail?]]]
        }
        /// The name is a string; what follows it (a package, a condition) does not matter here.
        struct Detail: Decodable {
            var name: String?

            init(from decoder: any Decoder) throws {
                name = try? decoder.singleValueContainer().decode(String.self)
            }
        }
        let package = try JSONDecoder().decode(Package.self, from: json)
        targets = package.targets.filter { $0.type != "test" }.map { target in
            (target.name, target.dependencies.flatMap(\.values).compactMap { $0.first??.name })
        }
    }
}

func dependencyFindings(_ manifest: Manifest) -> [Finding] {
    manifest.targets.flatMap { target in
        target.dependencies.compactMap { module in
            Layers.objection(target: target.name, module: module)
                .map { Finding(path: "Package.swift", line: nil, message: $0) }
        }
    }
}
