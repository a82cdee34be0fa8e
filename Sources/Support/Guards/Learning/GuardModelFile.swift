import Crypto
import Domain
package import Foundation

/// The file of a trained guard: `ALMGUARD`, a JSON header with sizes, the numbers in little-endian order, and a SHA-256
/// of all that. Derived: deleting it is always safe.
enum GuardModelFile {
    private static let magic = Data("ALMGUARD".utf8)
    /// Largest file that is read, in bytes.
    static let byteLimit = 200_000_000

    static func bytes(_ model: GuardModel) -> Data {
        let space = model.space
        let header: JSONValue = [
            "key": .string(model.key), "labels": JSONValue(model.labels), "trained_on": JSONValue(model.trainedOn),
            "flags": JSONValue(space.flags), "words": JSONValue(space.words.buckets.count),
            "concepts": JSONValue(space.concepts.buckets.count),
        ]
        let text = Data(header.text.utf8)
        var data = magic
        append([UInt32(text.count).littleEndian], to: &data)
        data.append(text)
        for part in [space.words, space.concepts] {
            append(part.buckets.map(\.littleEndian), to: &data)
            append(part.idf.map(\.bitPattern.littleEndian), to: &data)
        }
        for part in [model.detector, model.namer] {
            append(part.parameters.map(\.bitPattern.littleEndian), to: &data)
        }
        data.append(contentsOf: SHA256.hash(data: data))
        return data
    }

    private static func append<Value: FixedWidthInteger>(_ values: [Value], to data: inout Data) {
        values.withUnsafeBytes { data.append(contentsOf: $0) }
    }

    /// Nil for a file that is damaged: the guard is then trained anew.
    static func model(_ data: Data, concepts: Concepts) -> GuardModel? {
        guard data.count > magic.count + 4 + 32, data.count <= byteLimit else { return nil }
        let body = data.prefix(data.count - 32)
        guard Array(SHA256.hash(data: body)) == Array(data.suffix(32)), body.starts(with: magic) else { return nil }
        var rest = body.dropFirst(magic.count)
        func numbers<Value: FixedWidthInteger>(_ count: Int) -> [Value]? {
            let size = MemoryLayout<Value>.size
            guard count >= 0, count <= rest.count / size else { return nil }
            let bytes = Array(rest.prefix(count * size))
            rest = rest.dropFirst(count * size)
            return bytes.withUnsafeBytes { buffer in
                (0..<count).map { Value(littleEndian: buffer.loadUnaligned(fromByteOffset: $0 * size, as: Value.self)) }
            }
        }
        func doubles(_ count: Int) -> [Double]? {
            let patterns: [UInt64]? = numbers(count)
            return patterns?.map { Double(bitPattern: $0) }
        }
        let sizes: [UInt32]? = numbers(1)
        guard let size = sizes?.first, let text: [UInt8] = numbers(Int(size)),
            let header = try? JSONParser.parse(text), let key = header["key"]?.string,
            let labels = header["labels"]?.array?.compactMap(\.string), labels.count > 1,
            let trainedOn = header["trained_on"]?.int, let flags = header["flags"]?.array?.compactMap(\.string),
            let words = header["words"]?.int, let concept = header["concepts"]?.int,
            let wordBuckets: [Int32] = numbers(words), let wordIDF = doubles(words),
            let conceptBuckets: [Int32] = numbers(concept), let conceptIDF = doubles(concept)
        else { return nil }
        let space = GuardSpace.restored(
            wordBuckets: wordBuckets, wordIDF: wordIDF, conceptBuckets: conceptBuckets, conceptIDF: conceptIDF,
            flags: flags)
        guard let detector = doubles(space.width * 2), let namer = doubles(space.width * labels.count), rest.isEmpty
        else { return nil }
        return GuardModel(
            key: key, labels: labels, trainedOn: trainedOn, space: space, concepts: concepts,
            detector: LinearModel(classes: 2, parameters: detector),
            namer: LinearModel(classes: labels.count, parameters: namer))
    }
}

extension GuardModel {
    /// The bytes of its file: the same for the same training.
    package var bytes: Data { GuardModelFile.bytes(self) }
}
