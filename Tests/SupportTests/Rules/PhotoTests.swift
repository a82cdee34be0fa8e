import Domain
import Support
import Testing

@Suite struct PhotoTests {
    private static func ask(_ claim: String? = nil) -> ChangeRequest {
        .requestPhotos(claim.map { ClaimNumber(rawValue: $0) })
    }

    private static func with(_ claims: DamageClaim...) -> Account {
        Make.account(Make.subscription(), orders: [Make.order(delivered: "2026-11-10")], claims: claims)
    }

    static let table: [RuleCase] = [
        RuleCase(
            "the open one", with(Make.claim("CLM-A"), Make.claim("CLM-B", status: .decided)), ask(),
            .allowed(
                [
                    "claim": "CLM-A", "photos_at_least": 1, "photos_at_most": 6, "photo_types": "jpg, png, heic",
                    "photo_bytes": 10_000_000,
                    "upload_page": "https://terebinth.example/account/damage?claim=CLM-A",
                ], says: "1 to 6 photos can be uploaded")),
        RuleCase(
            "a named one of several", with(Make.claim("CLM-A"), Make.claim("CLM-B", item: 2)), ask("CLM-B"),
            .allowed(["claim": "CLM-B"])),
        RuleCase(
            "the one that still waits",
            with(Make.claim("CLM-A", status: .photosRequested), Make.claim("CLM-B", item: 2)),
            ask(), .allowed(["claim": "CLM-B"])),
        RuleCase(
            "several", with(Make.claim("CLM-B", item: 2), Make.claim("CLM-A")), ask(),
            .refused(.choiceRequired, choices: ["CLM-A", "CLM-B"], says: "leaking, for Olive Oil of TB-30018")),
        RuleCase(
            "none", with(), ask(), .refused(.noOpenClaim, or: ["create_damage_claim", "person"])),
        RuleCase(
            "only decided ones", with(Make.claim("CLM-A", status: .decided)), ask(),
            .refused(.noOpenClaim, or: ["create_damage_claim", "person"])),
        RuleCase(
            "a decided one by its number", with(Make.claim("CLM-A", status: .decided)), ask("CLM-A"),
            .refused(.noOpenClaim, or: ["person"])),
        RuleCase(
            "asked for already", with(Make.claim("CLM-A", status: .photosRequested)), ask(),
            .refused(.alreadyDone, or: ["person"], says: "CLM-A")),
        RuleCase(
            "asked for already, by its number", with(Make.claim("CLM-A", status: .photosRequested)), ask("CLM-A"),
            .refused(.alreadyDone, or: ["person"])),
        RuleCase(
            "an unknown number", with(Make.claim("CLM-A")), ask("CLM-Z"),
            .refused(.notFound, or: ["person"], says: "There is no claim CLM-Z on this account.")),
    ]

    @Test(arguments: table) func photos(row: RuleCase) throws { try row.check() }
}
