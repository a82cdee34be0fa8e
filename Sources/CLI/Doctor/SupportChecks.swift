import Domain
import Foundation
import Store
import Support

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
            return [.ok("customers", "\(customers)")] + outcomes(unknown) + keys() + conversations(store)
        } catch {
            return [.problem("customers", error)]
        }
    }

    private func conversations(_ store: SupportStore) -> [Finding] {
        do {
            let problems = try Conversations(store: store).integrity()
            let isOn = try ReviewDesk(store: store).autosend().isOn
            var found: [Finding] = problems.prefix(20).map {
                .problem(
                    "conversations",
                    AlmanacError(.corrupt, $0, hint: "keep a copy of support.sqlite and report this"))
            }
            if found.isEmpty { found.append(.ok("conversations", "sound")) }
            if !isOn { found.append(.warning("autosend", "is off: nothing is sent", remedy: "almanac autosend on")) }
            return found
        } catch {
            return [.problem("conversations", error)]
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
