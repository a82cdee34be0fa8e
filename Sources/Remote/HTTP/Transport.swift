/// A request to a server elsewhere.
public struct HTTPCall: Sendable {
    public var method: String
    /// Absolute; https, or http to a loopback address.
    public var url: String
    public var headers: [(name: String, value: String)]
    /// Nil for none.
    public var body: [UInt8]?
    /// Milliseconds for all of it.
    public var timeout: Int

    public init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Int = 30_000
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

public struct HTTPResult: Sendable {
    public let status: Int
    /// By lower-case name.
    public let headers: [String: String]
    public let body: [UInt8]

    public init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// No answer came: the connection failed, broke or took too long. Whether the server did what was asked is not known.
public struct TransportFailure: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Sends requests; blocks its thread, may be called from any threads at once.
public protocol Transport: Sendable {
    /// Throws `TransportFailure`, and `AlmanacError` for a request that must not be sent.
    func send(_ call: HTTPCall) throws -> HTTPResult
}
