package import Domain

/// A request or a notification as JSON-RPC 2.0 has it, not yet matched with a method.
package struct RPCRequest: Sendable, Equatable {
    /// Nil for a notification, which is never answered, not even with an error.
    package let id: RPCID?
    package let method: String
    package let params: RPCParams
}

/// The parameters of a request, by name or by position.
package enum RPCParams: Sendable, Equatable {
    case none
    case named(JSONObject)
    case positional([JSONValue])
}

/// One entry of a message: something to do, or the answer to what could not be understood.
package enum RPCEntry: Sendable {
    case request(RPCRequest)
    case refused(RPCResponse)
}

/// What a line says.
package enum RPCMessage: Sendable {
    case single(RPCEntry)
    /// Never empty; its answers go out together as one array.
    case batch([RPCEntry])

    /// Reads one line (without its line end). Never throws: what is wrong with the line is its answer.
    ///
    /// - Parameters:
    ///   - line: UTF-8 bytes.
    ///   - maximumDepth: arrays and objects nested deeper are a parse error.
    ///   - maximumBatch: entries; a longer batch is refused as a whole.
    package init(line: UnsafeBufferPointer<UInt8>, maximumDepth: Int, maximumBatch: Int) {
        do {
            self.init(try JSONParser.parse(line, maximumDepth: maximumDepth), maximumBatch: maximumBatch)
        } catch {
            // The text itself is not repeated: it may be long, and it may be personal.
            let reason = (error as? JSONParser.Failure).map { ": \($0)" } ?? ""
            self = .refused(AlmanacError(.parseError, "the line is not JSON\(reason)"))
        }
    }

    package init(_ json: JSONValue, maximumBatch: Int) {
        guard let entries = json.array else {
            self = .single(RPCEntry(json))
            return
        }
        guard !entries.isEmpty else {
            self = .refused(AlmanacError(.invalidRequest, "the batch is empty"))
            return
        }
        guard entries.count <= maximumBatch else {
            self = .refused(
                AlmanacError(
                    .invalidRequest, "the batch has \(entries.count) entries; at most \(maximumBatch) are taken",
                    hint: "send several batches, or one request a line"))
            return
        }
        self = .batch(entries.map(RPCEntry.init))
    }

    private static func refused(_ error: AlmanacError) -> RPCMessage {
        .single(.refused(.failure(id: .null, error)))
    }
}

extension RPCEntry {
    /// Members that the specification does not name are ignored.
    package init(_ json: JSONValue) {
        guard let object = json.object else {
            self = .invalid(id: .null, "a request is an object, not a \(json.typeName)")
            return
        }
        var id: RPCID?
        if let given = object["id"] {
            id = RPCID(given)
            guard id != nil else {
                self = .invalid(id: .null, "the id must be a string, null or a number below 2^63")
                return
            }
        }
        // An id that could be read goes into the answer, so that a pipelining caller knows which call failed.
        let answerID = id ?? .null
        guard object["jsonrpc"]?.string == "2.0" else {
            self = .invalid(id: answerID, "the member jsonrpc must be the string 2.0")
            return
        }
        guard let method = object["method"]?.string else {
            self = .invalid(id: answerID, "the member method must be a string")
            return
        }
        let params: RPCParams
        switch object["params"] {
        case nil: params = .none
        case .object(let named): params = .named(named)
        case .array(let values): params = .positional(values)
        case .some(let other):
            self = .invalid(id: answerID, "params must be an object or a list, not a \(other.typeName)")
            return
        }
        self = .request(RPCRequest(id: id, method: method, params: params))
    }

    private static func invalid(id: RPCID, _ message: String) -> RPCEntry {
        .refused(.failure(id: id, AlmanacError(.invalidRequest, message)))
    }
}
