/// Where nonces and ids come from: the system's generator, or a test's.
public struct RandomSource: Sendable {
    private let draw: @Sendable (Int) -> [UInt8]

    public init(_ draw: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.draw = draw }

    public func bytes(_ count: Int) -> [UInt8] { draw(count) }

    /// The operating system's generator, fit for keys.
    public static let system = RandomSource { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
