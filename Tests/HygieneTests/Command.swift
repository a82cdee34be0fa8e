import Foundation

/// A program run to its end, looked up on PATH.
enum Command {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Waits without blocking a thread that other tests need. Output goes through files: a pipe that nobody drains
    /// would stop the program.
    static func run(_ words: [String]) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hygiene-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "output")
        let errors = folder.appending(path: "errors")
        try Data().write(to: output)
        try Data().write(to: errors)

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let status = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                waiting.resume(throwing: error)
            }
        }
        return Result(
            status: status,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
