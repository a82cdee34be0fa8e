import Foundation
package import NIOCore

/// Cuts bytes into lines at 0x0A and nowhere else: U+2028 and the like are part of a line.
///
/// A carriage return before the line feed is dropped, empty lines are skipped, what stands after the last line feed at
/// the end of input is never given out as a line. Memory is bounded by `maximumLength` and one read: the bytes of an
/// over-long line are dropped as they come.
package struct LineDecoder: NIOSingleStepByteToMessageDecoder {
    package typealias InboundOut = Line

    package enum Line: Sendable, Equatable {
        /// Without its line end, never empty.
        case text(ByteBuffer)
        /// A line beyond the limit came to its end; its bytes are gone.
        case tooLong
        /// The line begins like HTTP or TLS: a browser or a probe, not a caller. Nothing after it may be executed.
        case foreign
        /// The input ended within a line of so many bytes, which was dropped.
        case fragment(bytes: Int)
    }

    /// Bytes of a line, its line end not counted. May be changed between lines.
    package var maximumLength: Int
    /// Bytes from the reader index on that are known to hold no line feed, so that no byte is looked at twice.
    private var searched = 0
    private var discarding = false
    private var isForeign = false

    package init(maximumLength: Int) { self.maximumLength = maximumLength }

    package mutating func decode(buffer: inout ByteBuffer) throws -> Line? {
        while !isForeign {
            guard let length = LineDecoder.lineFeed(in: buffer, from: searched) else { return unfinished(&buffer) }
            searched = 0
            guard var line = buffer.readSlice(length: length) else { return nil }
            buffer.moveReaderIndex(forwardBy: 1)
            if discarding {
                discarding = false
                return .tooLong
            }
            if length > 0, line.getInteger(at: line.writerIndex - 1) == UInt8(ascii: "\r") {
                line.moveWriterIndex(to: line.writerIndex - 1)
            }
            if line.readableBytes == 0 { continue }
            if line.readableBytes > maximumLength { return .tooLong }
            isForeign = LineDecoder.beginsForeign(line)
            return isForeign ? .foreign : .text(line)
        }
        buffer.moveReaderIndex(to: buffer.writerIndex)
        return nil
    }

    package mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> Line? {
        if let line = try decode(buffer: &buffer) { return line }
        let count = buffer.readableBytes
        guard count > 0 else { return nil }
        buffer.moveReaderIndex(forwardBy: count)
        searched = 0
        return .fragment(bytes: count)
    }

    /// No line feed in sight: keeps the bytes, or drops them where the line is too long already.
    private mutating func unfinished(_ buffer: inout ByteBuffer) -> Line? {
        searched = buffer.readableBytes
        if !discarding {
            isForeign = LineDecoder.beginsForeign(buffer)
            if isForeign { return .foreign }
            // One byte more than the limit may still be the carriage return of a line of just that length.
            discarding = searched > maximumLength + 1
        }
        if discarding {
            buffer.moveReaderIndex(to: buffer.writerIndex)
            searched = 0
        }
        return nil
    }

    /// Offset of the first line feed among the readable bytes, those before `start` known to hold none.
    private static func lineFeed(in buffer: ByteBuffer, from start: Int) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return nil }
            return memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base }
        }
    }

    /// Whether the readable bytes begin with an HTTP method and a space, or with a TLS handshake.
    private static func beginsForeign(_ buffer: ByteBuffer) -> Bool {
        buffer.withUnsafeReadableBytes { bytes in
            guard let first = bytes.first else { return false }
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return first == 0x16 }
            return foreignMethods.contains { bytes.starts(with: $0) }
        }
    }

    private static let foreignMethods: [[UInt8]] = [
        "GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "TRACE ", "PRI ",
    ].map { Array($0.utf8) }
}
