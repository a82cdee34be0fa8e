public import Domain
import Foundation

/// A plain blocking socket that speaks bytes and lines and knows nothing of the code under test, JSON apart.
///
/// Every call gives up after 30 seconds, so that a server that does not answer fails a test instead of hanging it.
public final class LineClientSocket: Sendable {
    private let descriptor: Int32
    private let input = Input()

    // Proof: a test uses a socket from one task at a time; only the reads of that task touch the buffer.
    private final class Input: @unchecked Sendable {
        var bytes: [UInt8] = []
        var start = 0
        /// Bytes before this one hold no line feed from `start` on.
        var searched = 0
    }

    public init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        try connect(&address)
    }

    /// Connects to 127.0.0.1.
    public init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        try connect(&address)
    }

    deinit { Foundation.close(descriptor) }

    private func connect<Address>(_ address: inout Address) throws {
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    /// Sends all bytes; throws where the peer has closed or takes nothing for 30 seconds.
    public func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            sent += count
        }
    }

    /// Sends what the system takes now without waiting; gives the count, 0 where its buffers are full.
    public func sendNow(_ bytes: [UInt8]) -> Int {
        max(0, Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)))
    }

    /// Sends a text as it stands.
    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends a text with a line feed.
    public func sendLine(_ text: String) throws { try send(text + "\n") }

    /// The next line without its line feed; nil at the end of input, where `rest` tells what came without one.
    public func readLine() throws -> [UInt8]? {
        while true {
            let found = input.bytes.withUnsafeBytes { bytes in
                let start = bytes.baseAddress.map { $0 + input.searched }
                return start.flatMap { memchr($0, 0x0A, bytes.count - input.searched) }.map {
                    bytes.offset(of: UnsafeRawPointer($0))
                }
            }
            if let feed = found {
                defer { (input.start, input.searched) = (feed + 1, feed + 1) }
                return Array(input.bytes[input.start..<feed])
            }
            input.searched = input.bytes.count
            guard try fill() else { return nil }
        }
    }

    /// The next line as JSON.
    public func read() throws -> JSONValue? {
        try readLine().map { try JSONParser.parse($0, maximumDepth: 200) }
    }

    /// Bytes received after the last line that was read.
    public var rest: [UInt8] { Array(input.bytes[input.start...]) }

    /// Reads to the end of input, whether the peer closed or reset the connection.
    public func readToEnd() throws {
        while try fill() {}
    }

    /// Says that nothing more will be sent; answers are still read.
    public func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Takes some bytes from the system, at most so many, for a later `readLine`.
    public func readSome(bytes count: Int) throws { _ = try fill(limit: count) }

    private func fill(limit: Int = 64 << 10) throws -> Bool {
        if input.start > 1 << 20 {
            input.bytes.removeFirst(input.start)
            input.searched -= input.start
            input.start = 0
        }
        var chunk = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count < 0 {
            guard errno == ECONNRESET else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            return false
        }
        input.bytes.append(contentsOf: chunk.prefix(count))
        return count > 0
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func offset(of pointer: UnsafeRawPointer) -> Int { baseAddress.map { pointer - $0 } ?? 0 }
}
