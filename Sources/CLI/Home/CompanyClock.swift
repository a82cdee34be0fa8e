import Domain
import Foundation
import Yams

/// The clock of `company.yml`: the day that generated customers are made up for.
enum CompanyClock {
    /// Throws `file_missing` and `invalid_input` naming the file.
    static func today(_ company: URL) throws -> CalendarDay {
        let file = company.appending(path: "company.yml")
        let path = file.path(percentEncoded: false)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw AlmanacError(.fileMissing, "there is no \(path)", hint: "name the day with --as-of")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw AlmanacError(.invalidInput, "\(path) is not readable YAML", hint: "\(error)", underlying: error)
        }
        guard let clock = root?.mapping?["as_of"]?.scalar.flatMap({ Timestamp(iso: $0.string) }) else {
            throw AlmanacError(
                .invalidInput, "\(path) has no moment 'as_of'", hint: "write it as as_of: 2026-11-15T09:00:00Z")
        }
        let zone = root?.mapping?["timezone"]?.scalar.flatMap { TimeZone(identifier: $0.string) }
        return CalendarDay(clock, in: zone ?? .gmt)
    }
}
