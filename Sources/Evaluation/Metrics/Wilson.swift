/// The score interval of a share (Wilson 1927): where the true share lies, from how often something happened.
public enum Wilson {
    /// The 97.5 % point of the normal distribution: intervals cover 95 %.
    private static let z = 1.959_963_984_540_054

    /// Nil where nothing was tried.
    public static func interval(_ part: Int, of whole: Int) -> Bootstrap.Interval? {
        guard whole > 0, (0...whole).contains(part) else { return nil }
        let n = Double(whole)
        let share = Double(part) / n
        let square = z * z
        let centre = (share + square / (2 * n)) / (1 + square / n)
        let half = z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
        return Bootstrap.Interval(
            low: part == 0 ? 0 : max(0, centre - half), high: part == whole ? 1 : min(1, centre + half))
    }
}
