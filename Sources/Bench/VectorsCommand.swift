import ArgumentParser
import CKernels
import Domain
import Foundation
import VectorDatabase

/// `bench vectors`: how a vector index loads, answers and fits, beside BLAS over the same rows in the same run.
struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors", abstract: "Measure an index of random vectors: load, memory, latency, exactness.")

    @Option(help: ArgumentHelp("How many vectors.", valueName: "n"))
    var count = 1_000_000

    @Option(help: ArgumentHelp("Floats in a vector.", valueName: "n"))
    var dimension = 384

    @Option(help: ArgumentHelp("Queries of each kind.", valueName: "n"))
    var queries = 50

    @Option(help: ArgumentHelp("Seed of the vectors.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(help: "Print one JSON object.")
    var json = false

    private static let batch = 1000
    private static let topK = 10

    func run() throws {
        guard count > 0, (1...20_000).contains(dimension), queries > 0 else {
            throw AlmanacError(.invalidInput, "count, dimension and queries are positive, the dimension at most 20000")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "vectors.sqlite")
        almanac_blas_set_threads(Int32(ProcessInfo.processInfo.activeProcessorCount))
        var report: JSONObject = [
            "machine": .string(Machine.description), "count": JSONValue(count), "dimension": JSONValue(dimension),
            "seed": JSONValue(Int(truncatingIfNeeded: seed)),
        ]
        let load = try milliseconds { try fill(file) }
        report["load_s"] = JSONValue(load / 1000)
        report["file_mib"] = JSONValue(Double(size(of: file)) / 1_048_576)
        let before = ProcessMemory().anonymous
        let index = try VectorDatabase(file: file).index("bench")
        let first = try milliseconds { _ = try index.query(VectorQuery(topK: 1, values: vector(count + 1))) }
        report["open_s"] = JSONValue(first / 1000)
        report["resident_mib"] = JSONValue(ProcessMemory().anonymous - before)
        let filters: [(String, Filter?)] = [
            ("all", nil), ("half", .compare(field: "n", .less(50))),
            ("one_percent", .compare(field: "n", .equal(.number(7)))),
        ]
        for (name, filter) in filters {
            var times: [Double] = []
            for query in 0..<queries {
                let values = vector(count + 2 + query)
                times.append(
                    try milliseconds {
                        _ = try index.query(VectorQuery(topK: VectorsCommand.topK, values: values, filter: filter))
                    })
            }
            report["ms_\(name)"] = Sample(times).json
        }
        try compare(index, &report)
        print(json ? JSONValue.object(report).text : JSONValue.object(report).prettyText)
    }

    /// BLAS over the same rows, and the share of its ten best that the index gives too.
    private func compare(_ index: any VectorIndex, _ report: inout JSONObject) throws {
        var rows: [Float] = []
        rows.reserveCapacity(count * dimension)
        for row in 0..<count { rows += vector(row) }
        var scores = [Float](repeating: 0, count: count)
        var times: [Double] = []
        var agreed = 0
        let rounds = min(queries, 20)
        for query in 0..<rounds {
            let values = vector(count + 2 + query)
            times.append(
                milliseconds {
                    almanac_blas_sgemm_nt(
                        1, count, dimension, 1, values, dimension, rows, dimension, 0, &scores, count)
                })
            let best = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(VectorsCommand.topK)
            let found = try index.query(VectorQuery(topK: VectorsCommand.topK, values: values)).map(\.record.id)
            agreed += Set(found).intersection(best.map { "r\($0)" }).count
        }
        report["blas_ms"] = Sample(times).json
        report["agreement"] = JSONValue(Double(agreed) / Double(rounds * VectorsCommand.topK))
    }

    private func fill(_ file: URL) throws {
        let database = try VectorDatabase(file: file)
        try database.create(
            IndexSettings(
                name: "bench", dimension: dimension, metric: .cosine, createdAt: Timestamp(milliseconds: 0)))
        let index = try database.index("bench")
        for start in stride(from: 0, to: count, by: VectorsCommand.batch) {
            let records = (start..<min(count, start + VectorsCommand.batch)).map { row in
                VectorRecord(id: "r\(row)", values: vector(row), metadata: ["n": .number(Double(row % 100))])
            }
            _ = try index.upsert(records, namespace: "")
        }
        try database.close()
    }

    /// A unit vector that depends on the seed and the row alone.
    private func vector(_ row: Int) -> [Float] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: row) &* 0xD1B5_4A32_D192_ED03
        var values = [Float](repeating: 0, count: dimension)
        var square: Float = 0
        for place in 0..<dimension {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
            values[place] = value
            square += value * value
        }
        let length = square.squareRoot()
        return length > 0 ? values.map { $0 / length } : values
    }

    private func size(of file: URL) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
}
