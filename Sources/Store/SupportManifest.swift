public import Domain

/// Whose `support.sqlite` this is and where its customers come from.
public struct SupportManifest: Sendable, Hashable, CustomReflectable, CustomStringConvertible {
    /// A random UUID in lower case.
    public let homeID: String
    /// 32 random bytes that sign confirmation tokens. They never leave the process, and printing this value leaves
    /// them out.
    public let homeKey: [UInt8]
    /// Seed, count and day of generated customers; nil where there are none.
    public let generated: JSONValue?

    public var description: String { "home \(homeID)" }
    public var customMirror: Mirror { Mirror(self, children: ["homeID": homeID]) }
}
