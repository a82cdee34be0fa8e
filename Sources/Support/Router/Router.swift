public import Domain

/// The local router of a company: a trained model, the rules beside it, and the encoder it was trained with.
///
/// A value; it may be asked from any number of threads. A call blocks for the encoder, some milliseconds.
public struct Router: Sendable {
    public let trained: TrainedRouter
    let rules: SignalRules
    let vectors: TextVectors

    /// A sentence is a second intent from this probability on: on messages that two intents were labelled in, the
    /// probability of the whole message tells them no better than chance.
    private static let secondFloor = 0.7
    /// Fewer words than this are no intent.
    private static let secondWords = 4
    /// Another sentence must say the first intent so surely.
    private static let firstFloor = 0.5
    /// A customer asks for a person from this probability on, where no word says so.
    private static let humanFloor = 0.5
    /// Wording that says the other thing than history so surely is looked at by a person.
    private static let contradiction = 0.8

    public init(trained: TrainedRouter, rules: SignalRules, vectors: TextVectors) {
        self.trained = trained
        self.rules = rules
        self.vectors = vectors
    }

    /// What a message is about and how it is meant. Any text is taken, the empty one included, which is of low
    /// confidence. Throws what the encoder throws.
    ///
    /// - Parameter history: decides between a first and a repeated wish where it knows; else the wording does.
    public func classify(_ text: String, history: RoutingHistory = RoutingHistory()) throws -> Classification {
        classification(of: text, reading: try trained.read(text, vectors: vectors), history: history)
    }

    /// The same for a message that was read already.
    public func classification(
        of text: String, reading: TrainedRouter.Reading, history: RoutingHistory = RoutingHistory()
    ) -> Classification {
        let words = LexicalGrams.words(of: text)
        let (candidates, isContradicted) = ordered(reading, history)
        let best = candidates[0]
        let isEmpty = words.isEmpty
        let wantsHuman = rules.wantsHuman.matches(words) || reading.wantsHuman ?? 0 >= Router.humanFloor
        let sentiment = rules.sentiment(words, modelled: reading.sentiment)
        let urgency = rules.urgency(words, category: best.category, modelled: reading.urgency)
        let isRead = vectors.reads(text)
        return Classification(
            category: best.category, secondaryCategory: secondary(reading.sentences, best.category),
            confidence: best.probability,
            lowConfidence: best.probability < Classification.floor || isContradicted || isEmpty,
            urgency: urgency, sentiment: sentiment, language: MessageLanguage.code(of: text), wantsHuman: wantsHuman,
            escalationSignal: wantsHuman || urgency == .critical || history.escalatedBefore == true
                || history.frustratedBefore == true && sentiment == .frustrated || history.failedAttempts ?? 0 >= 2,
            emails: NumberFinder.emails(in: text), orders: NumberFinder.orders(in: text, shapes: rules.orders),
            candidates: candidates, router: trained.digest, degraded: isRead ? [] : ["language"])
    }

    /// The categories, the likeliest first. Where history knows, it decides between the first and the repeated wish,
    /// and the wording of the other one speaks for both.
    private func ordered(
        _ reading: TrainedRouter.Reading, _ history: RoutingHistory
    ) -> (candidates: [Classification.Candidate], isContradicted: Bool) {
        var probabilities = reading.probabilities
        var isContradicted = false
        if let pair = rules.history, let wished = history.cancelWish,
            let first = trained.labels.firstIndex(of: pair.first),
            let repeated = trained.labels.firstIndex(of: pair.repeated)
        {
            let sum = probabilities[first] + probabilities[repeated]
            let (right, wrong) = wished ? (repeated, first) : (first, repeated)
            // Somebody who writes of an earlier wish that nobody knows of is not sent a first answer unseen.
            isContradicted = !wished && sum > 0.5 && probabilities[repeated] > Router.contradiction * sum
            probabilities[right] = sum
            probabilities[wrong] = 0
        }
        let order = probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
        return (
            order.map { Classification.Candidate(category: trained.labels[$0], probability: probabilities[$0]) },
            isContradicted
        )
    }

    /// The category of the surest sentence that is about something else, where another one is about `first`.
    private func secondary(_ sentences: [TrainedRouter.Reading.Sentence], _ first: String) -> String? {
        // One wish to cancel is not two.
        let pair = rules.history.map { [$0.first, $0.repeated] } ?? []
        func isFirst(_ label: String) -> Bool { label == first || pair.contains(label) && pair.contains(first) }
        var best: (label: String, probability: Double)?
        var isFirstSaid = false
        for sentence in sentences {
            guard let most = sentence.probabilities.max(), let place = sentence.probabilities.firstIndex(of: most)
            else {
                continue
            }
            let label = trained.labels[place]
            let ofFirst = zip(trained.labels, sentence.probabilities).filter { isFirst($0.0) }.map(\.1).reduce(0, +)
            if ofFirst >= Router.firstFloor { isFirstSaid = true }
            guard !isFirst(label), !rules.neverSecond.contains(label), sentence.words >= Router.secondWords,
                most >= Router.secondFloor, most > best?.probability ?? 0
            else { continue }
            best = (label, most)
        }
        return isFirstSaid ? best?.label : nil
    }
}

extension SignalRules {
    /// The greater of what words and category ask for and of what the model says.
    func urgency(_ words: [String], category: String, modelled: Urgency?) -> Urgency {
        var least = leastUrgency[category] ?? .low
        if high.matches(words) { least = max(least, .high) }
        if critical.matches(words) { least = .critical }
        return max(least, modelled ?? .medium)
    }

    /// Words of frustration raise what is negative; the rest is the model's, or the words' where there is none.
    func sentiment(_ words: [String], modelled: Sentiment?) -> Sentiment {
        let isFrustrated = frustrated.matches(words)
        if let modelled {
            return isFrustrated && modelled == .negative ? .frustrated : modelled
        }
        if isFrustrated { return .frustrated }
        let (good, bad) = (positive.count(in: words), negative.count(in: words))
        return good > bad ? .positive : bad > good ? .negative : .neutral
    }
}
