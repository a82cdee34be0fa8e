import Domain
import TestSupport
import Testing

/// What holds for every JSON value; each case is a seed, printed where it fails.
@Suite struct JSONPropertyTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func readingWhatWasWrittenGivesTheValue(seed: UInt64) throws {
        var random = JSONGenerator(seed: seed)
        for _ in 0..<50 {
            let value = random.value(depth: 6)
            let bytes = value.serialized()
            #expect(!bytes.contains(0x0A) && !bytes.contains(0x0D), "seed \(seed): a raw line end in \(value.text)")
            let read = try JSONParser.parse(bytes)
            #expect(read == value, "seed \(seed)")
            #expect(read.serialized() == bytes, "seed \(seed)")
            #expect(try JSONParser.parse(value.prettyText) == value, "seed \(seed)")
        }
    }

    /// Doubles come back bit by bit.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func numbersKeepTheirBits(seed: UInt64) throws {
        var random = JSONGenerator(seed: seed)
        for _ in 0..<2000 {
            let value = random.double()
            guard case .number(let read) = try JSONParser.parse(JSONValue.number(value).text) else {
                Issue.record("seed \(seed): \(value) was read as something else")
                continue
            }
            #expect(read.bitPattern == value.bitPattern, "seed \(seed): \(value)")
        }
    }

    /// Any change of a byte is read as something or refused, never a crash, and what is read can be written.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func damagedTextIsReadOrRefused(seed: UInt64) throws {
        var random = JSONGenerator(seed: seed)
        for _ in 0..<100 {
            var bytes = random.value(depth: 5).serialized()
            for _ in 0..<random.below(4) + 1 {
                let offset = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[offset] = UInt8(random.below(256))
                case 1: bytes.insert(UInt8(random.below(256)), at: offset)
                default: if bytes.count > 1 { bytes.remove(at: offset) }
                }
            }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            #expect(try JSONParser.parse(value.serialized()) == value, "seed \(seed)")
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func objectsAreEqualWhateverTheirOrder(seed: UInt64) {
        var random = JSONGenerator(seed: seed)
        let members = (0..<20).map { ("k\($0)", random.value(depth: 2)) }
        let (first, second) = (JSONObject(members), JSONObject(members.shuffled(using: &random)))
        #expect(first == second && first.hashValue == second.hashValue, "seed \(seed)")
        var changed = first
        changed["k3"] = nil
        #expect(changed != first && changed.count == 19 && changed["k3"] == nil && changed["k19"] == first["k19"])
        changed["k3"] = "new"
        #expect(changed.keys.last == "k3" && changed["k3"] == "new")
    }
}

/// Random JSON, and random numbers and strings for it.
private struct JSONGenerator: RandomNumberGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { random.next() }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// Any finite bit pattern.
    mutating func double() -> Double {
        while true {
            let value = Double(bitPattern: next())
            if value.isFinite { return value }
        }
    }

    mutating func string() -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<below(12) {
            let bound = [0x20, 0x80, 0x3000, 0x11_0000][below(4)]
            if let scalar = Unicode.Scalar(UInt32(below(bound))) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 8 : 6) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2: .integer(Int64(bitPattern: next()) >> Int64(below(64)))
        case 3: .number(double())
        case 4, 5: .string(string())
        case 6: .array((0..<below(5)).map { _ in value(depth: depth - 1) })
        default: .object(JSONObject((0..<below(14)).map { _ in (string(), value(depth: depth - 1)) }))
        }
    }
}
