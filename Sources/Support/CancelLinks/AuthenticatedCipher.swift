import Crypto
import Foundation

/// AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes and a tag of 16, the one cipher of cancel links.
package enum AuthenticatedCipher {
    package static let nonceBytes = 12
    package static let tagBytes = 16

    /// The ciphertext and the tag behind it. A nonce must never be used twice with one key.
    ///
    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - nonce: 12 bytes.
    package static func seal(
        _ plain: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]
    ) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            plain, using: SymmetricKey(data: key), nonce: AES.GCM.Nonce(data: nonce), authenticating: associated)
        return Array(box.ciphertext) + Array(box.tag)
    }

    /// Nil where the bytes are not what `seal` made of this key, nonce and associated data.
    package static func open(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associated: [UInt8]
    ) -> [UInt8]? {
        guard sealed.count >= tagBytes, let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: sealed.dropLast(tagBytes), tag: sealed.suffix(tagBytes)),
            let plain = try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: associated)
        else { return nil }
        return Array(plain)
    }
}
