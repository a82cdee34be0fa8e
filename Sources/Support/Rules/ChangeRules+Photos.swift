import Domain
import Foundation

extension ChangeRules {
    /// Asks the customer for photos of an open claim, once.
    ///
    /// Facts: `claim`, `upload_page`, `photos_at_least`, `photos_at_most`, `photo_types`, `photo_bytes`.
    func requestPhotos(_ number: ClaimNumber?, _ account: Account) throws -> ChangePlan {
        let claim = try openClaim(number, account)
        guard !claim.wasAskedForPhotos else {
            throw Refusal(
                .alreadyDone, "Photos for the claim \(claim.number) were asked for already.", alternatives: [.person])
        }
        let types = policy.photoTypes.joined(separator: ", ")
        let page = uploadPage(of: claim.number)
        return ChangePlan(
            arguments: ["claim": .string(claim.number.rawValue)], operation: .requestPhotos(claim.number),
            subject: "claim:\(claim.number)", version: nil,
            summary: "Ask for photos for the claim \(claim.number).",
            consequence: [
                "claim": .string(claim.number.rawValue), "upload_page": .string(page),
                "photos_at_least": JSONValue(policy.photosAtLeast), "photos_at_most": JSONValue(policy.photosAtMost),
                "photo_types": .string(types), "photo_bytes": JSONValue(policy.photoBytes),
            ],
            effects: [
                "On \(page) \(photoCount) can be uploaded, as \(types), each of at most "
                    + "\(policy.photoBytes / 1_000_000) MB.",
                "A person of the quality team looks at them and answers \(policy.claimPromise).",
            ])
    }

    private func openClaim(_ number: ClaimNumber?, _ account: Account) throws -> DamageClaim {
        if let number {
            guard let claim = account.claims.first(where: { $0.number == number }) else {
                throw Refusal(.notFound, "There is no claim \(number) on this account.", alternatives: [.person])
            }
            guard claim.status.isOpen else {
                throw Refusal(.noOpenClaim, "The claim \(number) is decided already.", alternatives: [.person])
            }
            return claim
        }
        let open = account.claims.filter(\.status.isOpen).sorted { $0.number < $1.number }
        let waiting = open.filter { !$0.wasAskedForPhotos }
        if waiting.count > 1 {
            throw Refusal(
                .choiceRequired, "There are \(waiting.count) open claims; which one is meant?",
                choices: waiting.map { claim in
                    Refusal.Choice(
                        argument: "claim", value: claim.number.rawValue,
                        label: "\(claim.number), \(claim.kind.rawValue), for \(item(of: claim, account))")
                })
        }
        guard let claim = waiting.first ?? open.last else {
            throw Refusal(
                .noOpenClaim, "There is no open claim to send photos for.",
                alternatives: [.init(tool: "create_damage_claim", text: "A claim can be opened first."), .person])
        }
        return claim
    }

    private func item(of claim: DamageClaim, _ account: Account) -> String {
        let items = account.orders.first { $0.number == claim.order }?.items ?? []
        let name = items.first { $0.line == claim.item }?.name
        return "\(name ?? (claim.item == nil ? "the whole box" : "an item")) of \(claim.order)"
    }

    private func uploadPage(of claim: ClaimNumber) -> String {
        guard var parts = URLComponents(string: policy.photoPage) else { return policy.photoPage }
        parts.queryItems = (parts.queryItems ?? []) + [URLQueryItem(name: "claim", value: claim.rawValue)]
        return parts.string ?? policy.photoPage
    }
}
