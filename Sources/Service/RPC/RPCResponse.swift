package import Domain
package import NIOCore

/// The answer to one request: exactly one of `result` and `error`.
package enum RPCResponse: Sendable {
    case success(id: RPCID, JSONValue)
    /// `details` stand in `error.data` beside kind, code and hint, such as the limit that was passed.
    case failure(id: RPCID, AlmanacError, details: JSONObject = [:])

    package var json: JSONValue {
        switch self {
        case .success(let id, let result):
            return ["jsonrpc": "2.0", "id": id.json, "result": result]
        case .failure(let id, let error, let details):
            let mapping = error.code.mapping
            var data: JSONObject = ["kind": .string(mapping.kind.rawValue), "code": .string(error.code.rawValue)]
            data["hint"] = error.hint.map(JSONValue.string)
            for (key, value) in details.members { data[key] = value }
            return [
                "jsonrpc": "2.0", "id": id.json,
                "error": ["code": JSONValue(mapping.rpc), "message": .string(error.message), "data": .object(data)],
            ]
        }
    }

    package var id: RPCID {
        switch self {
        case .success(let id, _), .failure(let id, _, _): id
        }
    }

    /// The error code, nil for a success.
    package var code: ErrorCode? { if case .failure(_, let error, _) = self { error.code } else { nil } }

    /// One line without its line feed. A result that needs more than `limit` bytes becomes the error `too_large`.
    package func encoded(limit: Int) -> EncodedResponse {
        EncodedResponse(bytes: ByteBuffer(bytes: json.serialized()), code: code).fitting(limit, id: id)
    }
}

/// A response as bytes.
package struct EncodedResponse: Sendable {
    /// Compact JSON without a line feed.
    package let bytes: ByteBuffer
    /// Nil for a success.
    package let code: ErrorCode?

    /// The response itself, or the error `too_large` in place of a result of more than `limit` bytes.
    package func fitting(_ limit: Int, id: RPCID) -> EncodedResponse {
        guard bytes.readableBytes > limit, code == nil else { return self }
        let error = AlmanacError(
            .tooLarge, "the answer has \(bytes.readableBytes) bytes, more than are sent",
            hint: "ask for fewer or smaller results, and for less in one batch")
        return RPCResponse.failure(id: id, error).encoded(limit: .max)
    }
}
