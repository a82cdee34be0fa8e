import Domain

/// A conversation of the tour: what a customer writes, and what is shown about it.
struct DemoConversation {
    struct Turn {
        let text: String
        var photos: [String] = []
    }

    let remark: String
    /// Nil for somebody unknown.
    let customer: String?
    let turns: [Turn]
    /// Confirms the proposal that comes back.
    var confirms = false

    /// Five that a support team knows well.
    static let tour = [
        DemoConversation(
            remark: "A question that the knowledge base answers: sent", customer: nil,
            turns: [Turn(text: "Do I have to pay customs when a box is sent to the United States?")]),
        DemoConversation(
            remark: "A change: a form is sent, the customer confirms it, and it is carried out once",
            customer: "noa.p1@example.com",
            turns: [Turn(text: "Please pause my subscription for two months.")], confirms: true),
        DemoConversation(
            remark: "A first wish to cancel: the personal link, and an offer or two, once",
            customer: "susan.p8@example.com",
            turns: [Turn(text: "I would like to cancel my subscription, money is tight at the moment.")]),
        DemoConversation(
            remark: "A report of damage, first in words, then with photos", customer: "carol.p9@example.com",
            turns: [
                Turn(text: "My bottle of olive oil arrived broken."),
                Turn(text: "", photos: ["oil-front.jpg", "oil-label.jpg"]),
            ]),
        DemoConversation(
            remark: "A red line: nothing is answered, a person gets a note", customer: "gary.p12@example.com",
            turns: [Turn(text: "If you charge me once more I will hear from my lawyer and we will sue you.")]),
    ]

    /// - Parameter number: of the conversation on the tour, from 1.
    func parameters(turn: Int, number: Int, now: Timestamp) -> JSONObject {
        let text = turns[turn].text
        let photos = turns[turn].photos.map { name -> JSONValue in
            ["name": .string(name), "type": "image/jpeg", "size": 182_044]
        }
        var object: JSONObject = [
            "message": [
                "id": .string("demo-\(number)-\(turn)"), "text": .string(text), "attachments": .array(photos),
            ],
            "channel": "widget", "conversation": .string("demo-\(number)"),
            "now": .string(Timestamp(milliseconds: now.milliseconds + Int64(turn) * 60_000).iso),
        ]
        if let customer { object["customer"] = ["email": .string(customer), "verified_by": "login"] }
        return object
    }
}
