import Domain
import Foundation
import Service

/// `HOST:PORT`, an IPv6 address in brackets.
struct TCPAddress {
    let host: String
    let port: Int

    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else {
            throw AlmanacError(
                .invalidInput, "'\(text)' is not an address", hint: "write HOST:PORT, such as 127.0.0.1:7373")
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : String(host)
        self.port = port
    }

    /// With the tokens of the file.
    func listener(tokenFile: URL?) throws -> LineServer.TCP {
        guard let tokenFile else {
            throw AlmanacError(
                .invalidInput, "TCP needs a token that clients must show",
                hint: "give --token-file FILE; make one with: head -c 32 /dev/urandom | base64 > FILE")
        }
        return LineServer.TCP(host: host, port: port, tokens: try TCPAddress.tokens(in: tokenFile))
    }

    /// With the keys of the file; any key passes where there is none.
    func http(keyFile: URL?) throws -> HTTPServer.Configuration {
        HTTPServer.Configuration(host: host, port: port, keys: try keyFile.map(TCPAddress.tokens) ?? [])
    }

    private static func tokens(in file: URL) throws -> [Token] {
        let name = file.path(percentEncoded: false)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw AlmanacError(.fileMissing, "the token file \(name) cannot be read", hint: "check path and mode")
        }
        return try Token.list(in: text, file: name)
    }
}
