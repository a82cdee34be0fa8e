import ArgumentParser
import Domain
import Foundation
import Retrieval

struct ReembedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reembed",
        abstract: "Make the index anew with another encoder.",
        discussion: """
            Encodes all documents beside the index in use, which answers meanwhile, then swaps in one revision. An \
            interrupted run goes on where it was. Also brings an index up to date that an earlier version of this \
            program made. A running server with the old encoder answers by words until it is started again.

            Examples:
              almanac reembed --encoder all-MiniLM-L6-v2 --dry-run
              almanac reembed --encoder all-MiniLM-L6-v2
            """
    )

    @Flag(help: "Show how much there is to do, and store nothing.")
    var dryRun = false

    @OptionGroup var authorship: AuthorOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let wiring = try Wiring(shared, encoder: encoder)
        try wiring.home.requireKnowledge()
        guard let chosen = try wiring.encoder(for: .writing) else { return }
        let bar = ProgressBar()
        defer { bar.clear() }
        let outcome = try KnowledgeBase.reembed(
            home: wiring.home.folder, encoder: chosen, author: authorship.name, reason: authorship.reason,
            dryRun: dryRun, progress: bar.report)
        bar.clear()
        Console.print(shared.json ? outcome.json.prettyText : text(outcome))
        let name = chosen.identity.name
        if !dryRun, let standing = wiring.configuration.encoder, standing != name, !standing.hasSuffix("/" + name) {
            Console.note("the settings still say 'encoder: \(standing)'; change that to \(name)")
        }
    }

    private func text(_ outcome: Reembedding) -> String {
        let style = Console.output.style
        let documents = Figures.count(outcome.documents, "document")
        var lines: [String] = []
        if outcome.dryRun {
            lines.append(style.bold("Dry run, nothing is stored: \(outcome.from) → \(outcome.to), \(documents)"))
        } else if let revision = outcome.revision {
            lines.append(style.bold("Revision \(revision): \(outcome.from) → \(outcome.to), \(documents)"))
        } else {
            lines.append(style.bold("No new revision: the index is made with \(outcome.to) already"))
        }
        if outcome.documents > 0 {
            let texts = "\(Figures.count(outcome.encoded, "text")) \(outcome.dryRun ? "to encode" : "encoded")"
            lines.append("  \(texts), \(Figures.count(outcome.rechunked, "document")) cut anew")
        }
        if outcome.removedVectors > 0 {
            lines.append("  \(Figures.count(outcome.removedVectors, "vector")) of other encoders removed")
        }
        return lines.joined(separator: "\n")
    }
}
