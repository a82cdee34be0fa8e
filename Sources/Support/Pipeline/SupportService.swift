/// What channels, reviewers and commands call: the pipeline, and the records that it leaves.
public struct SupportService: Sendable {
    public let pipeline: SupportPipeline
    public let conversations: Conversations
    public let reviews: ReviewDesk

    public init(_ pipeline: SupportPipeline) {
        self.pipeline = pipeline
        (conversations, reviews) = (pipeline.parts.conversations, pipeline.parts.reviews)
    }
}
