import Domain

/// The twelve tools under one company's rules.
public struct ToolCatalog: Sendable {
    /// In the order in which people learn them: reads, writes, the link.
    public let tools: [Tool]

    public init(policy: ActionPolicy) {
        tools = [
            .getSubscription, .getCustomerHistory, .getPaymentHistory, .trackPackage, .getBoxContents,
            .changeFrequency(policy), .skipMonth(policy), .pauseSubscription(policy), .changeAddress,
            .createDamageClaim(policy), .requestPhotos, .generateCancelLink(policy),
        ]
    }

    /// Throws `not_found` with the names that there are.
    public func tool(_ name: String) throws -> Tool {
        guard let tool = tools.first(where: { $0.name == name }) else {
            throw AlmanacError(
                .notFound, "there is no tool '\(name.prefix(64))'",
                hint: "the tools are \(tools.map(\.name).joined(separator: ", "))")
        }
        return tool
    }
}

extension Schema {
    fileprivate static let number = Schema.line(characters: 64)
}

extension Schema.Field {
    fileprivate static let subscription = Schema.Field(
        "subscription", .number, .optional, "which subscription; needed where the customer has more than one")
    fileprivate static func include(_ words: [String], default defaults: [String]) -> Schema.Field {
        Schema.Field(
            "include", .list(.choice(words), count: 1...words.count), .defaulted(JSONValue(defaults)),
            "what the question needs; nothing else is given")
    }
}

extension Tool {
    fileprivate static let getSubscription = Tool(
        "get_subscription", title: "Subscription",
        "Status and rhythm of the customer's subscription, its next charge and cut-off day, and what else is asked for.",
        effect: .read,
        parameters: [
            .subscription,
            .include(
                ["schedule", "price", "preferences", "address", "payment_method", "gift"],
                default: ["schedule", "price"]),
        ])

    fileprivate static let getCustomerHistory = Tool(
        "get_customer_history", title: "Customer history",
        "How long the customer has been one, boxes so far, the last five orders, past contacts with support, claims.",
        effect: .read, parameters: [.include(["summary", "orders", "contacts"], default: ["summary", "orders"])])

    fileprivate static let getPaymentHistory = Tool(
        "get_payment_history", title: "Payments",
        "Charges of the last months, failed, refunded and disputed ones too, and the day of the next one.",
        effect: .read,
        parameters: [.init("months", .integer(1...24), .defaulted(6), "how far back")])

    fileprivate static let trackPackage = Tool(
        "track_package", title: "Parcel",
        "Where the parcel that was shipped last is, or that of one order. Somebody who is not verified needs the e-mail "
            + "address and the order or tracking number together.",
        effect: .read, identity: .claimed,
        parameters: [.init("order", .number, .optional, "an order or a tracking number")])

    fileprivate static let getBoxContents = Tool(
        "get_box_contents", title: "Box contents",
        "What was in the box that was shipped last, or in that of one order, with allergens and alcohol.",
        effect: .read, parameters: [.init("order", .number, .optional, "an order number")])

    fileprivate static func changeFrequency(_ policy: ActionPolicy) -> Tool {
        Tool(
            "change_frequency", title: "Change how often boxes come",
            "Proposes another rhythm for a subscription. Changes nothing until the customer confirms it.",
            effect: .write, fixed: ["subscription"],
            parameters: [
                .subscription,
                .init(
                    "frequency", .choice(Frequency.allCases.map(\.rawValue)), .required,
                    "the new rhythm; customers choose among "
                        + policy.changeableFrequencies.map(\.rawValue).joined(separator: ", ")),
            ])
    }

    fileprivate static func skipMonth(_ policy: ActionPolicy) -> Tool {
        Tool(
            "skip_month", title: "Skip a box",
            "Proposes to leave out one box: no charge and no delivery in that month. Changes nothing until confirmed.",
            effect: .write, fixed: ["subscription"],
            parameters: [
                .subscription,
                .init(
                    "month", .month, .optional,
                    "the month of the box, within the next \(policy.skipMonthsAhead); the next box where it is absent"),
            ])
    }

    fileprivate static func pauseSubscription(_ policy: ActionPolicy) -> Tool {
        Tool(
            "pause_subscription", title: "Pause the subscription",
            "Proposes a pause in calendar months, after which the subscription goes on by itself. More than "
                + "\(policy.pauseMonths) months are for a person. Changes nothing until confirmed.",
            effect: .write, fixed: ["subscription"],
            parameters: [
                .subscription,
                .init("months", .integer(1...max(1, policy.pauseMonthsAtMost)), .required, "how long"),
            ])
    }

    fileprivate static let changeAddress = Tool(
        "change_address", title: "Change the delivery address",
        "Proposes another address for boxes to come; boxes on their way keep theirs. Changes nothing until confirmed.",
        effect: .write, fixed: ["subscription"],
        parameters: [
            .subscription,
            .init("recipient", .line(characters: 100), .optional, "the name on the parcel, where it is another"),
            .init("street", .line(characters: 120), .required, "street and house number"),
            .init("line2", .line(characters: 120), .optional, "apartment, floor, company"),
            .init("city", .line(characters: 80), .required, "town"),
            .init("state", .line(characters: 40), .optional, "state or province, where the country has them"),
            .init("postcode", .line(characters: 16), .optional, "postal code"),
            .init("country", .line(characters: 2), .required, "two letters of ISO 3166, such as US"),
        ])

    fileprivate static func createDamageClaim(_ policy: ActionPolicy) -> Tool {
        Tool(
            "create_damage_claim", title: "Report damage",
            "Proposes a claim about something that arrived broken, leaking, missing, wrong or spoiled, within "
                + "\(policy.claimWindowDays) days of the delivery. Promises no outcome.",
            effect: .write, fixed: ["order"],
            parameters: [
                .init("order", .number, .optional, "which box; the one delivered last where it is absent"),
                .init(
                    "item", .line(characters: 120), .optional,
                    "its name or its number in the box; the whole box where it is absent"),
                .init("kind", .choice(DamageClaim.Kind.allCases.map(\.rawValue)), .required, "what happened"),
                .init("description", .text(characters: 2000), .required, "in the customer's words"),
            ])
    }

    fileprivate static let requestPhotos = Tool(
        "request_photos", title: "Ask for photos",
        "Asks for photos of an open claim, once a claim. Changes no account and needs no confirmation.",
        effect: .message,
        parameters: [.init("claim", .number, .optional, "which claim; needed where more than one is open")])

    fileprivate static func generateCancelLink(_ policy: ActionPolicy) -> Tool {
        Tool(
            "generate_cancel_link", title: "Cancel link",
            "Makes the customer's personal link to the cancel page, good for \(policy.cancelLinkHours) hours. It "
                + "cancels nothing: the customer does, on that page.",
            effect: .link, parameters: [.subscription])
    }
}
