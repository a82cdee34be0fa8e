import Domain
import Store

extension AnswerDraft {
    /// Calls a tool; the same call once in an answer.
    ///
    /// Throws `internal` for a tool that the specialist may not use.
    mutating func call(_ tool: String, _ arguments: JSONObject = [:]) throws -> ToolRun {
        guard specialist.tools.contains(tool) else {
            throw AlmanacError(
                .internalError, "'\(specialist.name)' may not use \(tool)",
                hint: "add it to the specialist's tools in specialists.yml")
        }
        if let made = answer.tools.first(where: { $0.tool == tool && $0.arguments == arguments }) { return made }
        let run = task.tools.call(tool, arguments)
        answer.tools.append(run)
        switch run.outcome {
        case .result, .proposed, .executed: answer.usesAccount = true
        case .refused(let refusal) where refusal.code == .customerNotFound:
            object(.identity, "No account has the verified address.")
        case .refused: break
        case .failed(let code):
            object(.error, "The tool \(tool) could not be used (\(code)).")
            if !answer.degraded.contains("tools") { answer.degraded.append("tools") }
        }
        return run
    }

    /// The result of a read; nil where there is none, and then the customer is told or asked.
    mutating func read(_ tool: String, _ arguments: JSONObject = [:]) throws -> JSONValue? {
        let run = try call(tool, arguments)
        if let result = run.result { return result }
        try explain(run)
        return nil
    }

    /// One subscription with the parts that are asked for; nil where there is none or more than one, and then the
    /// customer is told or asked.
    mutating func subscription(_ include: String..., number: String? = nil) throws -> JSONValue? {
        var arguments: JSONObject = [:]
        if let number = number ?? waiting(for: "get_subscription")?.arguments["subscription"]?.string {
            arguments["subscription"] = .string(number)
        }
        arguments["include"] = JSONValue(include)
        guard let result = try read("get_subscription", arguments) else { return nil }
        if let one = result["subscription"] { return one }
        let labelled = (result["subscriptions"]?.array ?? []).compactMap { entry in
            entry["number"]?.string.map {
                Refusal.Choice(argument: "subscription", value: $0, label: entry["label"]?.string ?? $0)
            }
        }
        if let chosen = ChoiceReading(task.words, wasAsked: wasAsked("which_subscription")).choice(
            among: labelled, place: facts.choice)
        {
            arguments["subscription"] = .string(chosen.value)
            return try read("get_subscription", arguments)?["subscription"]
        }
        try ask("which_subscription", tool: "get_subscription", choices: labelled)
        answer.usesAccount = true
        return nil
    }

    /// Proposes a change. Where more than one subscription or item may be meant, the words of the message decide, or
    /// the customer is asked.
    @discardableResult
    mutating func propose(_ tool: String, _ arguments: JSONObject) throws -> Bool {
        var run = try call(tool, arguments)
        var arguments = arguments
        if let refusal = run.refusal, let choice = try choice(of: refusal) {
            arguments[choice.argument] = .string(choice.value)
            run = try call(tool, arguments)
        }
        if case .proposed(let view) = run.outcome {
            try say(.form, "propose.\(tool)", ["summary": view.proposal.summary])
            return true
        }
        try explain(run)
        return false
    }

    /// Which of a refusal's choices the message names.
    private func choice(of refusal: Refusal) throws -> Refusal.Choice? {
        guard let first = refusal.choices.first else { return nil }
        let isItem = first.argument == "item"
        let wasAsked = wasAsked(isItem ? "which_item" : "which_subscription")
        // A town in a new address says nothing of the subscription that is meant.
        if isItem || wasAsked || !facts.wants.contains(.changeAddress),
            let chosen = ChoiceReading(task.words, wasAsked: wasAsked).choice(
                among: refusal.choices, place: facts.choice)
        {
            return chosen
        }
        guard isItem, case .one(let label) = facts.item(among: refusal.choices.map(\.label)) else {
            return nil
        }
        let named = refusal.choices.filter { $0.label == label }
        return named.count == 1 ? named.first : nil
    }

    private func wasAsked(_ key: String) -> Bool { waiting?.asks.contains(key) ?? false }

    /// Says why a call came to nothing, and asks for what is missing.
    mutating func explain(_ run: ToolRun) throws {
        switch run.outcome {
        case .result, .proposed, .executed: return
        case .failed: try handOver("A tool broke.")
        case .refused(let refusal): try explain(refusal, of: run)
        }
    }

    private mutating func explain(_ refusal: Refusal, of run: ToolRun) throws {
        switch refusal.code {
        case .identityRequired:
            try say(.refusal, "refused.identity_required")
            try ask(
                run.tool == "track_package" ? "email_or_order" : "verify_identity", tool: run.tool, run.arguments)
        case .noMatch:
            try say(.refusal, "refused.no_match")
            try ask("email_or_order", tool: run.tool)
        case .choiceRequired:
            // What the choices are called comes from the account.
            answer.usesAccount = true
            let isItem = refusal.choices.first?.argument == "item"
            try ask(
                isItem ? "which_item" : "which_subscription", tool: run.tool, run.arguments, choices: refusal.choices)
        case .notFound where !refusal.choices.isEmpty:
            answer.usesAccount = true
            var arguments = run.arguments
            arguments["item"] = nil
            try ask("which_item", tool: run.tool, arguments, choices: refusal.choices)
        case .notFound where run.arguments["order"] != nil:
            try say(.refusal, "refused.not_found")
            var arguments = run.arguments
            arguments["order"] = nil
            try ask("order_number", tool: run.tool, arguments)
        case .incompleteAddress:
            try say(.refusal, "refused.incomplete_address")
            wait(for: "full_address", tool: run.tool, run.arguments)
        case .needsPerson, .notAvailable, .notDelivered, .claimWindowClosed, .subscriptionPaused, .foreign, .settled,
            .noKey:
            try say(.refusal, "refused.\(refusal.code.rawValue)")
            try handOver("The tool \(run.tool) leaves this to a person (\(refusal.code.rawValue)).")
            answer.usesAccount = answer.usesAccount || isVerified
        default:
            try say(.refusal, "refused.\(refusal.code.rawValue)")
            answer.usesAccount = answer.usesAccount || isVerified
        }
    }
}
