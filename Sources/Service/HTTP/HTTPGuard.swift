import Domain

/// What a request must show before anything looks at it: a name of this machine (no rebinding of foreign names), no
/// foreign page behind it, a key, and a body of a type that no plain form can send.
struct HTTPGuard: Sendable {
    /// Empty: any key passes, as the address is this machine's alone.
    let keys: [Token]

    /// Why a request is refused; nil where it may pass.
    func objection(_ message: HTTPMessage) -> AlmanacError? {
        guard let host = message.headers["host"], HTTPGuard.isLoopback(authority: host) else {
            return AlmanacError(
                .forbidden, "the Host header does not name this machine", hint: "use 127.0.0.1 or localhost")
        }
        if let origin = message.headers["origin"], !isOwn(origin, host: host) {
            return AlmanacError(.forbidden, "pages of other origins may not call this server")
        }
        guard let key = message.headers["api-key"], !key.isEmpty else {
            return AlmanacError(
                .unauthorized, "the Api-Key header is missing",
                hint: keys.isEmpty ? "any value will do" : "send one of the server's keys")
        }
        if !keys.isEmpty, keys.scopes(for: key) == nil {
            return AlmanacError(.unauthorized, "the key in the Api-Key header is not one of the server's")
        }
        if ["POST", "PATCH", "PUT"].contains(message.method), !message.body.isEmpty {
            let type = message.headers["content-type"]?.prefix { $0 != ";" }.lowercased()
            guard type == "application/json" || type == "application/x-ndjson" else {
                return AlmanacError(
                    .unsupported, "the content type must be application/json or application/x-ndjson",
                    hint: "set the Content-Type header")
            }
        }
        return nil
    }

    private func isOwn(_ origin: String, host: String) -> Bool {
        origin.lowercased() == "http://\(host.lowercased())"
    }

    /// Whether `host:port` is a loopback address or `localhost`.
    static func isLoopback(authority: String) -> Bool {
        var host = Substring(authority)
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            let rest = host[host.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return false }
            return host[host.index(after: host.startIndex)..<end] == "::1"
        }
        if let colon = host.lastIndex(of: ":") {
            guard isPort(host[colon...]) else { return false }
            host = host[..<colon]
        }
        if host.lowercased() == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.hasPrefix(":") && UInt16(text.dropFirst()) != nil
    }
}
