import Domain
import Foundation
import Service
import TestSupport
import Testing

/// The socket's place in the file system.
@Suite struct SocketFileTests {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = try SocketServer.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func isPrivateAndGoesAwayWithTheServer() async throws {
        try await withFolder { folder in
            let path = try await SocketServer.run(SocketConversationTests.echo, folder: folder) { server -> String in
                let (mode, names) = try (
                    mode(server.path), FileManager.default.contentsOfDirectory(atPath: folder.path)
                )
                #expect(mode == 0o600)
                // Nothing else is left beside it.
                #expect(names == ["almanac.sock"])
                return server.path
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func aDeadSocketIsReplaced() async throws {
        try await withFolder { folder in
            let path = folder.appendingPathComponent("almanac.sock").path
            try leaveSocket(path)
            #expect(FileManager.default.fileExists(atPath: path))
            try await SocketServer.run(SocketConversationTests.echo, folder: folder) { server in
                let peer = try server.connect()
                try peer.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
                #expect(try peer.read()?["id"] == 1)
                let mode = try mode(path)
                #expect(mode == 0o600)
            }
        }
    }

    @Test func aLiveServerIsLeftAlone() async throws {
        try await withFolder { folder in
            try await SocketServer.run(SocketConversationTests.echo, folder: folder) { first in
                let error = await #expect(throws: AlmanacError.self) {
                    try await SocketServer.run(SocketConversationTests.echo, folder: folder) { _ in }
                }
                #expect(error?.code == .conflict)
                let peer = try first.connect()
                try peer.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
                #expect(try peer.read()?["id"] == 1)
            }
        }
    }

    @Test func aFileInTheWayIsNeverTouched() async throws {
        try await withFolder { folder in
            let path = folder.appendingPathComponent("almanac.sock").path
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            let error = await #expect(throws: AlmanacError.self) {
                try await SocketServer.run(SocketConversationTests.echo, folder: folder) { _ in }
            }
            #expect(error?.code == .conflict)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
        }
    }

    /// A socket file as a process leaves it that was killed.
    private func leaveSocket(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }
}
