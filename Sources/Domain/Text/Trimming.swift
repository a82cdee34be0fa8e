extension String {
    /// Without the characters at both ends that `condition` takes.
    public func trimming(while condition: (Character) -> Bool) -> String {
        guard let first = firstIndex(where: { !condition($0) }), let last = lastIndex(where: { !condition($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
