package import Domain
import Synchronization

/// What the server has done since it listens. Safe from any thread; a reading is consistent in itself.
package final class Counters: Sendable {
    private struct State {
        var connections = 0
        var accepted = 0
        var refused = 0
        var inFlight = 0
        var requests: [RPCMethod: Int] = [:]
        var errors: [ErrorCode: Int] = [:]
        var bytesIn = 0
        var bytesOut = 0
        var stopping = false
    }

    private let started = ContinuousClock.now
    private let state = Mutex(State())

    package init() {}

    package var uptime: Duration { ContinuousClock.now - started }
    package var isStopping: Bool { state.withLock { $0.stopping } }

    /// Counts a connection in, or refuses it where `limit` are open.
    func admit(limit: Int) -> Bool {
        state.withLock { state in
            guard state.connections < limit else {
                state.refused += 1
                return false
            }
            state.connections += 1
            state.accepted += 1
            return true
        }
    }

    func connectionRefused() { state.withLock { $0.refused += 1 } }
    func connectionClosed() { state.withLock { $0.connections -= 1 } }
    func received(bytes: Int) { state.withLock { $0.bytesIn += bytes } }
    func sent(bytes: Int) { state.withLock { $0.bytesOut += bytes } }
    func began(_ method: RPCMethod) { state.withLock { $0.requests[method, default: 0] += 1 } }
    func answered(_ code: ErrorCode) { state.withLock { $0.errors[code, default: 0] += 1 } }
    func inFlight(changedBy change: Int) { state.withLock { $0.inFlight += change } }
    func stopping() { state.withLock { $0.stopping = true } }

    package var json: JSONValue {
        let state = state.withLock { $0 }
        return [
            "uptime_ms": JSONValue(uptime.milliseconds),
            "connections": JSONValue(state.connections), "connections_accepted": JSONValue(state.accepted),
            "connections_refused": JSONValue(state.refused), "in_flight": JSONValue(state.inFlight),
            "requests": .object(
                JSONObject(
                    RPCMethod.allCases.compactMap { method in
                        state.requests[method].map { (method.name, JSONValue($0)) }
                    })),
            "errors": .object(
                JSONObject(
                    ErrorCode.allCases.compactMap { code in state.errors[code].map { (code.rawValue, JSONValue($0)) } })
            ),
            "bytes_in": JSONValue(state.bytesIn), "bytes_out": JSONValue(state.bytesOut),
        ]
    }
}
