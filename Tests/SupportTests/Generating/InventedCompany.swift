import Domain
import Foundation
import Support

/// The shipped company's plans, and generated customers by seed.
enum InventedCompany {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "corpus/company")

    static func plans() throws -> [Plan] { try PlanFile.read(folder.appending(path: "plans.yml")) }

    static func day(_ text: String) throws -> CalendarDay {
        guard let day = CalendarDay(iso: text) else { throw AlmanacError(.invalidInput, "no day: \(text)") }
        return day
    }

    static func accounts(seed: UInt64, count: Int, asOf: String = "2026-11-15") throws -> [Account] {
        try CustomerGenerator(seed: seed, count: count, asOf: day(asOf), plans: plans()).accounts()
    }
}
