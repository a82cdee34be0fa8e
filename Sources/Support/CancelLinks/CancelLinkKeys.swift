import Domain
public import Foundation
import Glibc

/// The keys of cancel links, newest first: new links are sealed with the first one, links of all of them are read.
///
/// To change keys put a new one in front; take the old one away when its last link has expired. The text form is one
/// `id:base64 of 32 bytes` a line (or several, with commas between them), with comments from `#` to the line's end.
public struct CancelLinkKeys: Sendable {
    /// More than ever stand beside each other.
    static let keysAtMost = 32
    /// Bytes of a file.
    static let textAtMost = 65_536
    static let keyBytes = 32
    static let idCharacters = 1...16

    struct Key: Sendable {
        let id: String
        let bytes: [UInt8]
    }

    let newest: Key
    private let older: [Key]

    /// Reads the text of a setting or a file. Throws `invalid_input` naming the line, and never what stands in it.
    ///
    /// - Parameter source: what to call the text in errors, `ALMANAC_CANCEL_KEYS`.
    public init(_ text: String, source: String) throws {
        guard text.utf8.count <= CancelLinkKeys.textAtMost else {
            throw AlmanacError(
                .invalidInput, "\(source) has more than \(CancelLinkKeys.textAtMost) bytes", hint: CancelLinkKeys.hint)
        }
        var keys: [Key] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (offset, line) in lines.enumerated() {
            let code = line.prefix { $0 != "#" }
            for entry in code.split(separator: ",") {
                let entry = entry.trimmingCharacters(in: .whitespaces)
                if entry.isEmpty { continue }
                let place = "line \(offset + 1) of \(source)"
                let key = try CancelLinkKeys.key(entry, place: place)
                guard !keys.contains(where: { $0.id == key.id }) else {
                    throw AlmanacError(
                        .invalidInput, "\(place) repeats the id of a key", hint: "give each key an id of its own")
                }
                guard keys.count < CancelLinkKeys.keysAtMost else {
                    throw AlmanacError(
                        .invalidInput, "\(source) holds more than \(CancelLinkKeys.keysAtMost) keys",
                        hint: "remove the keys whose links have expired")
                }
                keys.append(key)
            }
        }
        guard let newest = keys.first else {
            throw AlmanacError(.invalidInput, "\(source) holds no key", hint: CancelLinkKeys.hint)
        }
        self.newest = newest
        older = Array(keys.dropFirst())
    }

    /// Reads a file that nobody but its owner may read. Throws `file_missing`, or `invalid_input` where others may read
    /// it or its text is wrong.
    public init(file: URL) throws {
        let name = file.path(percentEncoded: false)
        // Opened first and looked at then, so that it is the same file. Without waiting, if it is a pipe.
        let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var state = stat()
        guard descriptor >= 0 else {
            throw AlmanacError(
                .fileMissing, "the key file \(name) cannot be read", hint: "check its path and who may read it")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
            throw AlmanacError(.invalidInput, "the key file \(name) is not a file", hint: CancelLinkKeys.hint)
        }
        guard state.st_mode & 0o077 == 0 else {
            throw AlmanacError(
                .invalidInput, "the key file \(name) may be read by others", hint: "run: chmod 600 '\(name)'")
        }
        guard let data = try? handle.read(upToCount: CancelLinkKeys.textAtMost + 1) ?? Data(),
            let text = String(validating: data, as: UTF8.self)
        else {
            throw AlmanacError(.invalidInput, "the key file \(name) is not a text", hint: CancelLinkKeys.hint)
        }
        try self.init(text, source: name)
    }

    /// A line with a new key, for the person who sets it up.
    public static func generate(id: String, random: RandomSource = .system) throws -> String {
        guard isID(id) else {
            throw AlmanacError(.invalidInput, "a key's id is 1…16 characters of a-z, 0-9, _ and -")
        }
        return "\(id):\(Data(random.bytes(keyBytes)).base64EncodedString())"
    }

    /// Ids are no secret: they stand in links.
    var ids: [String] { [newest.id] + older.map(\.id) }

    func key(id: String) -> Key? { newest.id == id ? newest : older.first { $0.id == id } }

    private static let hint =
        "write one key a line as ID:KEY, KEY being the base64 of 32 random bytes; the first is used for new links"

    private static func key(_ entry: String, place: String) throws -> Key {
        guard let colon = entry.firstIndex(of: ":") else {
            throw AlmanacError(.invalidInput, "\(place) is not ID:KEY", hint: hint)
        }
        let id = entry[..<colon].trimmingCharacters(in: .whitespaces)
        guard isID(id) else {
            throw AlmanacError(
                .invalidInput, "\(place): the id before the colon is not 1…16 characters of a-z, 0-9, _ and -",
                hint: hint)
        }
        let text = entry[entry.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        guard let data = Data(base64Encoded: text), data.count == keyBytes else {
            throw AlmanacError(
                .invalidInput, "\(place): what follows the colon is not the base64 of \(keyBytes) bytes",
                hint: "make a key with: head -c 32 /dev/urandom | base64")
        }
        return Key(id: id, bytes: Array(data))
    }

    static func isID(_ text: String) -> Bool {
        idCharacters.contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
            }
    }
}

extension CancelLinkKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<keys of cancel links>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CancelLinkKeys.Key: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "<key>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
