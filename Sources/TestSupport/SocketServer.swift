public import Foundation
public import Logging
public import Service
import ServiceLifecycle

/// A line server on a real Unix socket in a temporary folder, for the length of a closure.
///
/// The closure runs on threads of its own, where it may block: `LineClientSocket` reads and writes like any plain
/// client.
public struct SocketServer: Sendable {
    public let addresses: [LineServer.Address]
    public let folder: URL
    private let group: ServiceGroup

    public var path: String { SocketServer.path(in: folder) }

    /// Starts a graceful shutdown, as SIGTERM does.
    public func stop() async { await group.triggerGracefulShutdown() }

    /// Connects to the Unix socket.
    public func connect() throws -> LineClientSocket { try LineClientSocket(path: path) }

    /// Runs a server while `body` runs, then stops it and waits for its end.
    ///
    /// - Parameters:
    ///   - configuration: its socket path is set here.
    ///   - logger: silent where it is nil.
    public static func run<Result: Sendable>(
        _ methods: Methods, folder given: URL? = nil, logger: Logger? = nil,
        configuration: LineServer.Configuration = LineServer.Configuration(),
        _ body: @escaping @Sendable (SocketServer) async throws -> Result
    ) async throws -> Result {
        let folder = try given ?? makeFolder()
        defer { if given == nil { try? FileManager.default.removeItem(at: folder) } }
        var configuration = configuration
        configuration.socketPath = path(in: folder)
        let logger = logger ?? Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let (listening, continuation) = AsyncStream<[LineServer.Address]>.makeStream()
        let server = LineServer(methods: methods, configuration: configuration, logger: logger) {
            continuation.yield($0)
        }
        let group = ServiceGroup(services: [server], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            guard let addresses = await listening.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            let running = SocketServer(addresses: addresses, folder: folder, group: group)
            do {
                let result = try await withTaskExecutorPreference(BlockingExecutor.shared) { try await body(running) }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                await group.triggerGracefulShutdown()
                try? await tasks.waitForAll()
                throw error
            }
        }
    }

    /// A new folder of mode 0700 with a path short enough for sockets.
    public static func makeFolder() throws -> URL {
        var template = Array("/tmp/almanac-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
        return URL(
            fileURLWithPath: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self),
            isDirectory: true)
    }

    private static func path(in folder: URL) -> String { folder.appendingPathComponent("almanac.sock").path }
}

extension LineServer.Configuration {
    /// The defaults with some changes: `.with { $0.limits.inFlight = 10 }`.
    public static func with(_ change: (inout LineServer.Configuration) -> Void) -> LineServer.Configuration {
        var configuration = LineServer.Configuration()
        change(&configuration)
        return configuration
    }
}

/// Runs tasks on dispatch's threads, of which there are more when some block.
private final class BlockingExecutor: TaskExecutor {
    static let shared = BlockingExecutor()

    private let queue = DispatchQueue(label: "blocking tests", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
