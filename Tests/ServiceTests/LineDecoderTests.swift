import NIOCore
import Service
import Testing

@Suite struct LineDecoderTests {
    /// The lines of `pieces` given one after the other, then the end of input.
    private func lines(_ pieces: [[UInt8]], limit: Int = 100) throws -> [LineDecoder.Line] {
        var decoder = LineDecoder(maximumLength: limit)
        var buffer = ByteBuffer()
        var lines: [LineDecoder.Line] = []
        for piece in pieces {
            buffer.writeBytes(piece)
            while let line = try decoder.decode(buffer: &buffer) { lines.append(line) }
            // An over-long line is dropped as it comes.
            #expect(buffer.readableBytes <= limit + 1)
        }
        while let line = try decoder.decodeLast(buffer: &buffer, seenEOF: true) { lines.append(line) }
        return lines
    }

    private func text(_ text: String) -> LineDecoder.Line { .text(ByteBuffer(string: text)) }

    @Test func everySplitGivesTheSameLines() throws {
        let input = Array("{\"a\":1}\r\n\n\r\n[\"\u{2028}\u{2029}\u{85}é\"]\n{\"b\":\"x\\ny\"}\n\n{\"tail".utf8)
        let expected = [
            text("{\"a\":1}"), text("[\"\u{2028}\u{2029}\u{85}é\"]"), text("{\"b\":\"x\\ny\"}"), .fragment(bytes: 6),
        ]
        #expect(try lines([input]) == expected)
        #expect(try lines(input.map { [$0] }) == expected)
        for first in 0...input.count {
            #expect(try lines([Array(input[..<first]), Array(input[first...])]) == expected, "split at \(first)")
        }
    }

    @Test(arguments: [8, 9, 10, 11, 12, 30], ["\n", "\r\n"])
    func theLimitIsExact(length: Int, end: String) throws {
        let line = String(repeating: "a", count: length)
        let input = Array((line + end + "{}\n").utf8)
        let expected: [LineDecoder.Line] = [length <= 10 ? text(line) : .tooLong, text("{}")]
        for size in 1...input.count {
            let pieces = stride(from: 0, to: input.count, by: size).map {
                Array(input[$0..<min($0 + size, input.count)])
            }
            #expect(try lines(pieces, limit: 10) == expected, "pieces of \(size)")
        }
    }

    @Test func anOverlongLineWithoutAnEndIsAFragment() throws {
        #expect(try lines(Array(repeating: Array("aaaaaaaa".utf8), count: 100), limit: 10).isEmpty)
        #expect(try lines([Array("aaaa".utf8)], limit: 10) == [.fragment(bytes: 4)])
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "POST /rpc HTTP/1.1\r\nHost: x\r\n\r\n{}\n", "OPTIONS * HTTP/1.1\r\n",
        "PRI * HTTP/2.0\r\n",
        "DELETE /", "GET ", "\u{16}\u{3}\u{1}",
    ])
    func browsersAndProbesAreForeign(input: String) throws {
        for size in 1...3 {
            let bytes = Array(input.utf8)
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            }
            #expect(try lines(pieces).first == .foreign)
        }
    }

    @Test(arguments: ["GETTING on\n", "GET\n", "POSTAL\n", "{\"GET \":1}\n", "X\n", "7\n"])
    func otherLinesAreNot(input: String) throws {
        #expect(try lines([Array(input.utf8)]) == [text(String(input.dropLast()))])
        #expect(try lines(input.utf8.map { [$0] }) == [text(String(input.dropLast()))])
    }
}
