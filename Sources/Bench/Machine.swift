import Foundation

/// What the figures were measured on: every report carries it.
enum Machine {
    /// `AMD EPYC, 2 cores, avx2 fma`
    static let description: String = {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        func field(_ name: String) -> String {
            let line = info.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
            return line.split(separator: ":").dropFirst().joined().trimmingCharacters(in: .whitespaces)
        }
        let flags = Set(field("flags").split(separator: " "))
        let features = ["avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni"].filter { flags.contains(Substring($0)) }
        let model = field("model name")
        return "\(model.isEmpty ? "unknown processor" : model), "
            + "\(ProcessInfo.processInfo.activeProcessorCount) cores, \(features.joined(separator: " "))"
    }()
}
