import Crypto
import Dispatch
public import Domain
public import Foundation
import Synchronization

/// What a home's router is trained on.
public struct RouterTraining: Sendable {
    /// Number of the newest revision of the knowledge base; cheap.
    let revision: @Sendable () throws -> Int64
    /// The labelled messages of that revision, and of wherever else.
    let messages: @Sendable () throws -> [LabelledMessage]

    public init(
        revision: @escaping @Sendable () throws -> Int64, messages: @escaping @Sendable () throws -> [LabelledMessage]
    ) {
        self.revision = revision
        self.messages = messages
    }
}

/// Hands out a home's router: from memory, from its file in `caches`, or trained.
///
/// The file is derived, named after everything that decides it, and safe to delete. Training blocks, seconds for a
/// thousand messages; one thread trains while the others wait or, where they have one, go on with the last router.
public final class RouterDesk: Sendable {
    private struct Ready {
        let revision: Int64
        let router: Router
    }

    private let folder: URL
    private let categories: [Category]
    private let rules: SignalRules
    private let vectors: TextVectors
    private let training: RouterTraining
    private let trainer: RouterTrainer
    private let ready = Mutex<Ready?>(nil)
    private let work = Mutex<Void>(())
    private let isRefreshing = Atomic<Bool>(false)
    private let progress: (@Sendable (String) -> Void)?

    /// - Parameters:
    ///   - folder: the home's `caches`.
    ///   - categories: those that messages are routed to.
    public init(
        folder: URL, categories: [Category], rules: SignalRules, vectors: TextVectors, training: RouterTraining,
        settings: RouterTrainer.Settings = RouterTrainer.Settings(), progress: (@Sendable (String) -> Void)? = nil
    ) {
        self.folder = folder
        self.categories = categories
        self.rules = rules
        self.vectors = vectors
        self.training = training
        trainer = RouterTrainer(settings: settings)
        self.progress = progress
    }

    /// The router of the newest revision; trains it where there is none yet. Blocks.
    ///
    /// Throws `invalid_input` where there is too little to train on, and what the encoder and the database throw.
    public func router() throws -> Router {
        let revision = try training.revision()
        if let found = held(revision) { return found }
        return try work.withLock { _ in
            // Somebody else may have trained it meanwhile.
            if let found = held(revision) { return found }
            let router = try prepared()
            ready.withLock { $0 = Ready(revision: revision, router: router) }
            return router
        }
    }

    /// The last router where there is one, while a newer one is trained in the background; else as `router()`.
    public func latest() throws -> Router {
        guard let last = ready.withLock({ $0 }) else { return try router() }
        if try training.revision() != last.revision { refresh() }
        return last.router
    }

    /// Trains in the background where that is needed. A failure is left to the next call that waits.
    public func refresh() {
        guard isRefreshing.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        DispatchQueue.global(qos: .utility).async {
            _ = try? self.router()
            self.isRefreshing.store(false, ordering: .releasing)
        }
    }

    private func held(_ revision: Int64) -> Router? {
        ready.withLock { $0?.revision == revision ? $0?.router : nil }
    }

    /// From the file where it is the right one, else trained and written.
    private func prepared() throws -> Router {
        let labels = categories.map(\.name)
        let messages = try training.messages()
        let key = trainer.key(messages: messages, labels: labels, encoder: vectors.digest)
        let file = folder.appending(path: "router-\(key).bin")
        if let data = try? Data(contentsOf: file), let trained = RouterFile.router(data, key: key) {
            return Router(trained: trained, rules: rules, vectors: vectors)
        }
        let trained = try trainer.train(messages, labels: labels, vectors: vectors, progress: progress)
        write(trained, to: file)
        return Router(trained: trained, rules: rules, vectors: vectors)
    }

    /// Whole or not at all; those of earlier revisions go. Where it cannot be written the next start trains again.
    private func write(_ trained: TrainedRouter, to file: URL) {
        let manager = FileManager.default
        try? manager.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = folder.appending(path: "router-\(trained.key).\(ProcessInfo.processInfo.processIdentifier).tmp")
        guard
            manager.createFile(
                atPath: draft.path(percentEncoded: false), contents: RouterFile.bytes(trained),
                attributes: [.posixPermissions: 0o600]), rename(draft.path, file.path) == 0
        else {
            try? manager.removeItem(at: draft)
            return
        }
        let names = (try? manager.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names
        where name.hasPrefix("router-") && name.hasSuffix(".bin") && name != file.lastPathComponent {
            try? manager.removeItem(at: folder.appending(path: name))
        }
    }
}

extension TrainedRouter {
    /// The bytes of its file: the same for the same training.
    public var bytes: Data { RouterFile.bytes(self) }
}
