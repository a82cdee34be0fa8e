import Domain
import Foundation
import Yams

/// A YAML file of the company folder whose top is an object. Every error is `invalid_input` with file and line.
struct PolicyFile {
    /// Largest file that is read, in bytes.
    static let byteLimit = 1_000_000

    let path: String
    /// In the file's order.
    let entries: [(key: Node, value: Node)]

    /// Nil where there is no such file.
    init?(_ file: URL) throws {
        path = file.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let node: Node?
        do {
            let data = try Data(contentsOf: file)
            guard data.count <= PolicyFile.byteLimit else {
                throw AlmanacError(.tooLarge, "\(path) is larger than \(PolicyFile.byteLimit) bytes")
            }
            guard let text = String(bytes: data, encoding: .utf8) else {
                throw AlmanacError(.invalidInput, "\(path) is not UTF-8 text", hint: "save the file as UTF-8")
            }
            node = try Yams.compose(yaml: text)
        } catch let error as AlmanacError {
            throw error
        } catch {
            let line = (error as? YamlError)?.line.map { ":\($0)" } ?? ""
            throw AlmanacError(
                .invalidInput, "\(path)\(line) is not readable YAML",
                hint: "each line is 'key: value'; look for a missing colon, quote or space", underlying: error)
        }
        guard let node, !PolicyFile.isEmpty(node) else {
            entries = []
            return
        }
        guard let mapping = node.mapping else {
            throw AlmanacError(
                .invalidInput, "\(path):\(node.mark?.line ?? 1): the file is not an object of settings",
                hint: "each line is 'key: value'")
        }
        entries = mapping.map { ($0.key, $0.value) }
    }

    func value(_ key: String) -> Node? { entries.first { $0.key.scalar?.string == key }?.value }

    func failure(_ message: String, at node: Node, hint: String) -> AlmanacError {
        AlmanacError(.invalidInput, "\(path):\(node.mark?.line ?? 1): \(message)", hint: hint)
    }

    // MARK: Values

    func integer(_ node: Node, _ key: String, in range: ClosedRange<Int>) throws -> Int {
        guard let scalar = node.scalar, scalar.style == .plain, let number = Int(scalar.string), range.contains(number)
        else {
            throw failure(
                "'\(key)' is not a whole number in \(range.lowerBound)…\(range.upperBound)", at: node,
                hint: "write it in digits, such as \(key): \(range.lowerBound)")
        }
        return number
    }

    /// One line of text.
    func text(_ node: Node, _ key: String, characters: Int = 200) throws -> String {
        guard let scalar = node.scalar, scalar.style != .plain || !PolicyFile.isOtherType(scalar.string),
            !scalar.string.isEmpty, scalar.string.count <= characters,
            !scalar.string.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw failure(
                "'\(key)' is not a line of 1…\(characters) characters", at: node,
                hint: "write one line of text, in quotes where it looks like a number")
        }
        return scalar.string
    }

    /// A list without repeated entries.
    func list(_ node: Node, _ key: String) throws -> [(text: String, node: Node)] {
        guard let sequence = node.sequence else {
            throw failure("'\(key)' is not a list", at: node, hint: "write it as [first, second]")
        }
        var found: [(text: String, node: Node)] = []
        for entry in sequence {
            let text = try text(entry, key, characters: 40)
            guard !found.contains(where: { $0.text == text }) else {
                throw failure("'\(key)' holds '\(text)' twice", at: entry, hint: "remove one of them")
            }
            found.append((text, entry))
        }
        return found
    }

    func object(_ node: Node, _ key: String) throws -> [(key: String, value: Node)] {
        guard let mapping = node.mapping else {
            throw failure("'\(key)' is not an object", at: node, hint: "write its entries below it, each 'name: value'")
        }
        return try mapping.map { (try text($0.key, key, characters: 40), $0.value) }
    }

    /// The address of a page: `https` with a host.
    func page(_ node: Node, _ key: String) throws -> String {
        let text = try text(node, key, characters: 1000)
        guard let parts = URLComponents(string: text), parts.scheme == "https", let host = parts.host, !host.isEmpty,
            parts.fragment == nil
        else {
            throw failure(
                "'\(key)' is not the https address of a page", at: node, hint: "such as https://example.com/account")
        }
        return text
    }

    private static func isEmpty(_ node: Node) -> Bool {
        guard let scalar = node.scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    private static func isOtherType(_ text: String) -> Bool {
        Double(text) != nil || ["", "~", "null", "true", "false"].contains(text.lowercased())
    }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }
}
