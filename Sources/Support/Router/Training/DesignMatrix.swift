/// The features of some texts: a dense part and a sparse one, row by row.
package struct DesignMatrix: Sendable {
    package private(set) var count = 0
    /// Dense values in a row.
    package let denseWidth: Int
    /// Sparse columns that there may be.
    package let sparseWidth: Int
    /// [count, denseWidth], row-major.
    package private(set) var dense: [Double] = []
    /// Where each row's sparse values begin, and the end; [count + 1].
    package private(set) var starts = [0]
    /// Ascending within a row.
    package private(set) var columns: [Int32] = []
    package private(set) var values: [Double] = []

    package init(denseWidth: Int, sparseWidth: Int) {
        self.denseWidth = denseWidth
        self.sparseWidth = sparseWidth
    }

    package mutating func append(dense row: [Double], sparse: [(column: Int, value: Double)]) {
        precondition(row.count == denseWidth, "\(row.count) dense values for \(denseWidth) columns")
        precondition(sparse.allSatisfy { (0..<sparseWidth).contains($0.column) }, "a column past \(sparseWidth)")
        dense += row
        columns += sparse.map { Int32($0.column) }
        values += sparse.map(\.value)
        starts.append(columns.count)
        count += 1
    }

    package var parameterRows: Int { denseWidth + sparseWidth + 1 }

    /// The same with every sparse value multiplied.
    func scalingSparse(by factor: Double) -> DesignMatrix {
        var scaled = self
        scaled.values = values.map { $0 * factor }
        return scaled
    }

    /// The sparse part by columns.
    func transposed() -> (starts: [Int], rows: [Int32], values: [Double]) {
        var starts = [Int](repeating: 0, count: sparseWidth + 1)
        for column in columns { starts[Int(column) + 1] += 1 }
        for column in 0..<sparseWidth { starts[column + 1] += starts[column] }
        var next = starts
        var rows = [Int32](repeating: 0, count: columns.count)
        var turned = [Double](repeating: 0, count: columns.count)
        for row in 0..<count {
            for place in self.starts[row]..<self.starts[row + 1] {
                let column = Int(columns[place])
                rows[next[column]] = Int32(row)
                turned[next[column]] = values[place]
                next[column] += 1
            }
        }
        return (starts, rows, turned)
    }
}
