import Domain
import Foundation
import Service

/// A second process of this program that serves a home, from its start to its end.
final class ServerProcess {
    private let process = Process()
    private let log: URL
    /// An interrupted caller takes its server with it.
    private var signals: [any DispatchSourceSignal] = []

    /// Starts `serve` and waits until callers can connect.
    ///
    /// - Parameters:
    ///   - encoder: given on, so that both processes use the same.
    ///   - testClock: whether it heeds the time that callers state.
    ///   - environment: beside this process's own.
    static func start(
        home: Home, encoder: String?, testClock: Bool = false, environment: [String: String] = [:]
    ) async throws -> ServerProcess {
        let server = ServerProcess(log: home.folder.appending(path: "serve.log"))
        server.process.executableURL = Executable.url
        server.process.arguments = ["serve", "--home", home.path] + (encoder.map { ["--encoder", $0] } ?? [])
        if testClock { server.process.arguments?.append("--test-clock") }
        server.process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        server.process.standardInput = FileHandle.nullDevice
        server.process.standardOutput = FileHandle.nullDevice
        try Data().write(to: server.log)
        server.process.standardError = try FileHandle(forWritingTo: server.log)
        try server.process.run()
        server.stopWhenInterrupted()
        return server
    }

    private func stopWhenInterrupted() {
        let identifier = process.processIdentifier
        signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                kill(identifier, SIGTERM)
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    private init(log: URL) { self.log = log }

    var identifier: Int32 { process.processIdentifier }

    /// Connects as soon as the server listens. Throws `unavailable` with what it said where it ends before.
    func client(at path: String, within limit: Duration = .seconds(30)) async throws -> LineClient {
        let deadline = ContinuousClock.now + limit
        while process.isRunning, ContinuousClock.now < deadline {
            if let client = try? await LineClient.connect(to: .unix(path: path)) { return client }
            try await Task.sleep(for: .milliseconds(20))
        }
        let said = (try? String(contentsOf: log, encoding: .utf8))?.split(separator: "\n").last ?? "nothing"
        throw AlmanacError(
            .unavailable, "the server did not start; it said: \(said)",
            hint: "its log is \(log.path(percentEncoded: false))")
    }

    /// Asks it to stop and waits; kills it where it does not. The exit status.
    @discardableResult
    func stop(within limit: Duration = .seconds(10)) async -> Int32 {
        if process.isRunning { process.terminate() }
        let deadline = ContinuousClock.now + limit
        while process.isRunning, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(10)) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
