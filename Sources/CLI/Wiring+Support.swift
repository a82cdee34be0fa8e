import Domain
import Foundation
import Retrieval
import Support

/// The graph behind customers and actions.
extension Wiring {
    static func systemClock() -> Timestamp { KnowledgeBase.systemClock() }

    /// The company's rules for tools; the defaults where there is no company.
    func actionPolicy() throws -> ActionPolicy {
        guard let company else { return ActionPolicy() }
        return try ActionPolicy(company: company)
    }

    /// - Parameter creating: makes the home and its file where there are none; else that is an error.
    func actions(creating: Bool = false) throws -> Actions {
        try Actions(
            store: supportStore(creating: creating), policy: actionPolicy(), keys: cancelLinkKeys(),
            legacy: legacyCancelLink())
    }

    /// The check of answers by the company's rules; nil where the company has none.
    func claimsCheck() throws -> ClaimsCheck? {
        guard let company, company.appending(path: "guard.yml").isFile else { return nil }
        return try ClaimsCheck(company: company)
    }

    /// The environment's keys over those of the file; nil where there are neither.
    func cancelLinkKeys() throws -> CancelLinkKeys? {
        if let keys = configuration.cancelLinkKeys {
            return try CancelLinkKeys(keys, source: "the setting cancel_links.keys")
        }
        return try configuration.cancelLinkKeyFile.map { try CancelLinkKeys(file: $0) }
    }

    func legacyCancelLink() throws -> LegacyCancelLink? {
        guard let file = configuration.legacyLinkPasswordFile else { return nil }
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw AlmanacError(
                .fileMissing, "the password file \(file.path(percentEncoded: false)) cannot be read",
                hint: "check its path and who may read it")
        }
        return try LegacyCancelLink(password: text.trimming(while: \.isNewline))
    }
}
