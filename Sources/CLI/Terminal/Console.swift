import Foundation

/// The two streams a command writes to: results on standard output, everything else on standard error.
///
/// Written with `write(2)`, so that a reader who has seen enough (`almanac list | head -1`) ends the printing and
/// nothing more: SIGPIPE is ignored at the start and the error of a closed pipe is dropped here.
enum Console {
    /// One of the two streams and what its reader can show.
    struct Stream: Sendable {
        let descriptor: Int32
        let isTerminal: Bool
        let style: Style
        /// In columns; `COLUMNS` wins, 80 where nobody knows.
        let width: Int

        init(descriptor: Int32) {
            self.descriptor = descriptor
            let environment = ProcessInfo.processInfo.environment
            isTerminal = isatty(descriptor) == 1
            let plain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
            style = Style(isOn: isTerminal && !plain)
            width = min(max(Stream.width(of: descriptor, environment), 40), 120)
        }

        private static func width(of descriptor: Int32, _ environment: [String: String]) -> Int {
            if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
            var size = winsize()
            guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
            return Int(size.ws_col)
        }

        /// Writes all of it, or stops silently where nobody reads any more.
        func write(_ text: String) {
            var text = text
            text.withUTF8 { bytes in
                var rest = UnsafeRawBufferPointer(bytes)
                while !rest.isEmpty {
                    let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
                    if written > 0 {
                        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
                    } else if written < 0, errno == EINTR {
                        continue
                    } else if written < 0, errno == EAGAIN {
                        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                        _ = poll(&waiting, 1, -1)
                    } else {
                        return
                    }
                }
            }
        }
    }

    static let output = Stream(descriptor: STDOUT_FILENO)
    static let diagnostics = Stream(descriptor: STDERR_FILENO)

    /// One or more lines of result.
    static func print(_ text: String) { output.write(text + "\n") }

    /// A remark to the person at the keyboard.
    static func note(_ text: String) { diagnostics.write("almanac: " + text + "\n") }

    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
