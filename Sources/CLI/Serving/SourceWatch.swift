import Dispatch
import Retrieval
import ServiceLifecycle

/// Looks in the background whether the files that documents came from have changed, so that no search has to.
struct SourceWatch: Service {
    let knowledge: KnowledgeBase

    /// Between two looks. A look costs a few microseconds a file, and the pause grows with it.
    private static let period = Duration.seconds(5)
    /// How many times as long as a look the pause after it is at least.
    private static let rest = 20

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                let spent = await ContinuousClock().measure { await look() }
                try await Task.sleep(for: max(SourceWatch.period, spent * SourceWatch.rest))
            }
        }
    }

    /// One look, on a thread of its own. A base that is busy or damaged keeps its last verdicts: searches say so
    /// themselves.
    func look() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                try? knowledge.lookAtSources()
                continuation.resume()
            }
        }
    }
}
