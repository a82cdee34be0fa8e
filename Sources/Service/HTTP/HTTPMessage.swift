package import Domain

/// A request as the API's code sees it: no event loop, no stream.
package struct HTTPMessage: Sendable {
    package let method: String
    /// Path segments, percent-decoded one by one, so that an id may hold a slash.
    package let segments: [String]
    /// Query items in their order, decoded.
    package let query: [(name: String, value: String)]
    /// By lower-case name; the first of equal names.
    package let headers: [String: String]
    package let body: [UInt8]

    /// Nil where the target's percent-encoding is broken.
    package init?(method: String, target: String, headers: [String: String], body: [UInt8]) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = halves.first ?? ""
        var segments: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            guard let decoded = HTTPMessage.decoded(part) else { return nil }
            segments.append(decoded)
        }
        var query: [(name: String, value: String)] = []
        for item in (halves.count > 1 ? halves[1] : "").split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = HTTPMessage.decoded(pair[0], plusIsSpace: true),
                let value = HTTPMessage.decoded(pair.count > 1 ? pair[1] : "", plusIsSpace: true)
            else { return nil }
            query.append((name, value))
        }
        self.method = method
        self.segments = segments
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first value of a query item; nil where it is missing.
    package func item(_ name: String) -> String? { query.first { $0.name == name }?.value }

    private static func decoded(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// What goes back.
package struct HTTPReply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8]
    /// For the log alone: what went wrong inside.
    package var fault: String?

    package init(status: Int = 200, bytes: [UInt8]) {
        self.status = status
        body = bytes
    }

    package init(status: Int = 200, _ json: JSONValue) { self.init(status: status, bytes: json.serialized()) }

    package func with(_ name: String, _ value: String) -> HTTPReply {
        var reply = self
        reply.headers.append((name, value))
        return reply
    }
}
