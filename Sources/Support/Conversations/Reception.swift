public import Domain

/// What became of a message that came in.
public enum Reception: Sendable {
    /// It is the caller's to decide, under a lease.
    case turn(Turn)
    /// It was decided before: the stored answer.
    case repeated(JSONObject)
    /// It is kept, and waits: somebody works on it, or on an earlier one of its session. `message` is its own id.
    case busy(message: String)
}
