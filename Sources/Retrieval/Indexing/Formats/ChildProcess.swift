import Domain
import Foundation
import Synchronization

/// A program of the system, run with arguments and without a shell, for a bounded time and output.
struct ChildProcess {
    enum Failure: Error {
        /// No program of that name on the path.
        case missing
        case cannotStart(String)
        case timedOut
        case tooMuchOutput
        /// With the first line that it wrote to standard error.
        case failed(String)
    }

    let maximumBytes: Int
    let time: Duration

    /// What it writes to standard output. Blocks. Throws `Failure`.
    func output(of program: String, _ arguments: [String]) throws -> [UInt8] {
        guard let path = ChildProcess.path(of: program) else { throw Failure.missing }
        // One start at a time: a child that another thread starts between the making of a pipe and its closing here
        // would hold the pipe open.
        let (child, output, errors) = try ChildProcess.starting.withLock { _ in
            let output = try Channel()
            let errors = try Channel()
            let child = try ChildProcess.spawn(path, arguments, output: output.writing, errors: errors.writing)
            output.closeWriting()
            errors.closeWriting()
            return (child, output, errors)
        }
        var isOver = false
        defer {
            if !isOver {
                kill(child, SIGKILL)
                _ = ChildProcess.wait(for: child)
            }
        }
        let (text, said) = try collect(output, errors)
        isOver = true
        guard ChildProcess.wait(for: child) == 0 else {
            let line = String(decoding: said, as: UTF8.self).split(separator: "\n").first ?? "it failed"
            throw Failure.failed(String(line.prefix(200)))
        }
        return text
    }

    /// The program's file; nil where the path has none.
    static func path(of program: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    // MARK: - Starting and ending

    private static let starting = Mutex<Void>(())

    private static func spawn(
        _ path: String, _ arguments: [String], output: Int32, errors: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        let inherited = ProcessInfo.processInfo.environment
        let environment = ["PATH", "HOME"].compactMap { name in inherited[name].map { "\(name)=\($0)" } }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var surroundings = (environment + ["LC_ALL=C.UTF-8"]).map { strdup($0) } + [nil]
        defer { for word in words + surroundings { free(word) } }
        var child = pid_t()
        let code = posix_spawn(&child, path, &actions, nil, &words, &surroundings)
        guard code == 0 else { throw Failure.cannotStart(String(cString: strerror(code))) }
        return child
    }

    /// The exit status; that of a signal is not 0 either.
    private static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    // MARK: - Reading

    /// A pipe, closed when the value goes.
    private final class Channel {
        let reading: Int32
        private(set) var writing: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw Failure.cannotStart("no pipe can be had") }
            (reading, writing) = (ends[0], ends[1])
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }

        func closeWriting() {
            if writing >= 0 { close(writing) }
            writing = -1
        }

        deinit {
            closeWriting()
            close(reading)
        }
    }

    /// Both streams to their ends.
    private func collect(_ output: Channel, _ errors: Channel) throws -> (output: [UInt8], errors: [UInt8]) {
        let deadline = ContinuousClock.now + time
        var text: [UInt8] = []
        var said: [UInt8] = []
        var streams = [output, errors].map { pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0) }
        while streams.contains(where: { $0.fd >= 0 }) {
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { throw Failure.timedOut }
            // Polling a negative descriptor is waiting for nothing.
            if poll(&streams, nfds_t(streams.count), Int32(min(left.rounded(.up), 1000))) < 0, errno != EINTR {
                throw Failure.cannotStart("its output cannot be read")
            }
            for (offset, stream) in streams.enumerated() where stream.fd >= 0 && stream.revents != 0 {
                let part = ChildProcess.part(of: stream.fd)
                if part.isEmpty { streams[offset].fd = -1 }
                if offset == 0 { text += part } else if said.count < 4096 { said += part }
            }
            if text.count > maximumBytes { throw Failure.tooMuchOutput }
        }
        return (text, said)
    }

    /// What there is to read; empty at the end.
    private static func part(of descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            repeat { count = read(descriptor, buffer.baseAddress, 1 << 16) } while count < 0 && errno == EINTR
            count = max(0, count)
        }
    }
}
