import Domain
import Support
import TestSupport
import Testing

/// The sums that training rests on.
@Suite struct MultinomialTests {
    /// Random rows, a few of them without sparse values.
    private func problem(_ random: inout SeededGenerator, rows: Int, dense: Int, sparse: Int, classes: Int)
        -> (features: DesignMatrix, labels: [Int])
    {
        var matrix = DesignMatrix(denseWidth: dense, sparseWidth: sparse)
        for _ in 0..<rows {
            let columns = (0..<sparse).filter { _ in Double.random(in: 0..<1, using: &random) < 0.3 }
            matrix.append(
                dense: (0..<dense).map { _ in Double.random(in: -1...1, using: &random) },
                sparse: columns.map { ($0, Double.random(in: 0...1, using: &random)) })
        }
        return (matrix, (0..<rows).map { _ in Int.random(in: 0..<classes, using: &random) })
    }

    @Test(arguments: [UInt64(1), 2, 3]) func theGradientIsTheSlope(seed: UInt64) {
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let classes = Int.random(in: 2...5, using: &random)
        let (features, labels) = problem(
            &random, rows: Int.random(in: 1...9, using: &random), dense: Int.random(in: 0...6, using: &random),
            sparse: Int.random(in: 0...7, using: &random), classes: classes)
        let objective = MultinomialObjective(features, labels: labels, classes: classes, penalty: 0.3)
        let count = objective.parameterCount
        let point = (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
        var gradient = [Double](repeating: .nan, count: count)
        var unused = gradient
        _ = objective.value(at: point, gradient: &gradient)
        for place in 0..<count {
            var (before, after) = (point, point)
            before[place] -= 1e-5
            after[place] += 1e-5
            let slope =
                (objective.value(at: after, gradient: &unused) - objective.value(at: before, gradient: &unused)) / 2e-5
            #expect(abs(slope - gradient[place]) < 1e-8, "parameter \(place)")
        }
    }

    @Test func theMinimumIsWhereTheGradientIsNothing() {
        var random = SeededGenerator(seed: 7)
        let (features, labels) = problem(&random, rows: 40, dense: 5, sparse: 30, classes: 4)
        let objective = MultinomialObjective(features, labels: labels, classes: 4, penalty: 0.01)
        let optimiser = LBFGS(gradientTolerance: 1e-10, valueTolerance: 0)
        let found = optimiser.minimum(count: objective.parameterCount) { objective.value(at: $0, gradient: &$1) }
        var gradient = [Double](repeating: 0, count: objective.parameterCount)
        let least = objective.value(at: found.parameters, gradient: &gradient)
        #expect(gradient.allSatisfy { abs($0) < 1e-7 })
        // It is convex: every step aside goes up.
        var unused = gradient
        for _ in 0..<20 {
            let aside = found.parameters.map { $0 + Double.random(in: -0.1...0.1, using: &random) }
            #expect(objective.value(at: aside, gradient: &unused) > least)
        }
    }

    /// Scores whose probabilities are known to be too sure by a factor of two.
    @Test func theTemperatureIsFound() {
        var random = SeededGenerator(seed: 11)
        var scores: [Double] = []
        var labels: [Int] = []
        for _ in 0..<20_000 {
            let row = (0..<3).map { _ in Double.random(in: -2...2, using: &random) }
            let draw = Double.random(in: 0..<1, using: &random)
            var sum = 0.0
            let label = Calibration.softmax(row).firstIndex { probability in
                sum += probability
                return draw < sum
            }
            labels.append(label ?? 2)
            scores += row.map { $0 * 2 }
        }
        #expect(abs(Calibration.sharpness(scores, labels: labels, classes: 3) - 0.5) < 0.03)
    }

    @Test func probabilitiesAddUpWhateverTheScores() {
        for scores in [[0.0, 0, 0], [1e6, -1e6, 3], [-1e300, 1e300], [5]] {
            let sum = Calibration.softmax(scores).reduce(0, +)
            #expect(abs(sum - 1) < 1e-12)
        }
    }
}
