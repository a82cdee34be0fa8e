import Domain
import Foundation
import Service
import TestSupport
import Testing

@Suite struct IngestPathsTests {
    private let home: TemporaryHome
    private let root: URL

    init() throws {
        home = try TemporaryHome()
        try home.write("a", to: "root/a.md")
        try home.write("b", to: "root/sub/b.md")
        try home.write("secret", to: "outside.md")
        try home.write("twin", to: "root-twin/c.md")
        root = home.url.appending(path: "root")
        try FileManager.default.createSymbolicLink(
            at: root.appending(path: "link.md"), withDestinationURL: home.url.appending(path: "outside.md"))
        try FileManager.default.createSymbolicLink(
            at: root.appending(path: "inner.md"), withDestinationURL: root.appending(path: "a.md"))
    }

    private func code(_ paths: [String], root: URL?, origin: RPCCall.Origin = .unix) -> ErrorCode? {
        do {
            _ = try IngestPaths(root: root, origin: origin).resolve(paths)
            return nil
        } catch {
            return (error as? AlmanacError)?.code
        }
    }

    @Test(arguments: ["a.md", "sub", "sub/b.md", "./sub/../a.md", ".", "inner.md"])
    func whatLiesBelowTheRootIsTaken(path: String) throws {
        #expect(code([path], root: root) == nil)
        #expect(code([root.appending(path: path).path], root: root) == nil)
    }

    @Test(arguments: [
        "../outside.md", "link.md", "/etc/passwd", "sub/../../outside.md", "../root-twin/c.md", "..", "/", "../no.md",
    ])
    func whatLiesOutsideIsForbidden(path: String) {
        #expect(code([path], root: root) == .forbidden)
        #expect(code(["a.md", path], root: root) == .forbidden)
    }

    @Test func theRestIsToldApart() {
        #expect(code(["none.md"], root: root) == .fileMissing)
        #expect(code(["a.md"], root: nil) == .forbidden)
        #expect(code(["a.md"], root: root, origin: .tcp) == .forbidden)
        #expect(code(["a.md"], root: home.url.appending(path: "gone")) == .fileMissing)
    }
}
