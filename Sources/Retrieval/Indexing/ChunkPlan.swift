import Domain
import Store

/// The chunks of a document with the text that is embedded for each.
struct ChunkPlan {
    struct Entry {
        let chunk: Chunk
        /// What the encoder reads: title, heading and text of a passage; a question alone; an answer alone.
        let embedded: String
        let digest: String
        let fullText: NewChunk.FullText?
    }

    let entries: [Entry]

    init(_ document: Document, chunker: Chunker) {
        let title = Slots.removed(from: document.title)
        let body = Slots.removed(from: document.content.body)
        let question = document.content.question.map { Slots.removed(from: $0).trimmed }
        var entries: [Entry] = []
        if let question {
            entries.append(
                Entry(
                    chunk: Chunk(role: .question, ordinal: 0, heading: "", text: question), embedded: question,
                    digest: DocumentDigest.embedded(question), fullText: nil))
        }
        let reserved = question == nil ? TokenEstimate.count(title) : 0
        for (offset, passage) in chunker.passages(of: body, reserved: reserved).enumerated() {
            let heading = ChunkPlan.heading(passage.heading, below: title)
            let above = question == nil ? [title, heading] : [heading]
            let embedded = (above + [passage.text]).filter { !$0.isEmpty }.joined(separator: "\n")
            entries.append(
                Entry(
                    chunk: Chunk(
                        role: question == nil ? .text : .answer, ordinal: offset + 1, heading: heading,
                        text: passage.text),
                    embedded: embedded, digest: DocumentDigest.embedded(embedded),
                    fullText: NewChunk.FullText(
                        title: title, question: question ?? "",
                        body: heading.isEmpty ? passage.text : "\(heading)\n\(passage.text)")))
        }
        self.entries = entries
    }

    var newChunks: [NewChunk] {
        entries.map { NewChunk(chunk: $0.chunk, embeddingDigest: $0.digest, fullText: $0.fullText) }
    }

    /// Without a first heading that only repeats the title.
    private static func heading(_ heading: String, below title: String) -> String {
        if heading == title { return "" }
        return heading.hasPrefix(title + " › ") ? String(heading.dropFirst(title.count + 3)) : heading
    }
}
