/// Whose turn it is after an error.
public enum ErrorKind: String, Sendable, CaseIterable {
    /// The request is wrong; the same request will fail again.
    case caller
    /// The thing asked for is not there.
    case missing
    /// Nothing is wrong with the request; try again later.
    case retry
    /// Our fault: a broken invariant or damaged data.
    case fault
}

/// Every error code of the product, and the one table that maps it to JSON-RPC, HTTP and the exit status.
public enum ErrorCode: String, Sendable, CaseIterable {
    // The line protocol.
    case parseError = "parse_error"
    case invalidRequest = "invalid_request"
    case methodNotFound = "method_not_found"
    case invalidParams = "invalid_params"
    case internalError = "internal"
    case busy
    case timeout
    case cancelled
    case shuttingDown = "shutting_down"
    case unauthorized
    case forbidden
    // Input.
    case invalidInput = "invalid_input"
    case invalidDocument = "invalid_document"
    case duplicateID = "duplicate_id"
    case invalidFilter = "invalid_filter"
    case unknownNamespace = "unknown_namespace"
    case personalData = "personal_data"
    case tooLarge = "too_large"
    case unsupported
    // Things that are not there.
    case notFound = "not_found"
    case fileMissing = "file_missing"
    case modelMissing = "model_missing"
    // State of the home.
    case modelInvalid = "model_invalid"
    case modelUnsupported = "model_unsupported"
    case encoderMismatch = "encoder_mismatch"
    case versionMismatch = "version_mismatch"
    case conflict
    case locked
    case diskFull = "disk_full"
    case resourceExhausted = "resource_exhausted"
    case corrupt
    case unavailable

    /// One row of the error table.
    public struct Mapping: Sendable, Equatable {
        public let kind: ErrorKind
        public let rpc: Int
        public let http: Int
        public let exit: Int32
    }

    public var mapping: Mapping {
        switch self {
        case .parseError: Mapping(kind: .caller, rpc: -32700, http: 400, exit: 2)
        case .invalidRequest: Mapping(kind: .caller, rpc: -32600, http: 400, exit: 2)
        case .methodNotFound: Mapping(kind: .caller, rpc: -32601, http: 404, exit: 2)
        case .invalidParams: Mapping(kind: .caller, rpc: -32602, http: 400, exit: 2)
        case .internalError: Mapping(kind: .fault, rpc: -32603, http: 500, exit: 70)
        case .busy: Mapping(kind: .retry, rpc: -32000, http: 503, exit: 5)
        case .timeout: Mapping(kind: .retry, rpc: -32001, http: 504, exit: 5)
        case .shuttingDown: Mapping(kind: .retry, rpc: -32002, http: 503, exit: 5)
        case .unauthorized: Mapping(kind: .caller, rpc: -32003, http: 401, exit: 2)
        case .forbidden: Mapping(kind: .caller, rpc: -32004, http: 403, exit: 2)
        case .cancelled: Mapping(kind: .caller, rpc: 1000, http: 499, exit: 5)
        case .invalidInput: Mapping(kind: .caller, rpc: 1001, http: 400, exit: 2)
        case .invalidDocument: Mapping(kind: .caller, rpc: 1002, http: 422, exit: 2)
        case .duplicateID: Mapping(kind: .caller, rpc: 1003, http: 409, exit: 2)
        case .invalidFilter: Mapping(kind: .caller, rpc: 1004, http: 400, exit: 2)
        case .unknownNamespace: Mapping(kind: .caller, rpc: 1005, http: 400, exit: 2)
        case .personalData: Mapping(kind: .caller, rpc: 1006, http: 422, exit: 3)
        case .tooLarge: Mapping(kind: .caller, rpc: 1007, http: 413, exit: 2)
        case .unsupported: Mapping(kind: .caller, rpc: 1008, http: 501, exit: 2)
        case .notFound: Mapping(kind: .missing, rpc: 1010, http: 404, exit: 1)
        case .fileMissing: Mapping(kind: .missing, rpc: 1011, http: 404, exit: 2)
        case .modelMissing: Mapping(kind: .missing, rpc: 1012, http: 503, exit: 5)
        case .modelInvalid: Mapping(kind: .caller, rpc: 1013, http: 500, exit: 2)
        case .modelUnsupported: Mapping(kind: .caller, rpc: 1017, http: 500, exit: 2)
        case .encoderMismatch: Mapping(kind: .caller, rpc: 1014, http: 409, exit: 2)
        case .versionMismatch: Mapping(kind: .caller, rpc: 1015, http: 409, exit: 2)
        case .conflict: Mapping(kind: .caller, rpc: 1016, http: 409, exit: 2)
        case .locked: Mapping(kind: .retry, rpc: 1020, http: 503, exit: 5)
        case .diskFull: Mapping(kind: .retry, rpc: 1021, http: 507, exit: 5)
        case .resourceExhausted: Mapping(kind: .retry, rpc: 1024, http: 503, exit: 5)
        case .corrupt: Mapping(kind: .fault, rpc: 1022, http: 500, exit: 5)
        case .unavailable: Mapping(kind: .retry, rpc: 1023, http: 503, exit: 5)
        }
    }
}
