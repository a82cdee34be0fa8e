public import Domain
public import Foundation
public import Retrieval
public import Support

/// What runs when a method is called: a table from method to function.
///
/// The functions block, run on worker threads and may run at the same time. `hello` and `ping` are not in the table:
/// the connection answers them itself.
public struct Methods: Sendable {
    package typealias Handler = @Sendable (RPCCall) throws -> JSONValue

    private var handlers: [RPCMethod: Handler]

    /// The methods of a home.
    ///
    /// - Parameters:
    ///   - actions: nil for a server without customers, which answers their methods with `unsupported`.
    ///   - claims: nil for a server without rules for answers.
    ///   - router: nil for a server without categories or encoder, which does not route.
    ///   - support: nil for a server that takes no customers' messages.
    ///   - ingestRoot: the folder that `paths` must lie below; nil refuses paths.
    ///   - heedsClock: whether callers may say what time it is.
    public init(
        knowledge: KnowledgeBase, actions: Actions? = nil, claims: (@Sendable () throws -> ClaimsCheck)? = nil,
        router: RouterDesk? = nil,
        support: SupportService? = nil, ingestRoot: URL? = nil, heedsClock: Bool = false,
        clock: @escaping @Sendable () -> Timestamp = KnowledgeBase.systemClock
    ) {
        var handlers = Methods.session(knowledge)
        handlers.merge(Methods.knowledge(knowledge, ingestRoot)) { $1 }
        if let actions { handlers.merge(Methods.actions(actions, heedsClock: heedsClock, clock: clock)) { $1 } }
        if let claims { handlers.merge(Methods.support(claims)) { $1 } }
        if let router { handlers.merge(Methods.routing(router)) { $1 } }
        if let support { handlers.merge(Methods.handling(support, heedsClock: heedsClock, clock: clock)) { $1 } }
        self.init(handlers)
    }

    /// Any table, as tests use it. What is missing is answered with `unsupported`.
    package init(_ handlers: [RPCMethod: Handler]) {
        self.handlers = handlers
    }

    /// Checks the parameters and runs the method; blocks.
    ///
    /// Throws what the method throws, as `AlmanacError`: anything else is a fault whose text stays inside.
    package func run(
        _ method: RPCMethod, _ params: RPCParams, from origin: RPCCall.Origin, scopes: Set<RPCScope>, counters: Counters
    ) throws -> JSONValue {
        guard let handler = handlers[method] else {
            throw AlmanacError(.unsupported, "this server does not offer \(method.name)")
        }
        do {
            let arguments = try RPCArguments(method, params)
            return try handler(RPCCall(arguments: arguments, origin: origin, scopes: scopes, counters: counters))
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
    /// What the caller may do; the method's own scope is among them.
    package let scopes: Set<RPCScope>
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
