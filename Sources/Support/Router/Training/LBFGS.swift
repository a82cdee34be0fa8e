/// Limited-memory BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5) with a backtracking line search, for smooth
/// convex functions of many parameters. Deterministic: it draws nothing.
package struct LBFGS: Sendable, Equatable {
    /// Steps whose curvature is remembered.
    var memory = 10
    /// Stops after so many steps.
    var maxSteps = 200
    /// Stops where no part of the gradient is larger.
    var gradientTolerance = 1e-5
    /// Stops where a step gains less than this share of the value.
    var valueTolerance = 1e-8
    /// A step must gain this share of what the slope promises (Armijo).
    private let sufficientDecrease = 1e-4
    private let smallestStep = 1e-10

    package init(
        memory: Int = 10, maxSteps: Int = 200, gradientTolerance: Double = 1e-5, valueTolerance: Double = 1e-8
    ) {
        self.memory = memory
        self.maxSteps = maxSteps
        self.gradientTolerance = gradientTolerance
        self.valueTolerance = valueTolerance
    }

    /// The parameters at the minimum, and how many steps led there.
    ///
    /// - Parameters:
    ///   - start: where to begin, [count]; nil for zero.
    ///   - function: gives the value and fills the gradient.
    package func minimum(
        count: Int, from start: [Double]? = nil,
        _ function: (_ parameters: [Double], _ gradient: inout [Double]) -> Double
    ) -> (parameters: [Double], steps: Int) {
        precondition(start == nil || start?.count == count, "a start of another function")
        var point = start ?? [Double](repeating: 0, count: count)
        var gradient = [Double](repeating: 0, count: count)
        var value = function(point, &gradient)
        var pairs: [(step: [Double], change: [Double], inverse: Double)] = []
        var next = point
        var nextGradient = point
        for step in 0..<maxSteps {
            if gradient.allSatisfy({ abs($0) <= gradientTolerance }) { return (point, step) }
            let direction = direction(gradient, pairs)
            let slope = Blocks.sum(gradient, direction, count: count)
            guard slope < 0 else { return (point, step) }
            var length = 1.0
            var nextValue = Double.infinity
            while true {
                next = point
                Blocks.add(length, direction, to: &next)
                nextValue = function(next, &nextGradient)
                if nextValue <= value + sufficientDecrease * length * slope { break }
                length /= 2
                if length < smallestStep { return (point, step) }
            }
            var moved = next
            Blocks.add(-1, point, to: &moved)
            var change = nextGradient
            Blocks.add(-1, gradient, to: &change)
            let curvature = Blocks.sum(moved, change, count: count)
            if curvature > 1e-12 {
                if pairs.count == memory { pairs.removeFirst() }
                pairs.append((moved, change, 1 / curvature))
            }
            let isDone = value - nextValue < valueTolerance * max(1, abs(value))
            swap(&point, &next)
            swap(&gradient, &nextGradient)
            value = nextValue
            if isDone { return (point, step + 1) }
        }
        return (point, maxSteps)
    }

    /// Minus the approximate inverse Hessian times the gradient.
    private func direction(
        _ gradient: [Double], _ pairs: [(step: [Double], change: [Double], inverse: Double)]
    ) -> [Double] {
        let count = gradient.count
        var result = gradient
        var factors: [Double] = []
        for pair in pairs.reversed() {
            let factor = pair.inverse * Blocks.sum(pair.step, result, count: count)
            factors.append(factor)
            Blocks.add(-factor, pair.change, to: &result)
        }
        let scale: Double
        if let last = pairs.last {
            scale =
                Blocks.sum(last.step, last.change, count: count) / Blocks.sum(last.change, last.change, count: count)
        } else {
            scale = 1 / max(1e-12, Blocks.sum(gradient, gradient, count: count).squareRoot())
        }
        for place in result.indices { result[place] *= scale }
        for (pair, factor) in zip(pairs, factors.reversed()) {
            let other = pair.inverse * Blocks.sum(pair.change, result, count: count)
            Blocks.add(factor - other, pair.step, to: &result)
        }
        for place in result.indices { result[place] = -result[place] }
        return result
    }
}
