/// What a message says about one thing: nothing, one value, or several that only the writer can choose from.
public enum Reading<Value: Sendable & Hashable>: Sendable, Hashable {
    case absent
    case one(Value)
    /// In the order of the text, at least two, each once. To be asked about, never guessed.
    case ambiguous([Value])

    /// One value for one distinct value, the choice for more.
    init(_ values: [Value]) {
        var distinct: [Value] = []
        for value in values where !distinct.contains(value) && distinct.count < 12 { distinct.append(value) }
        switch distinct.count {
        case 0: self = .absent
        case 1: self = .one(distinct[0])
        default: self = .ambiguous(distinct)
        }
    }

    /// The value where there is exactly one.
    public var value: Value? { if case .one(let value) = self { value } else { nil } }

    /// Every value that may be meant.
    public var values: [Value] {
        switch self {
        case .absent: []
        case .one(let value): [value]
        case .ambiguous(let values): values
        }
    }

    public var isAbsent: Bool { self == .absent }
}
