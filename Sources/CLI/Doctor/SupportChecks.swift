import Domain
import Foundation
import Store

/// `support.sqlite`: whether it opens, how many customers it holds, and what waits for a person.
struct SupportChecks {
    let wiring: Wiring

    /// Nothing where there is no such file.
    func run() -> [Finding] {
        guard wiring.home.supportDatabase.isFile else { return [] }
        do {
            let store = try wiring.supportStore()
            let (customers, unknown) = try store.read { reader in
                (try reader.customerCount(), try reader.proposals(ProposalFilter(statuses: [.unknown], limit: 1000)))
            }
            return [.ok("customers", "\(customers)")] + outcomes(unknown) + keys()
        } catch {
            return [.problem("customers", error)]
        }
    }

    private func outcomes(_ unknown: [Proposal]) -> [Finding] {
        guard !unknown.isEmpty else { return [] }
        return [
            .warning(
                "actions", "the outcome of \(unknown.count) changes is not known",
                remedy: "look into the system of record, then: almanac actions resolve ID --executed (or --failed)")
        ]
    }

    private func keys() -> [Finding] {
        do {
            return [
                try wiring.cancelLinkKeys() == nil
                    ? .ok("keys", "no key for cancel links is set up; the tool says so")
                    : .ok("keys", "cancel links can be made")
            ]
        } catch {
            return [.problem("keys", error)]
        }
    }
}
