import Domain
public import Foundation
import Yams

extension ActionPolicy {
    /// Reads `tools.yml` of a company folder, and from its `company.yml` the zone and the pages `cancel` and `damage`.
    /// What is not there stays at its default, also where there is no such file.
    ///
    /// Throws `invalid_input` with file and line for an unknown key of `tools.yml`, and for a value of the wrong type
    /// or out of its range.
    public init(company folder: URL) throws {
        self.init()
        if let company = try PolicyFile(folder.appending(path: "company.yml")) { try take(company: company) }
        guard let file = try PolicyFile(folder.appending(path: "tools.yml")) else { return }
        for (keyNode, value) in file.entries {
            let key = keyNode.scalar?.string ?? ""
            guard let setting = ActionPolicy.settings.first(where: { $0.key == key }) else {
                throw file.failure(
                    "there is no setting '\(key.prefix(40))'", at: keyNode,
                    hint: "the settings are \(ActionPolicy.settingNames.joined(separator: ", "))")
            }
            try setting.set(&self, file, value)
        }
        try check(file)
    }

    /// The keys of `tools.yml`.
    public static var settingNames: [String] { settings.map(\.key) }

    private struct Setting: Sendable {
        let key: String
        let set: @Sendable (inout ActionPolicy, PolicyFile, Node) throws -> Void
    }

    private static let settings: [Setting] = [
        integer("pause_months", \.pauseMonths, 1...24),
        integer("pause_months_at_most", \.pauseMonthsAtMost, 1...24),
        integer("skips_in_a_row", \.skipsInARow, 0...12),
        integer("skips_in_twelve_months", \.skipsInTwelveMonths, 0...12),
        integer("skip_months_ahead", \.skipMonthsAhead, 1...24),
        Setting(key: "changeable_frequencies") { policy, file, node in
            policy.changeableFrequencies = try file.list(node, "changeable_frequencies").map { entry in
                guard let frequency = Frequency(rawValue: entry.text) else {
                    throw file.failure(
                        "'\(entry.text)' is no frequency", at: entry.node,
                        hint: "the frequencies are \(Frequency.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return frequency
            }
        },
        Setting(key: "monthly_plans") { policy, file, node in
            policy.monthlyPlans = try file.list(node, "monthly_plans").map(\.text)
        },
        // Less than the shortest month, so that the box after the coming one is never inside its own cut-off.
        integer("cutoff_days", \.cutoffDays, 0...25),
        Setting(key: "address_needs") { policy, file, node in
            policy.addressNeeds = try addressNeeds(file, node)
        },
        integer("claim_window_days", \.claimWindowDays, 1...365),
        integer("photos_at_least", \.photosAtLeast, 1...20),
        integer("photos_at_most", \.photosAtMost, 1...20),
        Setting(key: "photo_types") { policy, file, node in
            policy.photoTypes = try file.list(node, "photo_types").map { entry in
                let isPlain = entry.text.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
                guard isPlain else {
                    throw file.failure(
                        "'\(entry.text)' is not the ending of a file's name", at: entry.node,
                        hint: "write it in small letters without a point, such as jpg")
                }
                return entry.text
            }
        },
        integer("photo_bytes", \.photoBytes, 1_000_000...100_000_000),
        Setting(key: "claim_promise") { policy, file, node in
            policy.claimPromise = try file.text(node, "claim_promise")
        },
        Setting(key: "expiry_minutes") { policy, file, node in
            policy.expiryMinutes = try expiryMinutes(file, node)
        },
        integer("cancel_link_hours", \.cancelLinkHours, 1...720),
    ]

    private static func integer(
        _ key: String, _ field: any WritableKeyPath<ActionPolicy, Int> & Sendable, _ range: ClosedRange<Int>
    ) -> Setting {
        Setting(key: key) { policy, file, node in policy[keyPath: field] = try file.integer(node, key, in: range) }
    }

    private static func addressNeeds(_ file: PolicyFile, _ node: Node) throws -> [String: [String]] {
        var needs: [String: [String]] = [:]
        for (country, fields) in try file.object(node, "address_needs") {
            guard PostalAddress.countries.contains(country) else {
                throw file.failure(
                    "'\(country)' is no country", at: fields, hint: "write two capital letters of ISO 3166-1")
            }
            needs[country] = try file.list(fields, country).map { entry in
                guard ["state", "postcode"].contains(entry.text) else {
                    throw file.failure(
                        "'\(entry.text)' is no field that a country may need", at: entry.node,
                        hint: "these fields are state and postcode")
                }
                return entry.text
            }
        }
        return needs
    }

    private static func expiryMinutes(_ file: PolicyFile, _ node: Node) throws -> [String: Int] {
        var minutes: [String: Int] = [:]
        for (channel, value) in try file.object(node, "expiry_minutes") {
            minutes[channel] = try file.integer(value, channel, in: 1...10_080)
        }
        guard minutes["default"] != nil else {
            throw file.failure(
                "'expiry_minutes' has no 'default'", at: node, hint: "add one for the channels that are not named")
        }
        return minutes
    }

    /// What only values together can break.
    private func check(_ file: PolicyFile) throws {
        if pauseMonths > pauseMonthsAtMost, let node = file.value("pause_months") ?? file.value("pause_months_at_most")
        {
            throw file.failure(
                "'pause_months' (\(pauseMonths)) is more than 'pause_months_at_most' (\(pauseMonthsAtMost))", at: node,
                hint: "give both, the first not above the second")
        }
        if photosAtLeast > photosAtMost, let node = file.value("photos_at_least") ?? file.value("photos_at_most") {
            throw file.failure(
                "'photos_at_least' (\(photosAtLeast)) is more than 'photos_at_most' (\(photosAtMost))", at: node,
                hint: "give both, the first not above the second")
        }
    }

    private mutating func take(company file: PolicyFile) throws {
        if let node = file.value("timezone") {
            let name = try file.text(node, "timezone")
            guard let zone = TimeZone(identifier: name) else {
                throw file.failure(
                    "'\(name)' is no time zone", at: node, hint: "write an IANA name such as Asia/Jerusalem")
            }
            timezone = zone
        }
        guard let pages = file.value("pages") else { return }
        for (name, node) in try file.object(pages, "pages") {
            switch name {
            case "cancel": cancelPage = try file.page(node, name)
            case "damage": photoPage = try file.page(node, name)
            default: break
            }
        }
    }
}
