/// Rows in columns. The last column takes what is left of the width and is cut there, unless the reader is a program.
struct Table {
    let header: [String]
    let rows: [[String]]
    let stream: Console.Stream
    /// Columns of figures stand at the right of their column.
    var rightAligned: Set<Int> = []

    var text: String {
        let widths = header.indices.map { column in
            rows.reduce(TextWidth.of(header[column])) { max($0, TextWidth.of($1[column])) }
        }
        let lines = [stream.style.dim(line(header, widths))] + rows.map { line($0, widths) }
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        var used = 0
        for (column, cell) in cells.enumerated() {
            if column > 0 { line += "  " }
            used += column > 0 ? 2 : 0
            if rightAligned.contains(column) {
                line += TextWidth.padLeft(cell, to: widths[column])
            } else if column + 1 < cells.count {
                line += TextWidth.pad(cell, to: widths[column])
            } else {
                line += stream.isTerminal ? TextWidth.cut(cell, to: max(10, stream.width - used)) : cell
            }
            used += widths[column]
        }
        return line
    }
}
