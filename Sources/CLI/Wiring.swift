import Domain
import Embedding
import Foundation
import Retrieval
import Store

/// The object graph of a command: home, settings, encoder, knowledge base. Everything is chosen here and nowhere else.
struct Wiring: Sendable {
    /// What a command does with the knowledge, which decides what it needs of the encoder.
    enum Use {
        /// Looks at documents: no encoder.
        case reading
        /// Searches: with the encoder where it can be had, else by words alone.
        case searching
        /// Takes in text: not without an encoder. Makes the home where there is none.
        case writing
    }

    let home: Home
    let configuration: Configuration
    private let encoderFlag: String?

    init(_ shared: SharedOptions, encoder: EncoderOptions? = nil) throws {
        try self.init(home: Home(flag: shared.home), encoder: encoder?.encoder)
    }

    init(home: Home, encoder: String? = nil) throws {
        self.home = home
        configuration = try Configuration.load(home: home)
        encoderFlag = encoder
    }

    /// - Parameter given: an encoder that was loaded already.
    func knowledge(
        for use: Use, encoder given: (any Encoder)? = nil,
        clock: @escaping @Sendable () -> Timestamp = KnowledgeBase.systemClock
    ) throws -> KnowledgeBase {
        if use != .writing { try home.requireKnowledge() }
        let encoder = try given ?? (use == .reading ? nil : encoder(for: use))
        return try KnowledgeBase(
            home: home.folder, company: company, encoder: encoder, limits: configuration.ingestLimits, clock: clock)
    }

    /// The customers' database.
    ///
    /// - Parameter creating: whether the home is made where there is none; else that is `not_found`.
    func supportStore(creating: Bool = false) throws -> SupportStore {
        if creating { try home.create() } else { try home.requireCustomers() }
        return try SupportStore(file: home.supportDatabase)
    }

    /// The company's folder: the setting, else the one of the checkout, else none.
    var company: URL? {
        if let company = configuration.company { return company }
        let shipped = Home.root()?.appending(path: "corpus/company", directoryHint: .isDirectory)
        return shipped.flatMap { $0.isFolder ? $0 : nil }
    }

    // MARK: - The encoder

    /// What `search` would do after an ingest, on a private copy in `folder`; the home is only read.
    func preview(in folder: URL) throws -> KnowledgePreview {
        try home.requireKnowledge()
        let copy = try PrivateCopy(of: home.folder, in: folder)
        let encoder = try encoder(for: .searching, indexed: copy.database)
        return try KnowledgePreview(copy, company: company, encoder: encoder)
    }

    /// Nil where the home's encoder has no weights here and the use can do without.
    ///
    /// - Parameter database: where the encoder of the index is looked up; nil for that of the home.
    func encoder(for use: Use, indexed database: URL? = nil) throws -> (any Encoder)? {
        let catalog = ModelCatalog(home: home)
        if let asked = encoderFlag { return try loadEncoder(asked, catalog) }
        guard let name = try configuration.encoder ?? encoderOfHome(database) else {
            // Nothing was ingested yet: a search has nothing to find, whatever encoder it has.
            return use == .writing ? try firstEncoder(catalog) : HashingEncoder()
        }
        do {
            return try loadEncoder(name, catalog)
        } catch let error as AlmanacError where error.code == .modelMissing && use == .searching {
            Console.note("\(error.message); searching by words alone. \(error.hint ?? "")")
            return nil
        }
    }

    /// The doctor's question: the encoder that commands would use, without a notice; nil for a home that has none yet
    /// where the default one's weights are missing. Throws `model_missing` where the home needs weights.
    func encoderAsChosen(orOfHome name: String?) throws -> (any Encoder)? {
        let catalog = ModelCatalog(home: home)
        if let chosen = encoderFlag ?? configuration.encoder ?? name { return try loadEncoder(chosen, catalog) }
        guard catalog.model(named: ModelCatalog.defaultName) != nil else { return nil }
        return try loadEncoder(ModelCatalog.defaultName, catalog)
    }

    /// Name of the encoder that the home's vectors were made with.
    func encoderOfHome(_ database: URL? = nil) throws -> String? {
        guard home.hasKnowledge else { return nil }
        return try KnowledgeStore(file: database ?? home.database).read { try $0.manifest().index?.encoder.name }
    }

    private func firstEncoder(_ catalog: ModelCatalog) throws -> any Encoder {
        if catalog.model(named: ModelCatalog.defaultName) != nil {
            return try loadEncoder(ModelCatalog.defaultName, catalog)
        }
        Console.diagnostics.write(
            """
            ****************************************************************************
            * NOTICE: there are no encoder weights. This home is made with the         *
            * weightless 'hashing' encoder, which knows words but not what they mean.  *
            * To fetch the weights, run:  ./almanac model install                      *
            * A home keeps the encoder it was made with: ingest into a new one then.   *
            ****************************************************************************

            """)
        return HashingEncoder()
    }

    private func loadEncoder(_ name: String, _ catalog: ModelCatalog) throws -> any Encoder {
        if name == ModelCatalog.hashing { return HashingEncoder() }
        return try TransformerEncoder(directory: catalog.find(name).folder)
    }
}
