public import Domain
public import Foundation
import Yams

/// What a company says of itself in its `company.yml`, as far as answers need it.
public struct CompanyInfo: Sendable {
    /// When people are at work.
    public struct SupportHours: Sendable, Hashable {
        public enum Weekday: String, Sendable, Hashable, CaseIterable {
            case sunday, monday, tuesday, wednesday, thursday, friday, saturday
        }

        /// In the order of the week; at least one.
        public let days: [Weekday]
        /// Minutes after midnight.
        public let opens: Int
        /// Minutes after midnight; the first at which nobody is there any more.
        public let closes: Int
        /// Days on which nobody works although the week says so.
        public let closedOn: Set<CalendarDay>
    }

    public let name: String
    /// `en`.
    public let defaultLanguage: String
    public let timezone: TimeZone
    public let supportHours: SupportHours
    /// Addresses of pages by their name: `cancel`, `account` …
    public let pages: [String: String]
    /// Hosts that an answer may link to, in small letters: the listed ones and those of the pages.
    public let linkHosts: Set<String>
    /// Below an answer, in the default language.
    public let signature: String

    /// Days in `closed_on`.
    static let mostClosedDays = 200

    /// Reads `company.yml` of a company folder. Keys that are for others are not looked at.
    ///
    /// Throws `file_missing` where there is no such file and `invalid_input` with file and line where something is not
    /// as it should be.
    public init(company: URL) throws {
        let url = company.appending(path: "company.yml")
        guard let file = try PolicyFile(url) else {
            throw AlmanacError(
                .fileMissing, "there is no \(url.path(percentEncoded: false))",
                hint: "the company's folder needs a company.yml")
        }
        func required(_ key: String) throws -> Node {
            guard let node = file.value(key) else {
                throw AlmanacError(.invalidInput, "\(file.path): there is no '\(key)'", hint: "write it")
            }
            return node
        }
        name = try file.text(required("name"), "name")
        signature = try file.text(required("signature"), "signature")
        let language = try required("default_language")
        defaultLanguage = try file.text(language, "default_language", characters: 20).lowercased()
        let zone = try required("timezone")
        guard let timezone = TimeZone(identifier: try file.text(zone, "timezone", characters: 60)) else {
            throw file.failure("'timezone' is no time zone", at: zone, hint: "such as Asia/Jerusalem")
        }
        self.timezone = timezone
        supportHours = try file.supportHours(required("support_hours"))

        var pages: [String: String] = [:]
        var hosts: Set<String> = []
        let listed = try file.value("pages").map { try file.object($0, "pages") } ?? []
        for (key, node) in listed {
            let page = try file.page(node, key)
            pages[key] = page
            if let host = URLComponents(string: page)?.host { hosts.insert(host.lowercased()) }
        }
        if let node = file.value("allowed_link_hosts") {
            for entry in try file.list(node, "allowed_link_hosts") {
                guard entry.text.utf8.allSatisfy(CompanyInfo.isHostByte) else {
                    throw file.failure(
                        "'\(entry.text)' is no host", at: entry.node, hint: "such as example.com, without https://")
                }
                hosts.insert(entry.text.lowercased())
            }
        }
        self.pages = pages
        linkHosts = hosts
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension PolicyFile {
    fileprivate func supportHours(_ node: Node) throws -> CompanyInfo.SupportHours {
        let fields = try object(node, "support_hours")
        func field(_ key: String) throws -> Node {
            guard let value = fields.first(where: { $0.key == key })?.value else {
                throw failure("'support_hours' has no '\(key)'", at: node, hint: "write days, opens and closes")
            }
            return value
        }
        let days = try list(field("days"), "days")
        var open: Set<CompanyInfo.SupportHours.Weekday> = []
        for day in days {
            guard let weekday = CompanyInfo.SupportHours.Weekday(rawValue: day.text.lowercased()) else {
                throw failure("'\(day.text)' is no day of the week", at: day.node, hint: "such as sunday")
            }
            open.insert(weekday)
        }
        guard !open.isEmpty else { throw failure("'days' is empty", at: node, hint: "name the days of work") }
        let opens = try minutes(field("opens"), "opens")
        let closes = try minutes(field("closes"), "closes")
        guard opens < closes else {
            throw failure(
                "'closes' is not after 'opens'", at: node, hint: "such as opens: \"10:00\", closes: \"19:00\"")
        }
        return CompanyInfo.SupportHours(
            days: CompanyInfo.SupportHours.Weekday.allCases.filter(open.contains), opens: opens, closes: closes,
            closedOn: try closedDays(fields.first { $0.key == "closed_on" }?.value))
    }

    private func closedDays(_ node: Node?) throws -> Set<CalendarDay> {
        guard let node else { return [] }
        let entries = try list(node, "closed_on")
        guard entries.count <= CompanyInfo.mostClosedDays else {
            throw failure(
                "'closed_on' has more than \(CompanyInfo.mostClosedDays) days", at: node, hint: "remove past ones")
        }
        return Set(
            try entries.map { entry in
                guard let day = CalendarDay(iso: entry.text) else {
                    throw failure("'\(entry.text)' is no day", at: entry.node, hint: "such as 2026-12-25")
                }
                return day
            })
    }

    /// `10:00`; `24:00` for the end of the day.
    private func minutes(_ node: Node, _ key: String) throws -> Int {
        let parts = try text(node, key, characters: 5).split(separator: ":")
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
            (0..<60).contains(minute), hour * 60 + minute <= 24 * 60
        else { throw failure("'\(key)' is no time of the day", at: node, hint: "write it in quotes: \"10:00\"") }
        return hour * 60 + minute
    }
}
