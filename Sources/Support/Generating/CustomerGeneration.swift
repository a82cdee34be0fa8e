public import Domain
public import Store

/// Fills a home with generated customers, and says later what they are.
public struct CustomerGeneration: Sendable {
    /// What a run did.
    public struct Report: Sendable, Hashable {
        public let seed: UInt64
        public let asOf: CalendarDay
        public let added: Int
        /// Generated customers in the home now.
        public let count: Int

        /// `{seed, as_of, added, count}`; the seed is text, as it may not fit a number of JSON.
        public var json: JSONValue {
            [
                "seed": .string(String(seed)), "as_of": .string(asOf.iso), "added": JSONValue(added),
                "count": JSONValue(count),
            ]
        }
    }

    private let generator: CustomerGenerator
    private let plans: [Plan]

    /// Throws what `CustomerGenerator.init` throws.
    public init(seed: UInt64, count: Int, asOf: CalendarDay, plans: [Plan]) throws {
        generator = try CustomerGenerator(seed: seed, count: count, asOf: asOf, plans: plans)
        self.plans = plans
    }

    /// Adds the customers that the home does not have yet, in one transaction; those that are there stay as they have
    /// become. The same run again changes nothing.
    ///
    /// Throws `conflict` for a home with customers that are not of this seed and day.
    public func run(in store: SupportStore) throws -> Report {
        try store.write { writer in
            let present = try present(writer.reader)
            let time = generator.asOf.start(in: .gmt)
            if present < generator.count {
                try writer.put(plans)
                for account in generator.accounts(from: present) { try writer.put(account, at: time) }
                try writer.setGenerated([
                    "seed": .string(String(generator.seed)), "as_of": .string(generator.asOf.iso),
                    "count": JSONValue(generator.count),
                ])
            }
            return Report(
                seed: generator.seed, asOf: generator.asOf, added: max(0, generator.count - present),
                count: max(present, generator.count))
        }
    }

    /// How many customers of this seed and day the home has.
    private func present(_ reader: SupportReader) throws -> Int {
        guard let generated = try reader.manifest().generated else {
            guard try reader.customerCount() == 0 else {
                throw AlmanacError(
                    .conflict, "the home has customers that were not generated",
                    hint: "generate into another home: almanac customers generate --home DIR")
            }
            return 0
        }
        let (seed, day) = (generated["seed"]?.string ?? "?", generated["as_of"]?.string ?? "?")
        guard seed == String(generator.seed), day == generator.asOf.iso, let count = generated["count"]?.int else {
            throw AlmanacError(
                .conflict, "the home has customers generated from seed \(seed) as of \(day)",
                hint: "use --seed \(seed) --as-of \(day), or another home: almanac customers generate --home DIR")
        }
        return count
    }
}
