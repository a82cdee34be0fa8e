public import Domain
public import Foundation

/// The business rules of tools: `tools.yml` of the company folder.
public struct ActionPolicy: Sendable, Hashable {
    /// The zone in which the company's days begin: cut-offs, months and claim windows are counted in it.
    public var timezone = TimeZone(identifier: "Asia/Jerusalem") ?? .gmt

    // MARK: Changes of a subscription

    /// Longest pause in months that a customer may confirm alone; a longer one is for a person.
    public var pauseMonths = 3
    /// Longest pause there is.
    public var pauseMonthsAtMost = 12
    /// Boxes in a row that may be skipped.
    public var skipsInARow = 2
    /// Skips in any twelve months.
    public var skipsInTwelveMonths = 4
    /// How many months ahead may be skipped, the coming one counted.
    public var skipMonthsAhead = 6
    /// Rhythms that a customer may change from and to; other changes are for a person.
    public var changeableFrequencies: [Frequency] = [.monthly, .bimonthly, .quarterly]
    /// Codes of plans that come every month only.
    public var monthlyPlans: [String] = ["light"]
    /// Whole days that must lie between the day of a change and the next charge or dispatch, whichever is first, for
    /// the change to apply to that box.
    public var cutoffDays = 5
    /// Fields of an address that a country needs besides street, city and country.
    public var addressNeeds: [String: [String]] = [
        "US": ["state", "postcode"], "CA": ["state", "postcode"], "AU": ["state", "postcode"],
    ]

    // MARK: Damage

    /// Days after the delivery in which damage may be reported.
    public var claimWindowDays = 30
    public var photosAtLeast = 1
    public var photosAtMost = 6
    public var photoTypes = ["jpg", "png", "heic"]
    /// Bytes.
    public var photoBytes = 10_000_000
    /// The one promise about a claim.
    public var claimPromise = "within two working days"

    // MARK: Proposals and links

    /// Minutes until a proposal expires, by channel; `default` for the others.
    public var expiryMinutes: [String: Int] = ["email": 1440, "default": 30]
    /// Hours that a cancel link lives.
    public var cancelLinkHours = 72
    /// Where a cancel link leads; the token is added as the query parameter `al`.
    public var cancelPage = "https://terebinth.example/cancel"
    /// Where photos of a claim are uploaded; the claim's number is added as the query parameter `claim`.
    public var photoPage = "https://terebinth.example/account/damage"

    public init() {}

    public func expiry(channel: String) -> Duration {
        .seconds(60 * (expiryMinutes[channel] ?? expiryMinutes["default"] ?? 30))
    }

    public func today(_ now: Timestamp) -> CalendarDay { CalendarDay(now, in: timezone) }
}
