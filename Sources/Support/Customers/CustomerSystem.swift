public import Domain
public import Store

/// The system that knows the company's customers: this home's tables by default, or one elsewhere.
///
/// Calls block and may come from any threads at once. A system that cannot be reached throws `unavailable`.
public protocol CustomerSystem: Sendable {
    /// For reports and logs: `support.sqlite`, `erp`.
    var name: String { get }

    /// Everything about the customer with this address (lower-case), in one consistent state; nil where there is none.
    func account(email: String) throws -> Account?
    func account(_ number: CustomerNumber) throws -> Account?

    /// Carries out one change. At most once for each key, however often and from however many processes it is asked;
    /// a repeat of a key answers as the first call did.
    ///
    /// `unknown`, and any error but one thrown before anything was sent, means that the change may have been made.
    /// Nobody asks again under the same key then, but `outcome(of:)` may be.
    func execute(_ operation: Operation, key: String, for actor: Actor, at time: Timestamp) throws -> OperationOutcome

    /// What became of a key. `refused` also for a key that was never seen, and then the system must refuse that key
    /// if it comes later; a system that cannot promise so answers `unknown`.
    func outcome(of key: String) throws -> OperationOutcome
}

/// A system whose changes commit together with the proposal that they belong to.
public protocol TransactionalCustomerSystem: CustomerSystem {
    /// Reads inside a transaction of this home.
    func account(_ number: CustomerNumber, in reader: SupportReader) throws -> Account?

    /// Carries out the change inside the transaction, with its audit row and event. Nothing is changed where it refuses.
    func execute(
        _ operation: Operation, key: String, for actor: Actor, at time: Timestamp, in writer: SupportWriter
    ) throws -> OperationOutcome
}
