import Domain
import Embedding
import Store

/// An index that was made in another way than this program would make it, and the command that mends it.
enum IndexMismatch {
    /// Nil where the index fits: the same encoder, normalisation and way of cutting.
    static func of(_ index: Manifest.Index, encoder: EncoderIdentity, home: String) -> AlmanacError? {
        let made = index.encoder
        if made.digest != encoder.digest || made.dimension != encoder.dimension {
            let same = made.name == encoder.name
            return AlmanacError(
                .encoderMismatch,
                same
                    ? "the index of \(home) was made with another version of the encoder '\(made.name)' "
                        + "(\(made.digest.prefix(8)), not \(encoder.digest.prefix(8)))"
                    : "the index of \(home) was made with the encoder '\(made.name)', not '\(encoder.name)'",
                hint: "to change it, run: almanac reembed --encoder \(encoder.name)"
                    + (same ? "" : "; to keep it, use --encoder \(made.name)"))
        }
        guard index.textVersion == SearchText.version, index.chunkerVersion == Chunker.version else {
            return ofVersions(index, encoder: encoder.name)
        }
        return nil
    }

    /// The index was normalised or cut by another version of this program.
    static func ofVersions(_ index: Manifest.Index, encoder: String) -> AlmanacError {
        let isNewer = index.textVersion > SearchText.version || index.chunkerVersion > Chunker.version
        return AlmanacError(
            .versionMismatch,
            "the index was made by \(isNewer ? "a newer" : "an older") version of this program "
                + "(text \(index.textVersion), chunks \(index.chunkerVersion); "
                + "this one makes \(SearchText.version) and \(Chunker.version))",
            hint: isNewer
                ? "update or restart this program; or run: almanac reembed --encoder \(encoder)"
                : "run: almanac reembed --encoder \(encoder)")
    }
}
