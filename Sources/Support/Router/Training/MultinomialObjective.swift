import Dispatch
import Foundation
import Synchronization

/// What training makes small: the mean negative log-likelihood of the labels under a softmax over linear scores, and
/// `penalty / 2` times the sum of squared weights. The bias is free.
///
/// Parameters are [denseWidth + sparseWidth + 1, classes], row-major, the bias last. Every sum runs in an order that
/// is fixed by the sizes alone, so that a result has the same bits on any number of threads.
package struct MultinomialObjective: Sendable {
    let features: DesignMatrix
    /// [count], each below `classes`.
    let labels: [Int32]
    package let classes: Int
    let penalty: Double
    /// [count]; they add up to 1.
    let weights: [Double]
    private let turned: (starts: [Int], rows: [Int32], values: [Double])

    /// - Parameter weights: how much each row counts; nil for all the same.
    package init(
        _ features: DesignMatrix, labels: [Int], classes: Int, penalty: Double, weights: [Double]? = nil
    ) {
        precondition(labels.count == features.count && labels.allSatisfy { (0..<classes).contains($0) })
        self.features = features
        self.labels = labels.map { Int32($0) }
        self.classes = classes
        self.penalty = penalty
        let total = weights?.reduce(0, +) ?? Double(features.count)
        self.weights = weights?.map { $0 / total } ?? [Double](repeating: 1 / total, count: features.count)
        turned = features.transposed()
    }

    package var parameterCount: Int { features.parameterRows * classes }

    /// The value; `gradient` is filled with its derivative by every parameter.
    package func value(at parameters: [Double], gradient: inout [Double]) -> Double {
        let count = features.count
        var residuals = [Double](repeating: 0, count: count * classes)
        var losses = [Double](repeating: 0, count: count)
        gradient.withUnsafeMutableBufferPointer { gradient in
            parameters.withUnsafeBufferPointer { parameters in
                residuals.withUnsafeMutableBufferPointer { residuals in
                    losses.withUnsafeMutableBufferPointer { losses in
                        guard let parameters = parameters.baseAddress, let gradient = gradient.baseAddress,
                            let residuals = residuals.baseAddress, let losses = losses.baseAddress
                        else { return }
                        forward(parameters, residuals, losses)
                        backward(parameters, residuals, gradient)
                    }
                }
            }
        }
        let biases = (features.parameterRows - 1) * classes
        return zip(losses, weights).reduce(0) { $0 + $1.0 * $1.1 }
            + penalty / 2 * Blocks.sum(parameters, parameters, count: biases)
    }

    // MARK: Forward

    /// Fills the weighted difference of predicted and true probabilities, [count, classes], and each row's loss.
    private func forward(
        _ parameters: UnsafePointer<Double>, _ residuals: UnsafeMutablePointer<Double>,
        _ losses: UnsafeMutablePointer<Double>
    ) {
        let block = 32
        let count = features.count
        Blocks.run((count + block - 1) / block) { part in
            for row in part * block..<min(count, (part + 1) * block) {
                let scores = residuals + row * classes
                features.scores(of: row, parameters, classes: classes, into: scores)
                var most = -Double.infinity
                for label in 0..<classes { most = max(most, scores[label]) }
                let own = Int(labels[row])
                let truth = scores[own] - most
                var sum = 0.0
                for label in 0..<classes {
                    scores[label] = exp(scores[label] - most)
                    sum += scores[label]
                }
                losses[row] = log(sum) - truth
                let weight = weights[row]
                for label in 0..<classes { scores[label] *= weight / sum }
                scores[own] -= weight
            }
        }
    }

    // MARK: Backward

    private func backward(
        _ parameters: UnsafePointer<Double>, _ residuals: UnsafePointer<Double>,
        _ gradient: UnsafeMutablePointer<Double>
    ) {
        let width = features.denseWidth
        let block = 16
        features.dense.withUnsafeBufferPointer { dense in
            guard let dense = dense.baseAddress else { return }
            Blocks.run((width + block - 1) / block) { part in
                let columns = part * block..<min(width, (part + 1) * block)
                for column in columns { decay(parameters, gradient, row: column) }
                denseGradient(dense, columns, residuals, gradient)
            }
        }
        let sparse = features.sparseWidth
        let sparseBlock = 256
        Blocks.run((sparse + sparseBlock - 1) / sparseBlock) { part in
            for column in part * sparseBlock..<min(sparse, (part + 1) * sparseBlock) {
                decay(parameters, gradient, row: width + column)
                let sums = gradient + (width + column) * classes
                for place in turned.starts[column]..<turned.starts[column + 1] {
                    let value = turned.values[place]
                    let residual = residuals + Int(turned.rows[place]) * classes
                    for label in 0..<classes { sums[label] += value * residual[label] }
                }
            }
        }
        let bias = gradient + (features.parameterRows - 1) * classes
        for label in 0..<classes { bias[label] = 0 }
        for row in 0..<features.count {
            let residual = residuals + row * classes
            for label in 0..<classes { bias[label] += residual[label] }
        }
    }

    private func decay(_ parameters: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>, row: Int) {
        for place in row * classes..<(row + 1) * classes { gradient[place] = penalty * parameters[place] }
    }

    /// Four rows of residuals are added at a time: fewer loads and stores of the sums.
    private func denseGradient(
        _ dense: UnsafePointer<Double>, _ columns: Range<Int>, _ residuals: UnsafePointer<Double>,
        _ gradient: UnsafeMutablePointer<Double>
    ) {
        let width = features.denseWidth
        let count = features.count
        var row = 0
        while row < count {
            let first = residuals + row * classes
            let isFour = row + 4 <= count
            for column in columns {
                let sums = gradient + column * classes
                let value = dense[row * width + column]
                if isFour {
                    let (second, third, fourth) = (first + classes, first + 2 * classes, first + 3 * classes)
                    let value2 = dense[(row + 1) * width + column]
                    let value3 = dense[(row + 2) * width + column]
                    let value4 = dense[(row + 3) * width + column]
                    for label in 0..<classes {
                        sums[label] +=
                            value * first[label] + value2 * second[label] + value3 * third[label]
                            + value4 * fourth[label]
                    }
                } else {
                    for label in 0..<classes { sums[label] += value * first[label] }
                }
            }
            row += isFour ? 4 : 1
        }
    }
}

extension DesignMatrix {
    /// The linear scores of a row, [classes].
    func scores(
        of row: Int, _ parameters: UnsafePointer<Double>, classes: Int, into scores: UnsafeMutablePointer<Double>
    ) {
        let bias = parameters + (parameterRows - 1) * classes
        for label in 0..<classes { scores[label] = bias[label] }
        let start = row * denseWidth
        var column = 0
        while column + 4 <= denseWidth {
            let (a, b, c, d) = (
                dense[start + column], dense[start + column + 1], dense[start + column + 2], dense[start + column + 3]
            )
            let weights = parameters + column * classes
            let (second, third, fourth) = (weights + classes, weights + 2 * classes, weights + 3 * classes)
            for label in 0..<classes {
                scores[label] += a * weights[label] + b * second[label] + c * third[label] + d * fourth[label]
            }
            column += 4
        }
        while column < denseWidth {
            let value = dense[start + column]
            let weights = parameters + column * classes
            for label in 0..<classes { scores[label] += value * weights[label] }
            column += 1
        }
        for place in starts[row]..<starts[row + 1] {
            let value = values[place]
            let weights = parameters + (denseWidth + Int(columns[place])) * classes
            for label in 0..<classes { scores[label] += value * weights[label] }
        }
    }
}

/// Work in blocks whose bounds do not depend on how many threads there are, so that sums do not either.
enum Blocks {
    static func run(_ count: Int, _ body: (Int) -> Void) {
        if count < 2 {
            for block in 0..<count { body(block) }
        } else {
            withoutActuallyEscaping(body) { body in
                // The blocks write to places of their own, and all have ended when this returns.
                nonisolated(unsafe) let body = body
                DispatchQueue.concurrentPerform(iterations: count) { body($0) }
            }
        }
    }

    /// The results in the order of the items, made on all cores; where some fail the error of the first of them.
    static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) throws -> Value
    ) throws -> [Value] {
        let block = 8
        let parts = Mutex<[Int: Result<[Value], any Error>]>([:])
        run((items.count + block - 1) / block) { part in
            let result = Result { try items[part * block..<min(items.count, (part + 1) * block)].map(body) }
            parts.withLock { $0[part] = result }
        }
        return try parts.withLock { parts in
            try parts.sorted { $0.key < $1.key }.flatMap { try $0.value.get() }
        }
    }

    /// Values in a block of a long vector.
    static let length = 1 << 15

    /// The inner product of the first `count` values.
    static func sum(_ left: [Double], _ right: [Double], count: Int) -> Double {
        let blocks = (count + length - 1) / length
        var partial = [Double](repeating: 0, count: blocks)
        partial.withUnsafeMutableBufferPointer { partial in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    run(blocks) { block in
                        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
                        var place = block * length
                        let end = min(count, place + length)
                        while place + 4 <= end {
                            a += left[place] * right[place]
                            b += left[place + 1] * right[place + 1]
                            c += left[place + 2] * right[place + 2]
                            d += left[place + 3] * right[place + 3]
                            place += 4
                        }
                        while place < end {
                            a += left[place] * right[place]
                            place += 1
                        }
                        partial[block] = (a + b) + (c + d)
                    }
                }
            }
        }
        return partial.reduce(0, +)
    }

    /// target += factor · source
    static func add(_ factor: Double, _ source: [Double], to target: inout [Double]) {
        let count = target.count
        target.withUnsafeMutableBufferPointer { target in
            source.withUnsafeBufferPointer { source in
                run((count + length - 1) / length) { block in
                    for place in block * length..<min(count, (block + 1) * length) {
                        target[place] += factor * source[place]
                    }
                }
            }
        }
    }
}
