import Foundation

/// The trained weights of a softmax over linear scores, with the inverse temperature that calibrates it (Guo et al.
/// 2017).
package struct LinearModel: Sendable, Equatable {
    package let classes: Int
    /// [rows, classes], row-major, the bias last.
    package let parameters: [Double]
    /// Scores are multiplied by it.
    package var sharpness = 1.0

    package init(classes: Int, parameters: [Double], sharpness: Double = 1) {
        self.classes = classes
        self.parameters = parameters
        self.sharpness = sharpness
    }

    /// Trains on all rows.
    ///
    /// - Parameter start: a model of the same features whose minimum is near; nil to begin at zero.
    package init(_ objective: MultinomialObjective, _ optimiser: LBFGS, from start: LinearModel? = nil) {
        classes = objective.classes
        parameters =
            optimiser.minimum(count: objective.parameterCount, from: start?.parameters) {
                objective.value(at: $0, gradient: &$1)
            }.parameters
    }

    /// Uncalibrated scores of every row, [count, classes].
    package func scores(_ features: DesignMatrix) -> [Double] {
        precondition(features.parameterRows * classes == parameters.count, "features of another model")
        return [Double](unsafeUninitializedCapacity: features.count * classes) { buffer, initialized in
            parameters.withUnsafeBufferPointer { parameters in
                guard let scores = buffer.baseAddress, let parameters = parameters.baseAddress else { return }
                let block = 32
                Blocks.run((features.count + block - 1) / block) { part in
                    for row in part * block..<min(features.count, (part + 1) * block) {
                        features.scores(of: row, parameters, classes: classes, into: scores + row * classes)
                    }
                }
            }
            initialized = features.count * classes
        }
    }

    /// Calibrated probabilities of a row of scores; they add up to 1.
    package func probabilities(_ scores: some Collection<Double>) -> [Double] {
        Calibration.softmax(scores, sharpness: sharpness)
    }
}

/// How sure scores are.
package enum Calibration {
    package static func softmax(_ scores: some Collection<Double>, sharpness: Double = 1) -> [Double] {
        let most = scores.max() ?? 0
        let powers = scores.map { exp(($0 - most) * sharpness) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// Mean negative log-likelihood of the labels; scores [count, classes].
    package static func loss(_ scores: [Double], labels: [Int], classes: Int, sharpness: Double) -> Double {
        var sum = 0.0
        for (row, label) in labels.enumerated() {
            let row = scores[row * classes..<(row + 1) * classes]
            let most = row.max() ?? 0
            let total = row.reduce(0) { $0 + exp(($1 - most) * sharpness) }
            sum += log(total) - (row[row.startIndex + label] - most) * sharpness
        }
        return labels.isEmpty ? 0 : sum / Double(labels.count)
    }

    /// The factor in 1/20…20 that makes held-out scores likeliest: golden-section search on its logarithm.
    package static func sharpness(_ scores: [Double], labels: [Int], classes: Int) -> Double {
        guard !labels.isEmpty else { return 1 }
        let ratio = (5.0.squareRoot() - 1) / 2
        func value(_ logarithm: Double) -> Double {
            loss(scores, labels: labels, classes: classes, sharpness: exp(logarithm))
        }
        var (low, high) = (log(0.05), log(20.0))
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (leftValue, rightValue) = (value(left), value(right))
        for _ in 0..<40 {
            if leftValue < rightValue {
                (high, right, rightValue) = (right, left, leftValue)
                left = high - ratio * (high - low)
                leftValue = value(left)
            } else {
                (low, left, leftValue) = (left, right, rightValue)
                right = low + ratio * (high - low)
                rightValue = value(right)
            }
        }
        return exp((low + high) / 2)
    }
}
