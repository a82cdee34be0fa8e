import Domain
import Foundation

/// A private folder (mode 0700) for the length of a command, gone whether the command ends, fails or is interrupted.
final class ScratchFolder {
    let url: URL
    private let signals: [any DispatchSourceSignal]

    /// Throws `unavailable` where the system's temporary folder cannot be written.
    init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "almanac-XXXXXX")
        var template = Array(place.path(percentEncoded: false).utf8CString)
        guard mkdtemp(&template) != nil else {
            throw AlmanacError(
                .unavailable, "no temporary folder can be made in \(FileManager.default.temporaryDirectory.path)",
                hint: "point TMPDIR to a folder that you may write to")
        }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let url = URL(filePath: path, directoryHint: .isDirectory)
        self.url = url
        signals = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                ScratchFolder.remove(url)
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in signals { source.cancel() }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        ScratchFolder.remove(url)
    }

    /// Again where a file appeared while the others went.
    private static func remove(_ url: URL) {
        for _ in 0..<3 where FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) {
            try? FileManager.default.removeItem(at: url)
        }
    }
}
