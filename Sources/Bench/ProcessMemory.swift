import Foundation

/// Resident memory of a process, in MiB, as the kernel counts it. File pages that are mapped and in use are counted
/// apart: they are the page cache's and can be dropped.
struct ProcessMemory {
    let anonymous: Double
    let mapped: Double

    /// Zeros where the kernel does not tell.
    ///
    /// - Parameter process: an identifier, or `self`.
    init(of process: String = "self") {
        var values: [String: Double] = [:]
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
            let fields = line.split(whereSeparator: { " \t:".contains($0) })
            if fields.count >= 2, let kilobytes = Double(fields[1]) { values[String(fields[0])] = kilobytes / 1024 }
        }
        anonymous = values["RssAnon"] ?? 0
        mapped = values["RssFile"] ?? 0
    }
}
