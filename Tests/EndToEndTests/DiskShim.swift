import Foundation
import Testing

/// `Shim/disk_shim.c`, compiled once: stands between a program and the files of one folder.
struct DiskShim: Sendable {
    enum Mode: String { case count, kill, full, broken }

    private let library: URL
    /// Holds the library as long as the tests run.
    private let folder: TemporaryFolder

    /// Nil where there is no C compiler; the suites then say so.
    static let shared: DiskShim? = {
        let shim = try? DiskShim()
        if shim == nil { print("the tests of kills and of a full disk are skipped: no C compiler is here") }
        return shim
    }()

    private init() throws {
        folder = try TemporaryFolder()
        library = folder.file("disk_shim.so")
        let source = Program.repository.appending(path: "Tests/EndToEndTests/Shim/disk_shim.c")
        let arguments = ["-shared", "-fPIC", "-O1", "-o", library.path, source.path]
        guard ["cc", "clang", "gcc"].contains(where: { DiskShim.compile($0, arguments) }) else {
            throw CocoaError(.executableNotLoadable)
        }
    }

    private static func compile(_ compiler: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [compiler] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// What a program must find in its environment.
    ///
    /// - Parameters:
    ///   - home: only files below it count.
    ///   - operation: of the operations on them, the one to act before, from 1; 0 for none.
    ///   - report: gets the number of operations and of bytes written when the program ends.
    func environment(home: String, _ mode: Mode, at operation: Int = 0, report: URL? = nil) -> [String: String] {
        [
            "LD_PRELOAD": library.path, "DISK_SHIM_FOLDER": home + "/", "DISK_SHIM_MODE": mode.rawValue,
            "DISK_SHIM_AT": "\(operation)", "DISK_SHIM_REPORT": report?.path ?? "",
        ]
    }

    /// The numbers of a report.
    static func read(_ report: URL) throws -> (operations: Int, bytes: Int) {
        let numbers = try String(contentsOf: report, encoding: .utf8).split(whereSeparator: \.isWhitespace)
            .compactMap { Int($0) }
        try #require(numbers.count == 2)
        return (numbers[0], numbers[1])
    }
}
