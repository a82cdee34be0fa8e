import Synchronization

/// Threads and memory for calls to an encoder: the team for one call at a time, the caller's own thread for those that
/// come while it is taken. The result is the same either way.
final class Workspaces: Sendable {
    let team: WorkerTeam
    private let configuration: ModelConfiguration
    private let state: Mutex<State>

    private struct State {
        /// The team's arenas, made at its first use; `nil` while a call has them.
        var teamArenas: [Arena]?
        /// Arenas of calls without the team, kept for the next.
        var spare: [Arena] = []
    }

    init(team: WorkerTeam, configuration: ModelConfiguration) {
        self.team = team
        self.configuration = configuration
        state = Mutex(State(teamArenas: []))
    }

    func withWorkspace<Result>(_ body: (Workspace) -> Result) -> Result {
        if var arenas = state.withLock({ $0.teamArenas.take() }) {
            while arenas.count < team.size { arenas.append(newArena()) }
            let workspace = Workspace(team: team, arenas: arenas)
            defer { state.withLock { $0.teamArenas = workspace.arenas } }
            return body(workspace)
        }
        let arena = state.withLock { $0.spare.popLast() } ?? newArena()
        defer { state.withLock { if $0.spare.count < team.size { $0.spare.append(arena) } } }
        return body(Workspace(team: nil, arenas: [arena]))
    }

    private func newArena() -> Arena {
        let tokens = max(TransformerEncoder.batchTokens, configuration.maxTokens)
        return Arena(tokens: tokens, configuration: configuration)
    }
}

/// What one call works with.
struct Workspace: Sendable {
    fileprivate let team: WorkerTeam?
    fileprivate let arenas: [Arena]

    var size: Int { team?.size ?? 1 }

    func arena(_ part: Int) -> Arena { arenas[part] }

    /// Calls `body` for each part 0 ..< size at the same time.
    func run(_ body: @Sendable (Int) -> Void) {
        if let team { team.run(body) } else { body(0) }
    }
}
