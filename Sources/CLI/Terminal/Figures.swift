import Domain
import Foundation

/// Numbers, times and sizes as people read them. The locale never matters.
enum Figures {
    /// A bar of `width` columns, `share` (0…1) of it filled, in eighths of a column.
    static func bar(_ share: Double, width: Int) -> String {
        let clamped = share.isFinite ? min(max(share, 0), 1) : 0
        var eighths = Int((clamped * Double(width * 8)).rounded())
        // Something is never drawn as nothing.
        if eighths == 0, clamped > 0 { eighths = 1 }
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return TextWidth.pad(String(repeating: "█", count: eighths / 8) + partial, to: width)
    }

    static func decimal(_ value: Double, _ digits: Int = 3) -> String {
        guard value.isFinite else { return "–" }
        return String(format: "%.\(digits)f", value)
    }

    /// The parts and their sum, rounded so that what is printed also adds up (largest remainder first).
    static func addingUp(_ values: [Double], digits: Int = 3) -> (parts: [String], sum: String) {
        let unit = pow(10, Double(digits))
        let total = (values.reduce(0, +) * unit).rounded()
        var units = values.map { ($0 * unit).rounded(.down) }
        let missing = Int(total - units.reduce(0, +))
        let order = values.indices.sorted { values[$0] * unit - units[$0] > values[$1] * unit - units[$1] }
        for offset in order.prefix(max(0, missing)) { units[offset] += 1 }
        return (units.map { decimal($0 / unit, digits) }, decimal(total / unit, digits))
    }

    /// `12 ms`, `0.8 ms`, `1.4 s`.
    static func duration(milliseconds: Double) -> String {
        switch milliseconds {
        case 1000...: decimal(milliseconds / 1000, 1) + " s"
        case 10...: decimal(milliseconds, 0) + " ms"
        default: decimal(milliseconds, 1) + " ms"
        }
    }

    /// `today`, `3 months ago`, `in 2 days`: calendar-free, by whole days.
    static func age(of moment: Timestamp, at now: Timestamp) -> String {
        let days = (now.milliseconds - moment.milliseconds) / 86_400_000
        let size = abs(days)
        let text: String
        switch size {
        case 0: return "today"
        case 1: return days > 0 ? "yesterday" : "tomorrow"
        case 2..<14: text = "\(size) days"
        case 14..<60: text = "\(size / 7) weeks"
        case 60..<730: text = count(Int(Double(size) / 30.44), "month")
        default: text = count(Int(Double(size) / 365.25), "year")
        }
        return days > 0 ? "\(text) ago" : "in \(text)"
    }

    /// `2026-11-15 09:00` in UTC.
    static func moment(_ timestamp: Timestamp) -> String {
        String(timestamp.iso.prefix(16)).replacing("T", with: " ")
    }

    static func day(_ timestamp: Timestamp) -> String { String(timestamp.iso.prefix(10)) }

    /// `1 document`, `20 documents`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    static func bytes(_ count: Int64) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var value = Double(count)
        var unit = 0
        while value >= 1000, unit + 1 < units.count {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(count) bytes" : decimal(value, value < 10 ? 1 : 0) + " " + units[unit]
    }
}
