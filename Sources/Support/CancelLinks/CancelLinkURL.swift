import Domain
import Foundation

/// The address that a customer opens: the cancel page with the token as its query parameter `al`.
public enum CancelLinkURL {
    /// Of the query; the page that this product's links have always led to reads it.
    public static let parameter = "al"
    /// Characters of a text that is searched for a token; a pasted link may carry a mail program's additions.
    static let textAtMost = 8192

    /// Adds the token to a page, which may have a query and a fragment. Throws `invalid_input` where the page is not an
    /// absolute http(s) address.
    public static func make(page: String, token: String) throws -> String {
        guard var parts = URLComponents(string: page), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", let host = parts.host, !host.isEmpty
        else {
            throw AlmanacError(
                .invalidInput, "the cancel page of the company is not an absolute https address",
                hint: "set the cancel page to an address such as https://example.com/cancel")
        }
        // A `+` or `=` would be read differently by different pages.
        let value = token.addingPercentEncoding(withAllowedCharacters: unreserved) ?? token
        var items = parts.percentEncodedQueryItems ?? []
        items.removeAll { $0.name == parameter }
        items.append(URLQueryItem(name: parameter, value: value))
        parts.percentEncodedQueryItems = items
        guard let text = parts.string else {
            throw AlmanacError(.invalidInput, "the cancel page of the company cannot take a query")
        }
        return text
    }

    /// The token of a pasted link, also where its `&` came as `&amp;`, or of a bare token; nil where there is none.
    /// Whether it is valid is another question.
    public static func token(in text: String) -> String? {
        guard text.utf8.count <= textAtMost else { return nil }
        let text = text.trimmingCharacters(in: edges)
        guard let question = text.firstIndex(of: "?") else { return isBare(text) ? text : nil }
        let query = text[text.index(after: question)...].prefix { $0 != "#" && !$0.isWhitespace }
        for item in query.split(whereSeparator: { $0 == "&" || $0 == ";" }) {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0] == parameter, let value = String(parts[1]).removingPercentEncoding else {
                continue
            }
            return isBare(value) ? value : nil
        }
        return nil
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
    private static let edges = CharacterSet.whitespacesAndNewlines.union(CharacterSet(charactersIn: "<>\"'()"))

    private static func isBare(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { Base64URL.value(of: $0) != nil }
    }
}
