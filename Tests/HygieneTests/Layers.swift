/// Which target may import which. The layers of ARCHITECTURE.md as a table: imports go down, never sideways or up.
///
/// A new target gets a row here with its folder; a target without one is a finding.
enum Layers {
    static let allowed: [String: Set<String>] = [
        "COpenBLAS": [],
        "CCurl": [],
        "CKernels": ["COpenBLAS"],
        "Domain": [],
        "Store": ["Domain"],
        "Embedding": ["Domain", "CKernels"],
        "Evaluation": ["Domain"],
        "VectorDatabase": ["Domain", "Store", "CKernels"],
        "Retrieval": ["Domain", "Store", "Embedding", "CKernels"],
        "Support": ["Domain", "Store", "Embedding", "Retrieval"],
        "Remote": ["Domain", "Retrieval", "CCurl"],
        "Service": ["Domain", "Store", "Embedding", "Retrieval", "VectorDatabase", "Support"],
        "CLI": [
            "Domain", "Store", "Embedding", "Evaluation", "Retrieval", "VectorDatabase", "Support", "Remote", "Service",
        ],
        "Bench": [
            "Domain", "Store", "Embedding", "Evaluation", "Retrieval", "VectorDatabase", "Service", "CKernels",
        ],
        "TestSupport": [
            "Domain", "Store", "Embedding", "Retrieval", "VectorDatabase", "Support", "Remote", "Service",
        ],
    ]

    /// Modules from elsewhere that only these targets may import. `Remote` alone opens outgoing connections, by libcurl.
    static let restricted: [String: Set<String>] = [
        "GRDB": ["Store"],
        "GRDBSQLite": ["Store"],
        "FoundationNetworking": [],
    ]

    /// Nil if `target` may depend on `module`, else why not.
    static func objection(target: String, module: String) -> String? {
        guard let below = allowed[target] else { return "target \(target) is not in the table of layers" }
        if allowed[module] != nil && module != target && !below.contains(module) {
            return "\(target) may not depend on \(module)"
        }
        if let owners = restricted[module], !owners.contains(target) {
            return "only \(owners.isEmpty ? "nothing" : owners.sorted().joined(separator: ", ")) may import \(module)"
        }
        return nil
    }
}
