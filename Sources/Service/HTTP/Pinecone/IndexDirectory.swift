import Domain
public import VectorDatabase

/// The indexes that clients see: those they made, and the home's knowledge, which they can only read.
public struct IndexDirectory: Sendable {
    let database: VectorDatabase
    let knowledge: KnowledgeIndexes?

    public init(database: VectorDatabase, knowledge: KnowledgeIndexes?) {
        self.database = database
        self.knowledge = knowledge
    }

    /// By name.
    func all() throws -> [IndexSettings] {
        let own = try database.indexes()
        let readOnly = try knowledge?.all() ?? []
        return (own + readOnly).sorted { $0.name < $1.name }
    }

    func settings(_ name: String) throws -> IndexSettings {
        if let settings = try knowledge?.settings(name) { return settings }
        return try database.index(name).settings
    }

    func index(_ name: String) throws -> any VectorIndex {
        if let index = try knowledge?.index(name) { return index }
        return try database.index(name)
    }

    func create(_ settings: IndexSettings) throws {
        if knowledge?.names.contains(settings.name) == true {
            throw AlmanacError(.conflict, "the index '\(settings.name)' is the home's knowledge base")
        }
        try database.create(settings)
    }

    func configure(_ name: String, _ change: (inout IndexSettings) throws -> Void) throws -> IndexSettings {
        try refuseReadOnly(name)
        var changed = try database.index(name).settings
        try change(&changed)
        let (isProtected, tags, control) = (changed.isProtected, changed.tags, changed.control)
        return try database.configure(name) {
            $0.isProtected = isProtected
            $0.tags = tags
            $0.control = control
        }
    }

    func delete(_ name: String) throws {
        try refuseReadOnly(name)
        try database.delete(name)
    }

    private func refuseReadOnly(_ name: String) throws {
        guard knowledge?.names.contains(name) == true else { return }
        throw AlmanacError(
            .forbidden, "the index '\(name)' is the home's knowledge base and can only be read",
            hint: "change it with: almanac ingest")
    }
}
