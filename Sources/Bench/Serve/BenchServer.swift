import Domain
import Foundation

/// `almanac serve` in a process of its own.
final class BenchServer {
    let socket: String
    private let process = Process()

    var identifier: Int32 { process.processIdentifier }

    /// Starts it and waits until callers can connect. Throws `unavailable` where it ends before.
    init(program: URL, home: URL, encoder: String) throws {
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw AlmanacError(.unavailable, "there is no program \(program.path)", hint: "./almanac builds it")
        }
        let output = Pipe()
        process.executableURL = program
        process.arguments = ["serve", "--home", home.path, "--encoder", encoder, "--json"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        var said = Data()
        while said.last != 0x0A {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty { break }
            said.append(part)
        }
        let listening = (try? JSONParser.parse(Array(said)))?["listening"]?.array?.first?.string
        guard let listening else {
            process.terminate()
            throw AlmanacError(.unavailable, "the server did not start", hint: "what it said stands above")
        }
        socket = listening
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    deinit { stop() }

    func documentCount() throws -> Int {
        let line = #"{"jsonrpc":"2.0","id":1,"method":"stats","params":{}}"#
        let answer = try JSONParser.parse(try LineSocket(path: socket).call(line))
        return answer["result"]?["knowledge"]?["documents"]?.int ?? answer["result"]?["documents"]?.int ?? 0
    }

    /// Processor seconds of all its threads since it began; 0 where the kernel does not tell.
    var processorSeconds: Double { ProcessorTime.of(identifier) }

    var memory: ProcessMemory { ProcessMemory(of: String(identifier)) }
}

/// Processor time of a process as the kernel counts it.
enum ProcessorTime {
    /// User and system seconds of all threads; 0 where the kernel does not tell.
    static func of(_ process: Int32) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        // The name, in parentheses, may hold anything; utime and stime are the 14th and 15th field.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
