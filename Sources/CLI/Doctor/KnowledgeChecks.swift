import Domain
import Embedding
import Foundation
import Retrieval

/// The database and what was derived from it: whether it opens, whether its counts agree, whether its encoder is here.
struct KnowledgeChecks {
    let wiring: Wiring

    func run() -> [Finding] {
        guard wiring.home.hasKnowledge else {
            return [
                .warning(
                    "knowledge", "nothing was ingested yet", remedy: "almanac ingest FOLDER --home \(wiring.home.path)")
            ] + encoder(named: nil)
        }
        let status: KnowledgeStatus
        do {
            status = try wiring.knowledge(for: .reading).status()
        } catch {
            return [.problem("knowledge", error)]
        }
        return [knowledge(status), counts(status)] + encoder(named: status.encoder) + [caches()]
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
            if let name, name != identity.name {
                return [
                    .problem(
                        "encoder", "the home was made with \(name), and \(identity.name) is chosen",
                        remedy: "take --encoder or the setting away, or ingest into a new home")
                ]
            }
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

    private func caches() -> Finding {
        let keys: [URLResourceKey] = [.fileSizeKey, .isRegularFileKey]
        let walk = FileManager.default.enumerator(at: wiring.home.caches, includingPropertiesForKeys: keys)
        let files = (walk?.compactMap { $0 as? URL } ?? []).filter(\.isFile)
        guard !files.isEmpty else { return .ok("caches", "none yet; the next search makes them") }
        let size = files.compactMap(\.byteCount).reduce(0, +)
        return .ok(
            "caches", "\(Figures.count(files.count, "file")), \(Figures.bytes(size)); safe to delete at any time")
    }
}
