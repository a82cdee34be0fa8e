import Crypto
import Domain
import Foundation

/// The file of a trained router: `ALMROUTE`, the version, a JSON header with sizes, the numbers in little-endian order,
/// and a SHA-256 of all that. Derived: deleting it is always safe.
enum RouterFile {
    private static let magic = Array("ALMROUTE".utf8)
    /// Largest file that is read, in bytes.
    static let byteLimit = 2_000_000_000

    // MARK: Writing

    static func bytes(_ router: TrainedRouter) -> Data {
        var data = body(
            key: router.key, labels: router.labels, space: router.space, votes: router.votes, model: router.model,
            heads: router.heads, trainedOn: router.trainedOn, strength: router.strength)
        data.append(contentsOf: SHA256.hash(data: data))
        return data
    }

    static func body(
        key: String, labels: [String], space: FeatureSpace, votes: NeighbourVotes?, model: LinearModel,
        heads: [TrainedRouter.Head: LinearModel], trainedOn: Int, strength: Double
    ) -> Data {
        let known = TrainedRouter.Head.allCases.filter { heads[$0] != nil }
        var header: JSONObject = [
            "key": .string(key), "labels": JSONValue(labels), "trained_on": JSONValue(trainedOn),
            "dimension": JSONValue(space.dimension), "buckets": JSONValue(space.buckets.count),
            "weights": .array(
                [space.weights.vector, space.weights.surface, space.weights.lexical].map {
                    JSONValue($0)
                }), "parameters": JSONValue(model.parameters.count), "sharpness": JSONValue(model.sharpness),
            "strength": JSONValue(strength), "heads": JSONValue(known.map(\.rawValue)),
            "head_parameters": .array(known.map { JSONValue(heads[$0]?.parameters.count) }),
        ]
        if let votes {
            header["votes"] = [
                "weight": JSONValue(votes.settings.weight), "sharpness": JSONValue(votes.settings.sharpness),
                "lexical": JSONValue(votes.settings.lexical), "count": JSONValue(votes.count),
                "values": JSONValue(votes.values.count),
            ]
        }
        let text = Data(JSONValue.object(header).text.utf8)
        var data = Data(magic)
        append([UInt32(TrainedRouter.version).littleEndian, UInt32(text.count).littleEndian], to: &data)
        data.append(text)
        append(space.buckets.map(\.littleEndian), to: &data)
        append(space.idf.map(\.bitPattern.littleEndian), to: &data)
        append(model.parameters.map(\.bitPattern.littleEndian), to: &data)
        for head in known { append((heads[head]?.parameters ?? []).map(\.bitPattern.littleEndian), to: &data) }
        if let votes {
            append(votes.vectors.map(\.bitPattern.littleEndian), to: &data)
            append(votes.labels.map(\.littleEndian), to: &data)
            append(votes.starts.map { UInt64($0).littleEndian }, to: &data)
            append(votes.rows.map(\.littleEndian), to: &data)
            append(votes.values.map(\.bitPattern.littleEndian), to: &data)
        }
        return data
    }

    private static func append<Value: FixedWidthInteger>(_ values: [Value], to data: inout Data) {
        values.withUnsafeBytes { data.append(contentsOf: $0) }
    }

    // MARK: Reading

    /// Nil for a file that is damaged, of another version or not of `key`: the router is then trained anew.
    static func router(_ data: Data, key: String) -> TrainedRouter? {
        guard data.count > magic.count + 8 + 32, data.count <= byteLimit else { return nil }
        let body = data.prefix(data.count - 32)
        guard Array(SHA256.hash(data: body)) == Array(data.suffix(32)) else { return nil }
        var reader = Reader(bytes: body)
        guard reader.take(magic.count) == magic, let version: UInt32 = reader.integer(),
            version == TrainedRouter.version, let length: UInt32 = reader.integer(),
            let text = reader.take(Int(length)), let header = try? JSONParser.parse(text)
        else { return nil }
        return router(header, &reader, key: key)
    }

    private static func router(_ header: JSONValue, _ reader: inout Reader, key: String) -> TrainedRouter? {
        guard header["key"]?.string == key, let labels = header["labels"]?.array?.compactMap(\.string),
            let trainedOn = header["trained_on"]?.int, let dimension = header["dimension"]?.int,
            let bucketCount = header["buckets"]?.int, let weights = header["weights"]?.array?.compactMap(\.double),
            weights.count == 3, let parameterCount = header["parameters"]?.int,
            let sharpness = header["sharpness"]?.double, let strength = header["strength"]?.double,
            let names = header["heads"]?.array?.compactMap(\.string),
            let sizes = header["head_parameters"]?.array?.compactMap(\.int), names.count == sizes.count,
            let buckets: [Int32] = reader.integers(bucketCount), let idf = reader.doubles(bucketCount),
            let parameters = reader.doubles(parameterCount)
        else { return nil }
        let space = FeatureSpace(
            weights: FeatureSpace.Weights(vector: weights[0], surface: weights[1], lexical: weights[2]),
            dimension: dimension, buckets: buckets, idf: idf)
        var heads: [TrainedRouter.Head: LinearModel] = [:]
        for (name, size) in zip(names, sizes) {
            guard let head = TrainedRouter.Head(rawValue: name), let values = reader.doubles(size) else { return nil }
            heads[head] = LinearModel(classes: head.values.count, parameters: values)
        }
        var votes: NeighbourVotes?
        if let said = header["votes"] {
            guard let found = neighbours(said, &reader, dimension, classes: labels.count, space) else { return nil }
            votes = found
        }
        let width = space.denseWidth + (votes == nil ? 0 : labels.count) + space.sparseWidth + 1
        guard labels.count > 1, parameters.count == width * labels.count, reader.isAtEnd else { return nil }
        return TrainedRouter(
            key: key, labels: labels, space: space, votes: votes,
            model: LinearModel(classes: labels.count, parameters: parameters, sharpness: sharpness), heads: heads,
            trainedOn: trainedOn, strength: strength)
    }

    private static func neighbours(
        _ header: JSONValue, _ reader: inout Reader, _ dimension: Int, classes: Int, _ space: FeatureSpace
    ) -> NeighbourVotes? {
        guard let weight = header["weight"]?.double, let sharpness = header["sharpness"]?.double,
            let lexical = header["lexical"]?.double, let count = header["count"]?.int,
            let valueCount = header["values"]?.int, (0...100_000_000).contains(count),
            (0...100_000).contains(dimension), let patterns: [UInt32] = reader.integers(count * dimension),
            let labels: [Int32] = reader.integers(count), let starts: [UInt64] = reader.integers(space.sparseWidth + 1),
            let rows: [Int32] = reader.integers(valueCount), let values = reader.doubles(valueCount)
        else { return nil }
        return NeighbourVotes(
            settings: NeighbourVotes.Settings(weight: weight, sharpness: sharpness, lexical: lexical),
            classes: classes, dimension: dimension, vectors: patterns.map { Float(bitPattern: $0) }, labels: labels,
            starts: starts.map { Int($0) }, rows: rows, values: values)
    }

    /// Takes numbers off the front; the checksum has said that they are those that were written.
    private struct Reader {
        let bytes: Data
        private var position = 0

        init(bytes: Data) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ count: Int) -> [UInt8]? {
            guard count >= 0, count <= bytes.count - position else { return nil }
            defer { position += count }
            let start = bytes.startIndex + position
            return Array(bytes[start..<start + count])
        }

        mutating func integer<Value: FixedWidthInteger>() -> Value? {
            let values: [Value]? = integers(1)
            return values?.first
        }

        mutating func integers<Value: FixedWidthInteger>(_ count: Int) -> [Value]? {
            let size = MemoryLayout<Value>.size
            guard count >= 0, count <= (bytes.count - position) / size, let taken = take(count * size) else {
                return nil
            }
            return taken.withUnsafeBytes { buffer in
                (0..<count).map {
                    Value(littleEndian: buffer.loadUnaligned(fromByteOffset: $0 * size, as: Value.self))
                }
            }
        }

        mutating func doubles(_ count: Int) -> [Double]? {
            let patterns: [UInt64]? = integers(count)
            return patterns?.map { Double(bitPattern: $0) }
        }
    }
}
