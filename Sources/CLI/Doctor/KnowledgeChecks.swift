import Domain
import Embedding
import Foundation
import Retrieval

/// The database and what was derived from it: whether it opens, whether its counts agree, whether its encoder is here.
struct KnowledgeChecks {
    let wiring: Wiring
    /// Compare everything, not a sample.
    var isDeep = false

    /// Vectors compared where not all are.
    private static let sample = 1_000

    func run() -> [Finding] {
        guard wiring.home.hasKnowledge else {
            return [
                .warning(
                    "knowledge", "nothing was ingested yet", remedy: "almanac ingest FOLDER --home \(wiring.home.path)")
            ] + encoder(named: nil)
        }
        let status: KnowledgeStatus
        let damage: [String]
        let ofFiles: [Finding]
        let mismatch: Finding?
        do {
            let knowledge = try wiring.knowledge(for: .reading)
            damage = try knowledge.damage()
            status = try knowledge.status()
            ofFiles = [erasures(try knowledge.unfinishedErasures()), caches(knowledge)].compactMap { $0 }
            mismatch = try index(knowledge, status)
        } catch {
            return [.problem("knowledge", error)]
        }
        return [knowledge(status), integrity(damage), counts(status)]
            + (mismatch.map { [$0] } ?? encoder(named: status.encoder)) + ofFiles
    }

    /// An index that the chosen encoder or this program would make otherwise.
    private func index(_ knowledge: KnowledgeBase, _ status: KnowledgeStatus) throws -> Finding? {
        guard let encoder = try? wiring.encoderAsChosen(orOfHome: status.encoder) else { return nil }
        return try knowledge.indexMismatch(with: encoder.identity).map { .problem("encoder", $0) }
    }

    private func erasures(_ unfinished: Int) -> Finding? {
        guard unfinished > 0 else { return nil }
        return .warning(
            "erasures", "\(Figures.count(unfinished, "erasure")) unfinished: some bytes may be left in the files",
            remedy: "almanac delete --erase --home \(wiring.home.path)")
    }

    private func integrity(_ damage: [String]) -> Finding {
        guard let first = damage.first else { return .ok("integrity", "every page of the database is sound") }
        return .problem(
            "integrity", "the database is damaged: \(first)",
            remedy: "restore it from a backup, or ingest the documents into a new home with --home")
    }

    private func knowledge(_ status: KnowledgeStatus) -> Finding {
        let size = wiring.home.database.byteCount.map { ", \(Figures.bytes($0))" } ?? ""
        let documents = Figures.count(status.documents, "document")
        return .ok(
            "knowledge", "\(documents) in \(Figures.count(status.chunks, "part")), revision \(status.revision)\(size)")
    }

    private func counts(_ status: KnowledgeStatus) -> Finding {
        guard !status.isConsistent else { return .ok("agreement", "text, full text and vectors agree") }
        var faults: [String] = []
        if status.fullTextRows != status.fullTextExpected {
            faults.append("\(status.fullTextRows) rows of full text where \(status.fullTextExpected) belong")
        }
        if status.chunksWithoutVector > 0 {
            faults.append("\(Figures.count(status.chunksWithoutVector, "part")) without a vector")
        }
        return .problem(
            "agreement", faults.joined(separator: ", "), remedy: "ingest the documents into a new home with --home")
    }

    private func encoder(named name: String?) -> [Finding] {
        do {
            guard let encoder = try wiring.encoderAsChosen(orOfHome: name) else {
                return [
                    .warning(
                        "encoder",
                        "no weights of \(ModelCatalog.defaultName) are here; new homes are made with hashing",
                        remedy: "./almanac model install")
                ]
            }
            let identity = encoder.identity
            let text = "\(identity.name), \(identity.dimension) dimensions"
            guard identity.name == ModelCatalog.hashing else { return [.ok("encoder", text)] }
            return [.ok("encoder", text + "; it knows words, not what they mean")]
        } catch let error as AlmanacError where error.code == .modelMissing {
            return [
                .warning(
                    "encoder", "\(error.message): searches go by words alone",
                    remedy: error.hint ?? "./almanac model install")
            ]
        } catch {
            return [.problem("encoder", error)]
        }
    }

    private func caches(_ knowledge: KnowledgeBase) -> Finding {
        let keys: [URLResourceKey] = [.fileSizeKey, .isRegularFileKey]
        let walk = FileManager.default.enumerator(at: wiring.home.caches, includingPropertiesForKeys: keys)
        let files = (walk?.compactMap { $0 as? URL } ?? []).filter(\.isFile)
        guard !files.isEmpty else { return .ok("caches", "none yet; the next search makes them") }
        let size = files.compactMap(\.byteCount).reduce(0, +)
        let text = "\(Figures.count(files.count, "file")), \(Figures.bytes(size))"
        do {
            let (compared, differing) = try knowledge.compareVectorCache(sample: isDeep ? nil : KnowledgeChecks.sample)
            guard differing.isEmpty else {
                return .problem(
                    "caches", "\(differing.count) of \(compared) compared vectors are not those of the database",
                    remedy: "delete \(Home(folder: wiring.home.caches).path); the next search makes it again")
            }
            let vectors = compared == 0 ? "" : ", \(Figures.count(compared, "vector")) compared with the database"
            return .ok("caches", text + vectors + "; safe to delete at any time")
        } catch {
            return .problem("caches", error)
        }
    }
}
