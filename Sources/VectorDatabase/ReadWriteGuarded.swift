/// A value behind a `ReadWriteLock`.
///
/// `@unchecked Sendable`. Proof: the value is private and reached only through `reading`, which many threads hold at
/// once and which must not change anything it reaches, and `writing`, which one thread holds alone.
final class ReadWriteGuarded<Value>: @unchecked Sendable {
    private let lock = ReadWriteLock()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func reading<Result>(_ body: (borrowing Value) throws -> Result) rethrows -> Result {
        try lock.reading { try body(value) }
    }

    func writing<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try lock.writing { try body(&value) }
    }
}
