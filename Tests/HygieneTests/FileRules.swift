import Foundation

/// The rules for a file's bytes, apart from what it means.
enum FileRules {
    /// Bytes.
    static let largest = 1_000_000

    // Spelt in two halves, or this file would break its own rules.
    private static let machinePaths = ["/wor" + "k/", "/tmp" + "/bash"]
    private static let registryHosts = [
        "pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", "deb.deb" + "ian",
    ]
    private static let notesToSelf = ["TO" + "DO", "FIX" + "ME"]

    static func findings(path: String, data: Data, large: Set<String>) -> [Finding] {
        var findings: [Finding] = []
        if data.count > largest && !large.contains(path) {
            findings.append(Finding(path: path, line: nil, message: "\(data.count) bytes; the limit is \(largest)"))
        }
        // As git decides what is binary.
        guard !data.prefix(8_000).contains(0), !data.isEmpty else { return findings }
        // Fixtures are awkward on purpose.
        let isFixture = path.split(separator: "/").contains("Fixtures")
        if String(validating: data, as: UTF8.self) == nil && !isFixture {
            findings.append(Finding(path: path, line: nil, message: "not UTF-8"))
        }
        if data.last != UInt8(ascii: "\n") && !isFixture {
            findings.append(Finding(path: path, line: nil, message: "no newline at the end"))
        }
        let lines = Array(data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            var messages = isFixture ? [] : whitespaceMessages(line, tabsAllowed: path.hasSuffix(".tsv"))
            messages += wordMessages(String(decoding: line, as: UTF8.self), isCorpus: path.hasPrefix("corpus/"))
            findings += messages.map { Finding(path: path, line: index + 1, message: $0) }
        }
        return findings
    }

    private static func whitespaceMessages(_ line: ArraySlice<UInt8>, tabsAllowed: Bool) -> [String] {
        var messages: [String] = []
        if line.last == UInt8(ascii: " ") { messages.append("trailing whitespace") }
        if line.contains(UInt8(ascii: "\r")) { messages.append("a carriage return") }
        if !tabsAllowed && line.contains(UInt8(ascii: "\t")) { messages.append("a tab") }
        return messages
    }

    /// The corpus is what people wrote; a customer may well write of things to do.
    private static func wordMessages(_ line: String, isCorpus: Bool) -> [String] {
        var messages: [String] = []
        if machinePaths.contains(where: { line.containsOnItsOwn($0) }) { messages.append("a path of one machine") }
        if registryHosts.contains(where: { line.contains($0) }) { messages.append("a registry's host") }
        if !isCorpus && notesToSelf.contains(where: { line.containsOnItsOwn($0, endsWord: true) }) {
            messages.append("a note to self")
        }
        return messages
    }
}

extension String {
    /// Whether `part` occurs and does not merely continue a longer word or path.
    fileprivate func containsOnItsOwn(_ part: String, endsWord: Bool = false) -> Bool {
        // Most lines end here, without the cost of ranges.
        guard contains(part) else { return false }
        return ranges(of: part).contains { range in
            let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after = range.upperBound == endIndex ? nil : self[range.upperBound]
            return !before.continuesWord && !(endsWord && after.continuesWord)
        }
    }
}

extension Character? {
    fileprivate var continuesWord: Bool {
        map { $0.isLetter || $0.isNumber || "_-.".contains($0) } ?? false
    }
}
