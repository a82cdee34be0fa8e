import Domain
import Foundation

/// Where the mirror is, and by which key.
struct PineconeSettings: Sendable {
    /// The control plane. Nil: nothing is dialled.
    var host: String?
    /// Prefix of the index names.
    var index = "almanac"
    var cloud = "aws"
    var region = "us-east-1"
    var timeoutMilliseconds = 30_000
    var keyFile: URL?

    /// The key of the environment, else of the file. It is never printed.
    func key(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        if let key = environment["PINECONE_API_KEY"], !key.isEmpty { return key }
        guard let keyFile else {
            throw AlmanacError(
                .invalidInput, "there is no key for Pinecone",
                hint: "set PINECONE_API_KEY, or pinecone.key_file in almanac.yml")
        }
        let name = keyFile.path(percentEncoded: false)
        guard let text = try? String(contentsOf: keyFile, encoding: .utf8) else {
            throw AlmanacError(.fileMissing, "the key file \(name) cannot be read", hint: "check path and mode")
        }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw AlmanacError(.invalidInput, "the key file \(name) holds no key", hint: "put the key alone into it")
        }
        return key
    }

    static let settings: [Configuration.Setting] = [
        Configuration.Setting(
            key: "pinecone.host", environment: "ALMANAC_PINECONE_HOST", fallback: "none, nothing is dialled",
            meaning: "the Pinecone service that sync mirrors to: https://api.pinecone.io, or http://127.0.0.1:PORT"
        ) { configuration, value, _ in configuration.pinecone.host = value },
        Configuration.Setting(
            key: "pinecone.key_file", environment: "ALMANAC_PINECONE_KEY_FILE", fallback: "PINECONE_API_KEY",
            meaning: "file of mode 0600 with the service's key, where it is not in the environment"
        ) { $0.pinecone.keyFile = URL(filePath: $1, relativeTo: $2).absoluteURL.standardizedFileURL },
        Configuration.Setting(
            key: "pinecone.index", environment: "ALMANAC_PINECONE_INDEX", fallback: PineconeSettings().index,
            meaning: "prefix of the names of the mirror's two indexes"
        ) { configuration, value, _ in configuration.pinecone.index = value },
        Configuration.Setting(
            key: "pinecone.cloud", environment: "ALMANAC_PINECONE_CLOUD", fallback: PineconeSettings().cloud,
            meaning: "cloud in which the mirror's indexes are made"
        ) { configuration, value, _ in configuration.pinecone.cloud = value },
        Configuration.Setting(
            key: "pinecone.region", environment: "ALMANAC_PINECONE_REGION", fallback: PineconeSettings().region,
            meaning: "region in which the mirror's indexes are made"
        ) { configuration, value, _ in configuration.pinecone.region = value },
        Configuration.Setting(
            key: "pinecone.timeout_ms", environment: "ALMANAC_PINECONE_TIMEOUT_MS",
            fallback: "\(PineconeSettings().timeoutMilliseconds)", meaning: "milliseconds that one request may take"
        ) { configuration, value, _ in
            guard let number = Int(value), (100...600_000).contains(number) else {
                throw AlmanacError(
                    .invalidInput, "the setting pinecone.timeout_ms is '\(value)'",
                    hint: "it is a whole number in 100…600000")
            }
            configuration.pinecone.timeoutMilliseconds = number
        },
    ]
}
