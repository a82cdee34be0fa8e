import Crypto
import Foundation

/// Which conversations a category's answers are sent in, while that is rolled out: the same ones every time.
enum Rollout {
    /// 0…99, from the session's id.
    static func share(session: String, category: String) -> Int {
        let bytes = SHA256.hash(data: Data("\(category)\n\(session)".utf8))
        let value = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Int(value % 100)
    }
}
