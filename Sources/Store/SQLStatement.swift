import GRDB
import GRDBSQLite

/// A value to bind.
enum SQLValue {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    static func integer(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
    static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
}

/// A prepared statement driven by SQLite itself.
///
/// GRDB caches it and owns the connection; stepping past GRDB's `Row` makes a scan several times faster, and strings
/// pass with their length, so that a NUL inside one is kept. One SQL text is one statement per connection: it must not
/// be used again inside its own `scan`.
struct SQLStatement {
    private let owner: Statement
    private let handle: OpaquePointer
    private let db: Database

    /// - Parameter cached: false for texts that differ from call to call.
    init(_ db: Database, _ sql: String, cached: Bool = true) throws {
        self.db = db
        owner = try cached ? db.cachedStatement(sql: sql) : db.makeStatement(sql: sql)
        handle = owner.sqliteStatement
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: Binding

    /// Binds from the first parameter on.
    @discardableResult
    func bind(_ values: [SQLValue]) throws -> SQLStatement {
        for (offset, value) in values.enumerated() { try bind(value, at: Int32(offset + 1)) }
        return self
    }

    func bind(_ value: SQLValue, at position: Int32) throws {
        let code =
            switch value {
            case .null: sqlite3_bind_null(handle, position)
            case .integer(let value): sqlite3_bind_int64(handle, position, value)
            case .real(let value): sqlite3_bind_double(handle, position, value)
            case .text(let value): SQLStatement.bind(value, to: handle, at: position)
            case .blob(let value):
                value.withUnsafeBytes {
                    sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), SQLStatement.copied)
                }
            }
        try check(code)
    }

    /// Binds floats in the byte order of the machine, which is little-endian wherever this builds.
    func bind(_ vector: ArraySlice<Float>, at position: Int32) throws {
        let code = vector.withUnsafeBytes { bytes in
            sqlite3_bind_blob64(handle, position, bytes.baseAddress, UInt64(bytes.count), SQLStatement.copied)
        }
        try check(code)
    }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private static func bind(_ text: String, to handle: OpaquePointer, at position: Int32) -> CInt {
        var text = text
        return text.withUTF8 { bytes in
            // An empty buffer may have no address, and SQLite takes that for NULL.
            guard let start = bytes.baseAddress else { return sqlite3_bind_text(handle, position, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(handle, position, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
            }
        }
    }

    // MARK: Running

    /// Runs to the end and forgets the rows; ready to run again with other values.
    func run(_ values: SQLValue...) throws {
        try bind(values)
        try run()
    }

    func run() throws {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// Calls back for every row; the columns are valid inside the call only.
    func scan(_ body: (SQLStatement) throws -> Void) throws {
        defer { sqlite3_reset(handle) }
        while try step() { try body(self) }
    }

    /// The first row as `body` reads it; nil where there is none.
    func first<Value>(_ body: (SQLStatement) throws -> Value) throws -> Value? {
        defer { sqlite3_reset(handle) }
        return try step() ? body(self) : nil
    }

    /// The first column of the first row as a number.
    func int64() throws -> Int64? { try first { $0.int64(0) } }

    private func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    // MARK: Reading columns, from 0

    func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func int(_ column: Int32) -> Int { Int(int64(column)) }
    func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    func text(_ column: Int32) -> String { String(decoding: textBytes(column), as: UTF8.self) }

    /// The bytes of a text; valid until the next step.
    func textBytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_text(handle, column)
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// The bytes of a blob; valid until the next step.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// The column's name, for messages.
    func name(_ column: Int32) -> String { sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "?" }

    // MARK: Errors

    private func check(_ code: CInt) throws { if code != SQLITE_OK { throw failure(code) } }

    private func failure(_ code: CInt) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(sqlite3_db_handle(handle))),
            message: db.lastErrorMessage)
    }
}
