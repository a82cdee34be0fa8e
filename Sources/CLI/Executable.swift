import Domain
import Foundation

/// This program as a file, and turning into another one.
enum Executable {
    /// Where the running binary lies, links resolved.
    static var url: URL {
        let own = "/proc/self/exe"
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: own) { return URL(filePath: target) }
        return URL(filePath: CommandLine.arguments.first ?? "almanac").resolvingSymlinksInPath()
    }

    /// Replaces this process; returns only by throwing.
    static func become(_ program: URL, _ arguments: [String]) throws {
        let path = program.path(percentEncoded: false)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        // An ignored SIGPIPE would be inherited.
        signal(SIGPIPE, SIG_DFL)
        execv(path, &words)
        throw AlmanacError(.unavailable, "\(path) does not start: \(String(cString: strerror(errno)))")
    }
}
