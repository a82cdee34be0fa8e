/// A message that a person must see at once, whatever else is in it.
public struct RedLine: Sendable, Hashable {
    /// The group's code, such as `self_harm`.
    public let group: String
    /// For people.
    public let title: String
    /// `low`, `medium`, `high` or `critical`.
    public let urgency: String
    /// Which acknowledgement the writer gets: `standard` or `self_harm`.
    public let acknowledgement: String
    /// The words that were matched, normalised. The writer's own: never in a log.
    public let evidence: String
    /// Where they stand in the normalised text, in UTF-16 units.
    public let span: Range<Int>
}
