import Domain
import Service

/// A call of the tour: what is shown about it, and what goes over the socket.
struct DemoQuestion {
    let remark: String
    let method: RPCMethod
    let query: String
    var document: String?
    var filter: (shown: String, json: JSONValue)?
    /// Also shows where the scores come from.
    var explain = false
    var hitCount = 2

    /// Six of the kinds that mail boxes are full of.
    static let tour = [
        DemoQuestion(
            remark: "A plain question, with the account of every score", method: .knowledgeSearch,
            query: "How much is the Light Box?", explain: true),
        DemoQuestion(
            remark: "A paraphrase that shares no word with the answers", method: .knowledgeSearch,
            query: "booze is forbidden in our religious household", hitCount: 3),
        DemoQuestion(
            remark: "Typing mistakes", method: .knowledgeSearch, query: "discout code dosnt work at chekout"),
        DemoQuestion(
            remark: "A language that the encoder does not read: words alone, and said so", method: .knowledgeSearch,
            query: "Сколько идёт коробка в Латвию?"),
        DemoQuestion(
            remark: "A filter: policies that may be quoted", method: .knowledgeSearch,
            query: "my parcel has not arrived after six weeks",
            filter: ("kind=policy, risk=public", ["kind": "policy", "risk": "public"])),
        DemoQuestion(
            remark: "Why did the Light Box of 2025 not come up?", method: .knowledgeWhyNot,
            query: "How much is the Light Box?", document: "policies/light-box-2025"),
    ]

    func parameters(now: Timestamp) -> JSONObject {
        var object: JSONObject = [
            "query": .string(query), "k": JSONValue(hitCount), "now": .string(now.iso), "explain": true,
        ]
        if let document { object["document"] = .string(document) }
        if let filter { object["filter"] = filter.json }
        return object
    }
}
