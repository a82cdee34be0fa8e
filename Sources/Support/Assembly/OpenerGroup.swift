/// What an answer is about, as far as its first sentence after the greeting goes.
public enum OpenerGroup: String, Sendable, Hashable, CaseIterable {
    case shipping, payment, subscription, damage, retention, gratitude, general
}
