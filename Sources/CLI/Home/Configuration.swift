import Domain
import Foundation
import Service
import Support
import Yams

/// The settings of a home. A flag wins over the environment, that over `almanac.yml`, that over the default.
struct Configuration: Sendable {
    /// What turns text into vectors: `hashing`, a name under `models/`, or a folder. Nil: what the home uses.
    var encoder: String?
    /// Folder with `categories.yml` and `slots.yml`. Nil: the checkout's, else built-in namespaces.
    var company: URL?
    /// The Unix socket. Nil: `almanac.sock` in the home.
    var socket: URL?
    /// `HOST:PORT` of the TCP listener. Nil: none.
    var tcpAddress: String?
    /// File with the token that TCP clients must show.
    var tokenFile: URL?
    /// `HOST:PORT` of the HTTP listener. Nil: none.
    var httpAddress: String?
    /// File with the keys that HTTP clients must show. Nil: any key passes on loopback.
    var httpKeyFile: URL?
    /// The folder that `knowledge.ingest` may read `paths` from. Nil: none, content comes inline.
    var ingestRoot: URL?
    /// Keys of cancel links, as a key file holds them; over the file.
    var cancelLinkKeys: String?
    /// File with the keys of cancel links.
    var cancelLinkKeyFile: URL?
    /// File with the password of links of version 1.
    var legacyLinkPasswordFile: URL?
    /// How much an ingest takes.
    var ingestLimits = IngestLimits()
    /// How far the line server goes.
    var limits = LineServer.Limits()
    var release = PipelineParts.Settings()
    var pinecone = PineconeSettings()
    /// Whether answers say that a program wrote them.
    var isDisclosed = true

    /// One setting: where it is read from and what it means. The reader, `doctor --settings` and the README's table
    /// all follow this list.
    struct Setting: Sendable {
        let key: String
        let environment: String
        let fallback: String
        let meaning: String
        /// - Parameter base: folder that a relative path is meant from.
        let set: @Sendable (_ configuration: inout Configuration, _ value: String, _ base: URL) throws -> Void
    }

    static let settings = paths + PineconeSettings.settings + supportSettings + limitSettings

    private static let supportSettings: [Setting] = [
        Setting(
            key: "support.shadow", environment: "ALMANAC_SUPPORT_SHADOW", fallback: "false",
            meaning: "true: messages are decided and nothing is sent"
        ) { configuration, value, _ in configuration.release.isShadow = try flag(value, of: "support.shadow") },
        Setting(
            key: "support.acknowledge", environment: "ALMANAC_SUPPORT_ACKNOWLEDGE", fallback: "true",
            meaning: "whether a customer hears at once that a person will look"
        ) { configuration, value, _ in
            configuration.release.acknowledges = try flag(value, of: "support.acknowledge")
        },
        Setting(
            key: "support.disclose", environment: "ALMANAC_SUPPORT_DISCLOSE", fallback: "true",
            meaning: "whether an answer says that a program wrote it"
        ) { configuration, value, _ in configuration.isDisclosed = try flag(value, of: "support.disclose") },
    ]

    private static func flag(_ value: String, of setting: String) throws -> Bool {
        guard let flag = Bool(value) else {
            throw AlmanacError(.invalidInput, "the setting \(setting) is '\(value)'", hint: "it is true or false")
        }
        return flag
    }

    private static let paths: [Setting] = [
        Setting(
            key: "encoder", environment: "ALMANAC_ENCODER", fallback: "what the home was made with",
            meaning: "hashing, a name under models/, or a folder with the weights"
        ) { configuration, value, base in
            // A name has no slash; a folder is meant from the file's own.
            configuration.encoder = value.contains("/") ? path(value, base).path(percentEncoded: false) : value
        },
        Setting(
            key: "company", environment: "ALMANAC_COMPANY", fallback: "corpus/company of the checkout",
            meaning: "folder with categories.yml (the namespaces) and slots.yml"
        ) { $0.company = path($1, $2) },
        Setting(
            key: "socket", environment: "ALMANAC_SOCKET", fallback: "almanac.sock in the home",
            meaning: "path of the Unix socket that serve listens on"
        ) { $0.socket = path($1, $2) },
        Setting(
            key: "tcp.address", environment: "ALMANAC_TCP", fallback: "no TCP",
            meaning: "HOST:PORT on loopback that serve listens on too"
        ) { configuration, value, _ in configuration.tcpAddress = value },
        Setting(
            key: "tcp.token_file", environment: "ALMANAC_TOKEN_FILE", fallback: "none",
            meaning: "file with the tokens that TCP clients must show, one a line, each with its scopes"
        ) { $0.tokenFile = path($1, $2) },
        Setting(
            key: "http.address", environment: "ALMANAC_HTTP", fallback: "no HTTP",
            meaning: "HOST:PORT on loopback where serve speaks Pinecone's API"
        ) { configuration, value, _ in configuration.httpAddress = value },
        Setting(
            key: "http.key_file", environment: "ALMANAC_HTTP_KEY_FILE", fallback: "any key will do",
            meaning: "file with the keys that HTTP clients must show in Api-Key, one a line"
        ) { $0.httpKeyFile = path($1, $2) },
        Setting(
            key: "ingest_root", environment: "ALMANAC_INGEST_ROOT", fallback: "none",
            meaning: "folder below which knowledge.ingest may read paths"
        ) { $0.ingestRoot = path($1, $2) },
        Setting(
            key: "cancel_links.key_file", environment: "ALMANAC_CANCEL_LINK_KEY_FILE", fallback: "none",
            meaning: "file of mode 0600 with the keys of cancel links, the newest first"
        ) { $0.cancelLinkKeyFile = path($1, $2) },
        Setting(
            key: "cancel_links.keys", environment: "ALMANAC_CANCEL_LINK_KEYS", fallback: "none",
            meaning: "the keys themselves, joined by commas; better in the environment than in this file"
        ) { configuration, value, _ in configuration.cancelLinkKeys = value },
        Setting(
            key: "cancel_links.v1_password_file", environment: "ALMANAC_CANCEL_LINK_V1_PASSWORD_FILE",
            fallback: "none",
            meaning: "makes links of version 1, which never expire, for a page that reads no others"
        ) { $0.legacyLinkPasswordFile = path($1, $2) },
    ]

    private static let limitSettings: [Setting] = [
        limit("connections", \.connections, 1...10_000, "open connections"),
        limit("workers", \.workers, 2...256, "threads that run calls"),
        limit("running", \.runningPerConnection, 1...255, "calls of one connection that run at once"),
        limit("in_flight", \.inFlight, 1...65_536, "calls of one connection that wait or run"),
        limit("batch", \.batch, 1...65_536, "entries of a batch"),
        limit("line_bytes", \.lineBytes, 1024...1 << 30, "longest request line"),
        limit("response_bytes", \.responseBytes, 1024...1 << 30, "longest response line"),
        Setting(
            key: "limits.document_bytes", environment: "ALMANAC_LIMITS_DOCUMENT_BYTES",
            fallback: "\(IngestLimits().documentBytes)", meaning: "largest document that ingest takes"
        ) { configuration, value, _ in
            configuration.ingestLimits.documentBytes = try number(
                value, in: 1024...1 << 30, of: "limits.document_bytes")
        },
    ]

    private static func limit(
        _ name: String, _ field: any WritableKeyPath<LineServer.Limits, Int> & Sendable, _ range: ClosedRange<Int>,
        _ meaning: String
    ) -> Setting {
        Setting(
            key: "limits.\(name)", environment: "ALMANAC_LIMITS_\(name.uppercased())",
            fallback: "\(LineServer.Limits()[keyPath: field])", meaning: meaning
        ) { configuration, value, _ in
            configuration.limits[keyPath: field] = try number(value, in: range, of: "limits.\(name)")
        }
    }

    private static func number(_ value: String, in range: ClosedRange<Int>, of setting: String) throws -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw AlmanacError(
                .invalidInput, "the setting \(setting) is '\(value)'",
                hint: "it is a whole number in \(range.lowerBound)…\(range.upperBound)")
        }
        return number
    }

    /// Reads the home's file, then the environment over it. A file that is not there is an empty one.
    static func load(
        home: Home, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Configuration {
        var configuration = Configuration()
        for (key, value) in try fileValues(home.settings) {
            guard let setting = settings.first(where: { $0.key == key }) else { throw unknown(key, home.settings) }
            try setting.set(&configuration, value, home.folder)
        }
        for setting in settings {
            guard let value = environment[setting.environment], !value.isEmpty else { continue }
            try setting.set(&configuration, value, Home.here)
        }
        return configuration
    }

    /// A file with every setting commented out: prose stands behind `##`, settings behind `#`.
    static var example: String {
        var lines = ["## almanac.yml, in the home folder. Relative paths are meant from that folder."]
        var group = ""
        for setting in settings {
            let parts = setting.key.split(separator: ".").map(String.init)
            let isNested = parts.count == 2
            if !isNested || parts[0] != group { lines.append("") }
            if isNested, parts[0] != group { lines.append("#\(parts[0]):") }
            group = isNested ? parts[0] : ""
            lines.append("##\(isNested ? "   " : " ")\(setting.meaning); environment: \(setting.environment)")
            lines.append("#\(isNested ? "  " : "")\(parts.last ?? ""):  # default: \(setting.fallback)")
        }
        return lines.joined(separator: "\n")
    }

    /// The same for programs.
    static var json: JSONValue {
        let rows = settings.map { setting -> JSONValue in
            [
                "key": .string(setting.key), "environment": .string(setting.environment),
                "default": .string(setting.fallback), "meaning": .string(setting.meaning),
            ]
        }
        return ["settings": .array(rows)]
    }

    // MARK: - The file

    /// The scalars of the file by their dotted keys, in the file's order.
    private static func fileValues(_ file: URL) throws -> [(key: String, value: String)] {
        guard file.isFile else { return [] }
        let name = file.path(percentEncoded: false)
        let node: Node?
        do {
            node = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8))
        } catch {
            throw AlmanacError(
                .invalidInput, "\(name) is not readable YAML: \(firstLine(of: error))",
                hint: "see the settings with: almanac doctor --settings", underlying: error)
        }
        guard let node, !node.isEmptyScalar else { return [] }
        guard let mapping = node.mapping else {
            throw AlmanacError(.invalidInput, "\(name) must be a list of settings, each 'key: value'")
        }
        return try scalars(of: mapping, prefix: "", file: name)
    }

    private static func scalars(
        of mapping: Node.Mapping, prefix: String, file: String
    ) throws -> [(key: String, value: String)] {
        var values: [(key: String, value: String)] = []
        for (keyNode, valueNode) in mapping {
            let key = prefix + (keyNode.scalar?.string ?? "?")
            if let nested = valueNode.mapping {
                guard settings.contains(where: { $0.key.hasPrefix(key + ".") }) else {
                    throw unknown(key, URL(filePath: file))
                }
                values += try scalars(of: nested, prefix: key + ".", file: file)
            } else if let scalar = valueNode.scalar {
                // `key:` with nothing behind it leaves the default, also for a group.
                let isEmpty = valueNode.isEmptyScalar
                let isKnown = settings.contains { $0.key == key || (isEmpty && $0.key.hasPrefix(key + ".")) }
                guard isKnown else { throw unknown(key, URL(filePath: file)) }
                if !isEmpty { values.append((key, scalar.string)) }
            } else {
                throw AlmanacError(.invalidInput, "the setting '\(key)' in \(file) must be a single value, not a list")
            }
        }
        return values
    }

    private static func unknown(_ key: String, _ file: URL) -> AlmanacError {
        AlmanacError(
            .invalidInput, "unknown setting '\(key)' in \(file.path(percentEncoded: false))",
            hint: "the settings are \(settings.map(\.key).joined(separator: ", "))")
    }

    private static func path(_ text: String, _ base: URL) -> URL {
        URL(filePath: text, relativeTo: base).absoluteURL.standardizedFileURL
    }

    private static func firstLine(of error: any Error) -> String {
        "\(error)".split(separator: "\n").first.map(String.init) ?? "unknown error"
    }
}

extension Node {
    fileprivate var isEmptyScalar: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
}
