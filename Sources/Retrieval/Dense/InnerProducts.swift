import CKernels

/// The canonical inner products of many vectors with one, for whoever scores vectors outside of an index.
package enum InnerProducts {
    /// - Parameters:
    ///   - rows: [count, dimension], row-major.
    ///   - query: [dimension].
    /// - Returns: [count], the same bits on every processor; none where the sizes do not fit.
    package static func of(_ rows: [Float], with query: some Collection<Float>, dimension: Int) -> [Double] {
        guard dimension > 0, query.count == dimension else { return [] }
        let count = rows.count / dimension
        let widened = query.map(Double.init)
        return [Double](unsafeUninitializedCapacity: count) { scores, initialized in
            scores.initialize(repeating: 0)
            initialized = count
            guard let out = scores.baseAddress, count > 0 else { return }
            rows.withUnsafeBufferPointer { rows in
                guard let base = rows.baseAddress else { return }
                almanac_inner_products(base, dimension, nil, count, widened, out)
            }
        }
    }
}
