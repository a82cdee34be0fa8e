import Domain
import Foundation

/// A blocking client that does next to nothing: one write and a few reads a call, answers looked at as bytes.
///
/// Used from one thread.
final class LineSocket {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Throws `unavailable` where nothing listens at the path.
    ///
    /// - Parameter patience: seconds that an answer may take.
    init(path: String, patience: Int = 60) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path) - 1
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(capacity)) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, status == 0, path.utf8.count <= capacity else {
            throw AlmanacError(.unavailable, "no server answers at \(path)")
        }
    }

    deinit { close(descriptor) }

    /// Sends a line and gives the next one. Throws `unavailable` where the connection ends or its patience does.
    func call(_ line: String) throws -> [UInt8] {
        var bytes = Array(line.utf8)
        bytes.append(0x0A)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw AlmanacError(.unavailable, "the server takes nothing more") }
            sent += count
        }
        return try readLine()
    }

    private func readLine() throws -> [UInt8] {
        var searched = 0
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if let feed = buffer[searched...].firstIndex(of: 0x0A) {
                let line = Array(buffer[..<feed])
                buffer.removeFirst(feed + 1)
                return line
            }
            searched = buffer.count
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { throw AlmanacError(.unavailable, "the server ended the connection") }
            buffer.append(contentsOf: chunk[..<count])
        }
    }
}
