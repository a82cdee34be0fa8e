import Domain
import Service

/// The parameters of a call as words of a command line: one JSON text, or `key=value` words whose values are read as
/// the method's table has them (`query=42` is text, `k=42` a number).
struct CallParameters {
    /// Nil where none are given.
    let json: JSONValue?

    init(_ words: [String], of method: RPCMethod?) throws {
        try self.init(words, of: method?.parameters ?? [])
    }

    /// The parameters as an object; throws where they are a list.
    var object: JSONObject {
        get throws {
            guard let json else { return [:] }
            guard let object = json.object else {
                throw AlmanacError(.invalidInput, "the arguments are a list", hint: "write a JSON object or key=value")
            }
            return object
        }
    }

    init(_ words: [String], of fields: [Schema.Field]) throws {
        guard let first = words.first else {
            json = nil
            return
        }
        if words.count == 1, first.hasPrefix("{") || first.hasPrefix("[") {
            do {
                json = try JSONParser.parse(first)
            } catch {
                throw AlmanacError(
                    .invalidInput, "the parameters are not JSON: \(error)",
                    hint: "put them in single quotes, or write key=value")
            }
            return
        }
        var object = JSONObject()
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
                throw AlmanacError(
                    .invalidInput, "'\(word)' is neither JSON nor key=value", hint: "almanac help call has examples")
            }
            let key = String(word[..<equals])
            let text = String(word[word.index(after: equals)...])
            object[key] = CallParameters.value(text, fields.first { $0.name == key }?.schema)
        }
        json = .object(object)
    }

    private static func value(_ text: String, _ schema: Schema?) -> JSONValue {
        switch schema {
        case .string, .line, .text, .day, .month, .choice, .documentID, .timestamp: return .string(text)
        case .nullable(let schema): return value(text, schema)
        case .list(let element, _):
            if text.hasPrefix("["), let list = try? JSONParser.parse(text) { return list }
            return .array(text.split(separator: ",").map { value(String($0), element) })
        default: return (try? JSONParser.parse(text)) ?? .string(text)
        }
    }
}
