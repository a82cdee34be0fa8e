import Domain
import Logging

/// One call as a worker runs it: parameters checked, the method run, the answer encoded. Blocks.
struct CallRun: Sendable {
    let method: RPCMethod
    let params: RPCParams
    let id: RPCID
    let origin: RPCCall.Origin
    let scopes: Set<RPCScope>
    let shared: ConnectionHandler.Shared
    let logger: Logger

    func response() -> EncodedResponse {
        let start = ContinuousClock.now
        let response: RPCResponse
        do {
            let result = try shared.methods.run(
                method, params, from: origin, scopes: scopes, counters: shared.counters)
            response = .success(id: id, result)
        } catch {
            let error = error as? AlmanacError ?? AlmanacError(.internalError, "\(method.name) failed")
            response = .failure(id: id, error)
            if error.code.mapping.kind == .fault {
                // Neither message nor parameters: they could hold a customer's words.
                logger.error(
                    "a call failed",
                    metadata: [
                        "method": "\(method.name)", "code": "\(error.code.rawValue)",
                        "underlying": "\(error.underlying.map { String(reflecting: type(of: $0)) } ?? "none")",
                    ])
            }
        }
        let encoded = response.encoded(limit: shared.limits.responseBytes)
        let milliseconds = (ContinuousClock.now - start).milliseconds
        logger.debug(
            "call",
            metadata: [
                "method": "\(method.name)", "code": "\(encoded.code?.rawValue ?? "ok")", "ms": "\(milliseconds)",
                "bytes": "\(encoded.bytes.readableBytes)",
            ])
        return encoded
    }
}
