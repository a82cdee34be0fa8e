package import Domain
public import Foundation
public import Retrieval

/// What runs when a method is called: a table from method to function.
///
/// The functions block, run on worker threads and may run at the same time. `hello` and `ping` are not in the table:
/// the connection answers them itself.
public struct Methods: Sendable {
    package typealias Handler = @Sendable (RPCCall) throws -> JSONValue

    private var handlers: [RPCMethod: Handler]

    /// The methods of a knowledge base. `ingestRoot` is the folder that `paths` must lie below; nil refuses paths.
    public init(knowledge: KnowledgeBase, ingestRoot: URL? = nil) {
        self.init(Methods.session(knowledge).merging(Methods.knowledge(knowledge, ingestRoot)) { _, new in new })
    }

    /// Any table, as tests use it. What is missing is answered with `unsupported`.
    package init(_ handlers: [RPCMethod: Handler]) {
        self.handlers = handlers
    }

    /// Checks the parameters and runs the method; blocks.
    ///
    /// Throws what the method throws, as `AlmanacError`: anything else is a fault whose text stays inside.
    package func run(_ method: RPCMethod, _ params: RPCParams, from origin: RPCCall.Origin, counters: Counters) throws
        -> JSONValue
    {
        guard let handler = handlers[method] else {
            throw AlmanacError(.unsupported, "this server does not offer \(method.name)")
        }
        do {
            return try handler(RPCCall(arguments: RPCArguments(method, params), origin: origin, counters: counters))
        } catch let error as AlmanacError {
            throw error
        } catch {
            throw AlmanacError(
                .internalError, "\(method.name) failed", hint: "the server's log says why", underlying: error)
        }
    }
}

/// What a method is given.
package struct RPCCall: Sendable {
    package enum Origin: Sendable { case unix, tcp }

    package let arguments: RPCArguments
    /// File paths are taken over the Unix socket only.
    package let origin: Origin
    package let counters: Counters
}

extension Methods {
    private static func session(_ knowledge: KnowledgeBase) -> [RPCMethod: Handler] {
        [
            .health: { call in
                let revision: Int64?
                let code: ErrorCode?
                do {
                    (revision, code) = (try knowledge.revisions(limit: 1).first?.number ?? 0, nil)
                } catch {
                    (revision, code) = (nil, (error as? AlmanacError)?.code ?? .internalError)
                }
                return [
                    "status": code != nil ? "failing" : call.counters.isStopping ? "stopping" : "ok",
                    "revision": revision.map(JSONValue.integer) ?? JSONValue.null,
                    "code": JSONValue(code?.rawValue), "uptime_ms": JSONValue(call.counters.uptime.milliseconds),
                ]
            },
            .stats: { call in ["knowledge": try knowledge.status().json, "server": call.counters.json] },
            .discover: { _ in OpenRPC.document },
        ]
    }
}
