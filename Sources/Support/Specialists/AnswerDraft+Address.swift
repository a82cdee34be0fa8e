import Domain

extension AnswerDraft {
    private static let tool = "change_address"

    mutating func answerAddress() throws {
        if facts.newEmail {
            try handOver("The e-mail address of an account is changed by a person.")
            open = []
            return
        }
        if try has(.currentAddress) {
            if let lines = try addressLines() { try say(.fact, "facts.address", lines: lines) }
            try settle(.currentAddress)
        }
        let isWish = try wants(.changeAddress) || facts.otherRecipient || has(.addressChange)
        let isGiven = waiting(for: AnswerDraft.tool) != nil || hasPieces || facts.address.isAmbiguous
        if try isGiven || (isWish && !has(.inquiry) && !answeredByAddress) { try changeAddress() }
        try answerOpen()
        if answer.parts.isEmpty, try !know(words), isWish { try changeAddress() }
    }

    /// Whether the address on file was all that was asked for.
    private var answeredByAddress: Bool { !answer.parts.isEmpty && facts.statements.isEmpty }

    /// The pieces that the message gives, as arguments of the tool.
    private var pieces: JSONObject {
        let address = facts.address
        let all: [(String, String?)] = [
            ("recipient", address.recipient), ("street", address.street), ("line2", address.line2),
            ("city", address.city), ("state", address.state), ("postcode", address.postcode),
            ("country", address.country),
        ]
        return JSONObject(all.compactMap { name, value in value.map { (name, .string($0)) } })
    }

    private var hasPieces: Bool { pieces.keys.contains { $0 != "recipient" } }

    private mutating func changeAddress() throws {
        var arguments = waiting(for: AnswerDraft.tool)?.arguments ?? [:]
        for (name, value) in pieces.members { arguments[name] = value }
        if facts.address.isCorrection, isVerified, !isComplete(arguments), let known = try knownAddress() {
            // One piece is corrected: the others stay.
            for name in ["street", "line2", "city", "state", "postcode", "country"] where arguments[name] == nil {
                if let value = known[name], value.string != nil { arguments[name] = value }
            }
        }
        guard !facts.address.isAmbiguous, isComplete(arguments) else {
            try ask("full_address", tool: AnswerDraft.tool, arguments)
            return try settleWish(.changeAddress)
        }
        try propose(AnswerDraft.tool, arguments)
        try settleWish(.changeAddress)
    }

    /// Whether the tool takes it, and the country's needs are met.
    private func isComplete(_ arguments: JSONObject) -> Bool {
        guard let country = arguments["country"]?.string else { return false }
        let needs = ["street", "city"] + (task.policy.addressNeeds[country.uppercased()] ?? [])
        return needs.allSatisfy { arguments[$0]?.string?.isEmpty == false }
    }

    private mutating func knownAddress() throws -> JSONObject? {
        let number = waiting(for: AnswerDraft.tool)?.arguments["subscription"]?.string
        var arguments: JSONObject = [:]
        if let number { arguments["subscription"] = .string(number) }
        arguments["include"] = ["address"]
        guard let address = try quietly("get_subscription", arguments)?["subscription"]?["address"],
            address["street"] != nil
        else { return nil }
        return address.object
    }

    /// The address that boxes go to; nil where it is not told, and then the customer knows why.
    private mutating func addressLines() throws -> [String]? {
        guard let subscription = try subscription("address") else { return nil }
        guard let address = subscription["address"], address["street"] != nil else {
            try say(.refusal, "refused.not_available")
            return nil
        }
        return ["street", "line2", "city", "state", "postcode", "country"].compactMap { address[$0]?.string }
    }
}
