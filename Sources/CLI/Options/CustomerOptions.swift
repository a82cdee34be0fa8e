import ArgumentParser
import Domain
import Support

/// Whom a command acts for, and in which conversation.
struct CustomerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The customer's address.", valueName: "email"))
    var customer: String?

    @Option(help: ArgumentHelp("How you know that it is the customer: channel, login or code.", valueName: "how"))
    var verifiedBy: String?

    @Option(help: ArgumentHelp("The conversation's session.", valueName: "id"))
    var session: String?

    @Option(help: ArgumentHelp("Act at this moment (ISO 8601). Default: now.", valueName: "time"))
    var now: String?

    func identity() throws -> Identity {
        let email = customer.map(Identity.normalized)
        guard let verifiedBy else { return email.map(Identity.claimed) ?? .anonymous }
        guard let verification = Identity.Verification(rawValue: verifiedBy) else {
            throw AlmanacError(
                .invalidInput, "--verified-by is '\(verifiedBy)'",
                hint: "it is one of \(Identity.Verification.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let email else {
            throw AlmanacError(.invalidInput, "--verified-by says how, and --customer is missing")
        }
        return .verified(email: email, by: verification)
    }

    func context(channel: ContactChannel = .api) throws -> ActionContext {
        try ActionContext(identity: identity(), session: session, channel: channel, now: moment())
    }

    func moment() throws -> Timestamp {
        guard let now else { return Wiring.systemClock() }
        guard let moment = Timestamp(iso: now) else {
            throw AlmanacError(.invalidInput, "--now is '\(now)'", hint: "write a time such as 2026-11-15T09:00:00Z")
        }
        return moment
    }
}
