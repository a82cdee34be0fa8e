import Domain
import Foundation
import Service
import Synchronization

/// The one line of result of `serve`: where callers can connect, printed when all servers can be reached.
final class Announcement: Sendable {
    private struct State {
        var lines: [String]?
        var http: String?
    }

    private let servers: Int
    private let json: Bool
    private let state = Mutex(State())

    /// - Parameter servers: 1 for the line server alone, 2 with HTTP.
    init(servers: Int, json: Bool) {
        self.servers = servers
        self.json = json
    }

    func lines(_ addresses: [LineServer.Address]) {
        let names = addresses.map { address in
            switch address {
            case .unix(let path): path
            case .tcp(let host, let port): "\(host):\(port)"
            }
        }
        print { $0.lines = names }
    }

    func http(_ address: String) {
        print { $0.http = address }
    }

    private func print(_ change: (inout State) -> Void) {
        let names = state.withLock { state -> [String]? in
            change(&state)
            guard let lines = state.lines, servers == 1 || state.http != nil else { return nil }
            return lines + (state.http.map { [$0] } ?? [])
        }
        guard let names else { return }
        let report: JSONValue = ["listening": JSONValue(names), "pid": JSONValue(Int(getpid()))]
        Console.print(json ? report.text : "almanac listens on \(names.joined(separator: " and "))")
    }
}
