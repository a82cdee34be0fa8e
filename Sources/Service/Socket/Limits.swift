import Domain

extension LineServer {
    /// Everything that can grow, and how far. `hello` announces what a caller must know.
    public struct Limits: Sendable {
        /// Longest request line in bytes, its line end not counted. A longer one is discarded and answered with an
        /// error.
        public var lineBytes = 8 << 20
        /// Longest response line in bytes. A larger result is answered with `too_large`; in a batch, the results that
        /// do not fit any more are.
        public var responseBytes = 16 << 20
        /// How deep arrays and objects may nest in a line.
        public var depth = 64
        /// Calls of one connection that wait or run. When it is reached nothing more is read from the connection. A
        /// batch is taken whole, so up to `batch` − 1 more may be in flight.
        public var inFlight = 256
        /// Bytes of request lines whose calls wait or run, per connection; at least one line is always taken.
        public var inFlightBytes = 32 << 20
        /// Entries of a batch.
        public var batch = 64
        /// Calls of one connection that run at once; the rest of the workers stays free for others. At most one less
        /// than `workers`.
        public var runningPerConnection = 4
        /// Threads that run calls.
        public var workers = 8
        /// Open connections over all listeners; one more is told `busy` and closed.
        public var connections = 128
        /// Answer bytes waiting for a slow reader at which the connection's calls are paused and nothing more is read.
        /// Calls that already run may add `runningPerConnection` responses to it.
        public var outputBytes = 1 << 20
        /// Over-long lines after which the connection is closed.
        public var overlongLines = 8
        /// A connection with nothing in flight and no byte in or out for this long is closed.
        public var idle = Duration.seconds(600)
        /// A peer that takes no byte of a waiting answer for this long is closed.
        public var write = Duration.seconds(30)
        /// On TCP: the time for `hello`.
        public var hello = Duration.seconds(10)
        /// On TCP: the longest line before `hello` has been accepted.
        public var helloBytes = 8 << 10

        public init() {}
    }
}

extension LineServer.Limits {
    /// What `hello` and the reference page tell.
    package var announced: [(name: String, value: Int, summary: String)] {
        [
            ("line_bytes", lineBytes, "longest request line"),
            ("response_bytes", responseBytes, "longest response line"),
            ("depth", depth, "nesting of arrays and objects"),
            ("in_flight", inFlight, "calls of one connection that wait or run"),
            ("running", runningPerConnection, "calls of one connection that run at once"),
            ("batch", batch, "entries of a batch"),
            ("connections", connections, "open connections"),
            ("idle_ms", idle.milliseconds, "a connection without calls and bytes for this long is closed"),
            ("write_ms", write.milliseconds, "a peer that reads nothing of an answer for this long is closed"),
        ]
    }

    var json: JSONValue { .object(JSONObject(announced.map { ($0.name, JSONValue($0.value)) })) }

    /// The value with contradictions resolved: one worker always stays free for other connections.
    var resolved: LineServer.Limits {
        var limits = self
        limits.workers = max(2, workers)
        limits.runningPerConnection = min(max(1, runningPerConnection), limits.workers - 1)
        limits.inFlight = max(1, inFlight)
        limits.connections = max(1, connections)
        return limits
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
