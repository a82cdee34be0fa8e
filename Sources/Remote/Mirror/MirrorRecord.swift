import Crypto
import Domain
import Foundation
import Retrieval

/// A part of the knowledge base as the mirror's two indexes hold it.
enum MirrorRecord {
    /// Metadata is at most 40 KB; some is left for what Pinecone adds.
    static let metadataBytes = 38 * 1024
    static let digestField = "digest"

    /// The part's id where Pinecone takes it, else `sha256:` and its digest.
    static func id(_ part: String) -> String {
        let fits = part.utf8.count <= 512 && part.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return fits ? part : "sha256:" + hex(Array(part.utf8), bytes: 32)
    }

    /// What filters see, the part's name and words; the text is cut where all of it would not fit.
    static func metadata(_ part: KnowledgePart) -> (metadata: Metadata, isTruncated: Bool) {
        // Pinecone has no empty lists to compare with and no names that begin with `$`.
        var metadata = part.metadata.filter { key, value in
            if case .list(let texts) = value, texts.isEmpty { return false }
            return !key.hasPrefix("$")
        }
        metadata["document"] = .string(part.document.description)
        metadata["part"] = .string(part.id)
        metadata["role"] = .string(part.chunk.role.rawValue)
        metadata["text"] = .string(part.chunk.text)
        let size = metadata.json.serialized().count
        guard size > metadataBytes else { return (metadata, false) }
        metadata["truncated"] = .bool(true)
        metadata["text"] = .string("")
        let room = metadataBytes - metadata.json.serialized().count
        // A character takes at most six bytes in JSON (`\\u001f`); most take one to three.
        var text = String(part.chunk.text.prefix(max(0, room)))
        while !text.isEmpty, JSONValue.string(text).serialized().count > room {
            text = String(text.prefix(text.count * 3 / 4))
        }
        metadata["text"] = .string(text)
        return (metadata, true)
    }

    /// The record with its own digest in its metadata, so that one overwrite brings both.
    static func sealed(_ record: VectorRecord) -> VectorRecord {
        var sealed = record
        sealed.metadata[digestField] = .string(digest(record))
        return sealed
    }

    /// 32 hexadecimal digits over all of a record but its digest.
    static func digest(_ record: VectorRecord) -> String {
        var bytes = Array(record.id.utf8)
        func add(_ word: UInt32) { withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) } }
        add(UInt32(record.values.count))
        // -0 and 0 are one number to whoever compares.
        for value in record.values { add((value == 0 ? 0 : value).bitPattern) }
        for (index, value) in zip(record.sparse?.indices ?? [], record.sparse?.values ?? []) {
            add(index)
            add(value.bitPattern)
        }
        var metadata = record.metadata
        metadata[digestField] = nil
        bytes += metadata.json.serialized()
        return hex(bytes, bytes: 16)
    }

    /// Whether a record of the other side is this one: the digest it carries, and its content, which someone may have
    /// edited beside it.
    static func isSame(_ theirs: VectorRecord, as ours: VectorRecord) -> Bool {
        guard theirs.metadata == ours.metadata, theirs.values.count == ours.values.count,
            theirs.sparse?.indices == ours.sparse?.indices
        else { return false }
        let pairs = zip(theirs.values + (theirs.sparse?.values ?? []), ours.values + (ours.sparse?.values ?? []))
        // A service may print a float with fewer digits than it has.
        return pairs.allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
    }

    static func hex(_ data: [UInt8], bytes: Int) -> String {
        SHA256.hash(data: Data(data)).prefix(bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
