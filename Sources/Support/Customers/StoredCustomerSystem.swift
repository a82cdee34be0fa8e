public import Domain
public import Store

/// The customers of this home's own tables, the system of record where there is no other.
///
/// All processes that share the home change it in transactions that stand in one row, and a change is made together
/// with the audit row that holds its key. So the audit tells for certain whether a key was carried out. To ask for the
/// outcome of a key that was not gives the key up in the same transaction: a change that comes later under it, from
/// whatever process, is refused.
public struct StoredCustomerSystem: TransactionalCustomerSystem {
    private let store: SupportStore

    public init(_ store: SupportStore) { self.store = store }

    public var name: String { store.file.lastPathComponent }

    public func account(email: String) throws -> Account? { try store.read { try $0.account(email: email) } }

    public func account(_ number: CustomerNumber) throws -> Account? { try store.read { try $0.account(number) } }

    public func account(_ number: CustomerNumber, in reader: SupportReader) throws -> Account? {
        try reader.account(number)
    }

    /// Opens a transaction of its own; not to be called inside one.
    public func execute(
        _ operation: Operation, key: String, for actor: Actor, at time: Timestamp
    ) throws -> OperationOutcome {
        try store.write { try execute(operation, key: key, for: actor, at: time, in: $0) }
    }

    /// - Parameter writer: a transaction of the same home.
    public func execute(
        _ operation: Operation, key: String, for actor: Actor, at time: Timestamp, in writer: SupportWriter
    ) throws -> OperationOutcome {
        try writer.apply(operation, key: key, for: actor, at: time)
    }

    /// Waits for the transactions before it, so that no change under the key is under way. Not to be called inside a
    /// transaction.
    public func outcome(of key: String) throws -> OperationOutcome { try store.write { try $0.giveUp(key: key) } }
}
