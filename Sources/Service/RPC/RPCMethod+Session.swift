import Domain

extension RPCMethodDefinition {
    static let hello = RPCMethodDefinition(
        summary: "Agrees on the protocol version and tells the limits. The first request on TCP; optional elsewhere.",
        scope: .channel,
        parameters: [
            .init("protocol", .integer(1...Int.max), .required, "the version the caller speaks; this server speaks 1"),
            .init("client", .string(bytes: 0...200), .optional, "name and version of the caller"),
            .init("token", .string(bytes: 0...4096), .optional, "required on TCP"),
        ],
        result: .record([
            .init("protocol", .integer(), .required, "always 1"),
            .init(
                "server",
                .record([
                    .init("name", .string(), .required, "`almanac`"),
                    .init("version", .string(), .required, "the version of the server"),
                ]), .required, "who answers"),
            .init(
                "limits", .map(.integer()), .required, "the limits of this server, named as in the section on limits"),
            .init("scopes", .list(.choice(RPCScope.allCases.map(\.rawValue))), .required, "what this caller may do"),
            .init("methods", .list(.string()), .required, "the methods this caller may call"),
        ]))

    static let ping = RPCMethodDefinition(
        summary: "Answers `{}` from the connection itself, ahead of queued calls.", scope: .channel, result: .record([])
    )

    static let health = RPCMethodDefinition(
        summary: "Whether a call reaches the knowledge base: waits its turn like any call and reads one row.",
        scope: .channel,
        result: .record([
            .init("status", .choice(["ok", "stopping", "failing"]), .required, "`failing` where the read failed"),
            .init("revision", .nullable(.integer()), .required, "the newest revision; 0 for an empty home"),
            .init("code", .nullable(.string()), .required, "the error code of the failure"),
            .init("uptime_ms", .integer(0...Int.max), .required, "since the server listens"),
        ]))

    private static let count = Schema.integer(0...Int.max)

    static let stats = RPCMethodDefinition(
        summary: "The figures of the knowledge base and of the server since it started.", scope: .operate,
        result: .record([
            .init(
                "knowledge",
                .record([
                    .init("revision", count, .required, "the newest revision"),
                    .init("documents", count, .required, "live documents"),
                    .init("namespaces", .map(count), .required, "live documents by namespace"),
                    .init("chunks", count, .required, "live chunks"),
                    .init("full_text_rows", count, .required, "rows of the full-text index"),
                    .init("full_text_expected", count, .required, "what they must agree with"),
                    .init("chunks_without_vector", count, .required, "0 where all is well"),
                    .init("consistent", .boolean, .required, "whether text, full text and vectors agree"),
                    .init("encoder", .nullable(.string()), .required, "the encoder that the index was made with"),
                    .init("encoder_ready", .boolean, .required, "whether it is loaded"),
                ]), .required, "the knowledge base"),
            .init(
                "server",
                .record([
                    .init("uptime_ms", count, .required, "since the server listens"),
                    .init("connections", count, .required, "open now"),
                    .init("connections_accepted", count, .required, "so far"),
                    .init("connections_refused", count, .required, "over the limit or of another user"),
                    .init("in_flight", count, .required, "calls that wait or run, this one among them"),
                    .init("requests", .map(count), .required, "calls by method, notifications among them"),
                    .init("errors", .map(count), .required, "answers by error code"),
                    .init("bytes_in", count, .required, "received"),
                    .init("bytes_out", count, .required, "handed to the system"),
                ]), .required, "the line server"),
        ]))

    static let discover = RPCMethodDefinition(
        summary: "This protocol as an OpenRPC 1.3 document.", scope: .channel,
        result: .record([
            .init("openrpc", .string(), .required, "the version of OpenRPC"),
            .init("info", .map(.any), .required, "title and version"),
            .init("methods", .list(.map(.any)), .required, "every method"),
        ]))
}
