/// What the sets of guards keep besides.
extension GoldenRules {
    /// Labels are the groups, kinds and codes that the company's rules have.
    ///
    /// - Parameter known: by task; a task that is not there is not judged.
    public func guardLabels(_ file: GoldenFile, known: [GuardTask: Set<String>]) -> [GoldenProblem] {
        guard case .guards(let task, let items) = file.items, let known = known[task] else { return [] }
        return items.flatMap { line, example in
            example.labels.filter { !known.contains($0) }.map { label in
                file.problem(
                    .unknownLabel, GoldenEntry(line: line, id: example.id, text: ""),
                    "'\(label)' is no label of \(task.rawValue): \(known.sorted().joined(separator: ", "))")
            }
        }
    }

    /// Who wrote what a guard is developed on wrote nothing of what it is measured by: everybody has habits.
    public func writersApart(_ files: [GoldenFile]) -> [GoldenProblem] {
        var first: [String: String] = [:]
        return files.flatMap { file -> [GoldenProblem] in
            guard case .guards(let task, let items) = file.items else { return [] }
            var told: Set<String> = []
            return items.compactMap { line, example in
                let key = "\(task.rawValue)/\(example.writer)"
                guard let other = first[key], other != file.name, told.insert(example.writer).inserted else {
                    if first[key] == nil { first[key] = file.name }
                    return nil
                }
                return file.problem(
                    .sharedWriter, GoldenEntry(line: line, id: example.id, text: ""),
                    "\(example.writer) wrote items of \(other) too")
            }
        }
    }
}
