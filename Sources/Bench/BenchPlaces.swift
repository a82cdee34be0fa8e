import ArgumentParser
import Domain
import Embedding
import Foundation
import Retrieval

/// Where a measurement reads from and works.
struct BenchPlaces: ParsableArguments {
    @Option(help: ArgumentHelp("The corpus folder.", valueName: "folder"))
    var corpus: String?

    @Option(help: ArgumentHelp("Where homes for measuring are kept.", valueName: "folder"))
    var work: String?

    /// The checkout: the launcher says where, else the current folder.
    static var root: URL {
        URL(fileURLWithPath: ProcessInfo.processInfo.environment["ALMANAC_ROOT"] ?? ".")
    }

    var corpusFolder: URL { corpus.map { URL(fileURLWithPath: $0) } ?? BenchPlaces.root.appending(path: "corpus") }
    var workFolder: URL { work.map { URL(fileURLWithPath: $0) } ?? BenchPlaces.root.appending(path: "indexes/bench") }

    /// The shipped sentence encoder; throws `model_missing` where its weights are not here.
    static func sentenceEncoder() throws -> any Encoder {
        try TransformerEncoder(directory: sentenceModel)
    }

    static var sentenceModel: URL { root.appending(path: "indexes/models/all-MiniLM-L6-v2") }

    /// Where the running binary lies, links resolved.
    static var ownBinary: URL { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath() }
}
