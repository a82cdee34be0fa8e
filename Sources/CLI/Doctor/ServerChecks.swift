import Domain
import Foundation
import Service

/// The socket: whether a server has the home, and whether it answers.
struct ServerChecks {
    let wiring: Wiring

    func run() async -> Finding {
        let path = wiring.home.socketPath(wiring.configuration)
        let isHeld = HomeLock.isHeld(wiring.home)
        do {
            let client = try await LineClient.connect(to: .unix(path: path), timeout: .seconds(2))
            let health = try? await client.call(.health, timeout: .seconds(5))
            await client.close()
            guard let health, health["status"]?.string == "ok" else {
                return .problem(
                    "server", "a server has \(path) and is not well", remedy: "look at its log, or start it again")
            }
            return .ok("server", "listens on \(path)")
        } catch {
            if isHeld {
                return .warning(
                    "server", "a server has the home, and does not listen on \(path)",
                    remedy: "it may listen elsewhere: compare its --socket with the settings")
            }
            guard FileManager.default.fileExists(atPath: path) else { return .ok("server", "no server runs") }
            return .ok("server", "no server runs; a dead socket is left, which the next one replaces")
        }
    }
}
