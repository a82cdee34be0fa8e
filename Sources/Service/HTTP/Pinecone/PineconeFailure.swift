import Domain

/// How an error looks on the wire: the control plane and inference nest it, the data plane speaks google.rpc.
enum PineconeFailure {
    /// Which of the two a path belongs to.
    enum Plane { case control, data }

    static func reply(_ error: any Error, plane: Plane) -> HTTPReply {
        let error =
            error as? AlmanacError
            ?? AlmanacError(.internalError, "the request could not be answered", underlying: error)
        let (status, name, number) = code(of: error.code)
        let message = error.hint.map { "\(error.message); \($0)" } ?? error.message
        let body: JSONValue =
            switch plane {
            case .control:
                ["error": ["code": .string(name), "message": .string(message)], "status": JSONValue(status)]
            case .data: ["code": JSONValue(number), "message": .string(message), "details": []]
            }
        var reply = HTTPReply(status: status, body)
        if error.code.mapping.kind == .fault { reply.fault = "\(error.underlying.map { "\($0)" } ?? error.message)" }
        return status == 429 ? reply.with("Retry-After", "1") : reply
    }

    /// HTTP status, the control plane's name and google.rpc's number.
    private static func code(of code: ErrorCode) -> (status: Int, name: String, number: Int) {
        switch code {
        case .unauthorized: (401, "UNAUTHENTICATED", 16)
        case .forbidden: (403, "FORBIDDEN", 7)
        case .notFound: (404, "NOT_FOUND", 5)
        case .methodNotFound: (404, "NOT_FOUND", 5)
        case .conflict, .duplicateID: (409, "ALREADY_EXISTS", 6)
        case .tooLarge: (413, "INVALID_ARGUMENT", 3)
        case .unsupported: (415, "INVALID_ARGUMENT", 3)
        case .busy, .resourceExhausted: (429, "RESOURCE_EXHAUSTED", 8)
        case .locked, .unavailable, .diskFull, .shuttingDown, .modelMissing: (503, "UNAVAILABLE", 14)
        case .internalError, .corrupt: (500, "INTERNAL", 13)
        default: (400, "INVALID_ARGUMENT", 3)
        }
    }
}
