import Synchronization

/// A bounded cache of vectors in front of another encoder, for queries that come again; least recently used go first.
///
/// An encoder gives a text the same bits in any batch, so a cached vector is the one that would have been computed.
/// Entries are bounded in number, and texts longer than `maxTextBytes` pass by the cache, so its memory is bounded too.
/// Two calls that miss the same text at the same time both compute it.
public final class CachingEncoder: Encoder {
    /// Counts since the start.
    public struct Statistics: Hashable, Sendable {
        public var hits: Int
        public var misses: Int
        /// Entries held now.
        public var entries: Int

        public init(hits: Int = 0, misses: Int = 0, entries: Int = 0) {
            self.hits = hits
            self.misses = misses
            self.entries = entries
        }
    }

    public var identity: EncoderIdentity { base.identity }
    public var readsLatinOnly: Bool { base.readsLatinOnly }
    public let capacity: Int
    /// UTF-8 bytes of the longest text that is kept.
    public static let maxTextBytes = 2_048

    private let base: any Encoder
    private let cache: Mutex<Cache>

    /// - Parameter capacity: most texts kept; 1,024 of 384 floats are about 1.6 MB.
    public init(_ base: any Encoder, capacity: Int = 1_024) {
        precondition(capacity >= 1, "a cache of \(capacity) entries")
        self.base = base
        self.capacity = capacity
        cache = Mutex(Cache(capacity: capacity))
    }

    /// The encoder behind it where that gives vectors of tokens, which are not kept.
    public var tokens: (any TokenEncoder)? { base as? any TokenEncoder }

    public var statistics: Statistics { cache.withLock { $0.statistics } }

    public func encode(_ texts: [String]) throws -> EncodedBatch {
        // Strings are equal when canonically equivalent, but such texts may encode differently: keys are exact bytes.
        let keys = texts.map { Array($0.utf8) }
        let found = cache.withLock { cache in keys.map { cache.find($0) } }
        var rowOfMiss: [[UInt8]: Int] = [:]
        var misses: [Int] = []
        for (index, key) in keys.enumerated() where found[index] == nil && rowOfMiss[key] == nil {
            rowOfMiss[key] = misses.count
            misses.append(index)
        }
        let computed = try base.encode(misses.map { texts[$0] })
        let fresh = misses.indices.map { Entry(computed, $0) }
        var vectors: [Float] = []
        vectors.reserveCapacity(texts.count * identity.dimension)
        var counts: [Int] = []
        var truncated: [Bool] = []
        for (key, known) in zip(keys, found) {
            guard let entry = known ?? rowOfMiss[key].map({ fresh[$0] }) else {
                preconditionFailure("a text is either found or computed")
            }
            vectors += entry.vector
            counts.append(entry.tokenCount)
            truncated.append(entry.truncated)
        }
        cache.withLock { cache in
            for (index, entry) in zip(misses, fresh) where keys[index].count <= Self.maxTextBytes {
                cache.insert(keys[index], entry)
            }
        }
        return EncodedBatch(dimension: identity.dimension, vectors: vectors, tokenCounts: counts, truncated: truncated)
    }
}

private struct Entry {
    let vector: [Float]
    let tokenCount: Int
    let truncated: Bool

    init(_ batch: EncodedBatch, _ row: Int) {
        vector = Array(batch[row])
        tokenCount = batch.tokenCounts[row]
        truncated = batch.truncated[row]
    }
}

/// A dictionary into slots that form a ring in order of use, newest behind `newest`; every operation is constant time.
private struct Cache {
    private struct Slot {
        var key: [UInt8]
        var entry: Entry
        var newer: Int
        var older: Int
    }

    let capacity: Int
    private(set) var statistics = CachingEncoder.Statistics()
    private var slots: [Slot] = []
    private var places: [[UInt8]: Int] = [:]
    private var newest = 0

    init(capacity: Int) { self.capacity = capacity }

    mutating func find(_ key: [UInt8]) -> Entry? {
        guard let place = places[key] else {
            statistics.misses += 1
            return nil
        }
        statistics.hits += 1
        moveToFront(place)
        return slots[place].entry
    }

    mutating func insert(_ key: [UInt8], _ entry: Entry) {
        if let place = places[key] { return moveToFront(place) }
        let place: Int
        if slots.count < capacity {
            place = slots.count
            slots.append(Slot(key: key, entry: entry, newer: place, older: place))
            if place > 0 { link(place) }
        } else {
            // The ring's oldest is beside its newest.
            place = slots[newest].newer
            places[slots[place].key] = nil
            slots[place].key = key
            slots[place].entry = entry
            unlink(place)
            link(place)
        }
        newest = place
        places[key] = place
        statistics.entries = slots.count
    }

    private mutating func moveToFront(_ place: Int) {
        if place == newest { return }
        unlink(place)
        link(place)
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        slots[newer].older = older
        slots[older].newer = newer
    }

    /// Puts a slot between the newest and the oldest.
    private mutating func link(_ place: Int) {
        let oldest = slots[newest].newer
        slots[place].older = newest
        slots[place].newer = oldest
        slots[newest].newer = place
        slots[oldest].older = place
    }
}
