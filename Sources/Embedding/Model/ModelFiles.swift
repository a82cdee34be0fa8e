import Domain
import Foundation

/// Reads the small files of a model directory, with errors that name the file and what to do.
struct ModelFiles {
    let directory: URL

    static let fetchHint = "Install the model again: a file may be damaged or belong to another model."
    /// No configuration or vocabulary of a published encoder comes near it.
    private static let maximumBytes = 256 << 20

    func url(_ name: String) -> URL { directory.appendingPathComponent(name) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }

    func read(_ name: String) throws -> [UInt8] {
        let file = try MappedFile(url(name))
        guard file.bytes.count <= Self.maximumBytes else {
            throw AlmanacError(.modelInvalid, "\(file.path) has \(file.bytes.count) bytes", hint: Self.fetchHint)
        }
        return Array(file.bytes)
    }

    /// A JSON file, decoded; `nil` where it is optional and absent.
    func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        let bytes = try read(name)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw AlmanacError(
                .modelInvalid, "\(url(name).path) cannot be read: \(Self.reason(error))", hint: Self.fetchHint)
        }
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value? {
        exists(name) ? try decode(type, from: name) : nil
    }

    static func unreadable(_ url: URL, _ code: Int32) -> AlmanacError {
        code == ENOENT || code == ENOTDIR
            ? AlmanacError(
                .modelMissing, "\(url.path) does not exist",
                hint: "A model directory holds config.json, vocab.txt and model.safetensors; install the model.")
            : AlmanacError(
                .modelMissing, "\(url.path) cannot be opened: \(String(cString: strerror(code)))",
                hint: "Check the owner and mode of the file.")
    }

    private static func reason(_ error: any Error) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "" : " at " + context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): return "no \"\(key.stringValue)\"" + path(context)
        case .typeMismatch(let type, let context): return "expected \(type)" + path(context)
        case .valueNotFound(let type, let context): return "null instead of \(type)" + path(context)
        case .dataCorrupted(let context): return "not valid JSON, or a value out of range" + path(context)
        default: return "not valid JSON"
        }
    }
}
