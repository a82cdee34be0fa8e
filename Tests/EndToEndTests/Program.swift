import Domain
import Foundation
import Testing

/// The built binary, run as a user runs it.
enum Program {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output as JSON.
        var json: JSONValue {
            get throws { try JSONParser.parse(output) }
        }

        /// The error object that `--json` puts on the last line of standard error.
        var failure: JSONValue {
            get throws {
                let line = try #require(errors.split(separator: "\n").last, "standard error is empty")
                return try #require(try JSONParser.parse(String(line))["error"])
            }
        }
    }

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// `ALMANAC_BINARY`, else what lies in `.build`; nil skips the suites, which say so.
    static let binary: URL? = {
        let manager = FileManager.default
        if let named = ProcessInfo.processInfo.environment["ALMANAC_BINARY"] { return URL(filePath: named) }
        let found = ["debug", "release"].map { repository.appending(path: ".build/\($0)/almanac") }
            .filter { manager.isExecutableFile(atPath: $0.path(percentEncoded: false)) }
        // The newer one, where there are two.
        return found.max { age($0) > age($1) }
    }()

    static var isBuilt: Bool {
        let isThere =
            binary.map { FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false)) } ?? false
        if !isThere { print("EndToEndTests are skipped: build the product almanac or set ALMANAC_BINARY") }
        return isThere
    }

    /// Runs `almanac` to its end with nothing of the caller's environment but PATH.
    ///
    /// - Parameter input: what it reads on standard input; nothing by default.
    static func run(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
    ) async throws -> Outcome {
        let binary = try #require(binary)
        return try await run(binary, arguments, input: input, environment: environment)
    }

    /// Waits without blocking a thread that other tests need. Streams go through files: a pipe that nobody drains
    /// would stop the program.
    static func run(
        _ program: URL, _ arguments: [String], input: String? = nil, environment: [String: String] = [:],
        folder: URL? = nil
    ) async throws -> Outcome {
        let streams = try TemporaryFolder()
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = try surroundings(environment)
        process.currentDirectoryURL = folder ?? streams.url
        let standardInput = try input.map { try FileHandle(forReadingFrom: streams.write("input", $0)) }
        let output = try streams.write("output", "")
        let errors = try streams.write("errors", "")
        let standardOutput = try FileHandle(forWritingTo: output)
        let standardError = try FileHandle(forWritingTo: errors)
        // A `Process` keeps its handles beyond its own life; thousands of them stop later ones from starting.
        defer { for handle in [standardInput, standardOutput, standardError] { try? handle?.close() } }
        process.standardInput = standardInput ?? .nullDevice
        process.standardOutput = standardOutput
        process.standardError = standardError
        let status = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                waiting.resume(throwing: error)
            }
        }
        return Outcome(
            status: status, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// Whether a program of the system is installed.
    static func has(_ program: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    static func surroundings(_ extra: [String: String]) throws -> [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return ["PATH": path, "USER": "tester", "LC_ALL": "C.UTF-8"].merging(extra) { $1 }
    }

    private static func age(_ file: URL) -> TimeInterval {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false))
        return -((attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0)
    }
}
