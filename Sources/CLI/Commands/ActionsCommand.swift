import ArgumentParser
import Domain
import Support

struct ActionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "actions",
        abstract: "Read a customer's data with tools, and propose, confirm or decline changes.",
        discussion: """
            A change is a proposal that the customer confirms; it is carried out at most once, whatever is repeated. \
            The commands work on the home itself, beside a running server or without one. What a business rule refuses \
            exits with 3.

            Examples:
              almanac actions tools
              almanac actions read get_subscription \\
                --customer noa.p1@example.com --verified-by login
              almanac actions propose pause_subscription months=2 \\
                --customer noa.p1@example.com --verified-by login
              almanac actions list --status pending_confirmation
            """,
        subcommands: [
            ToolsCommand.self, ReadCommand.self, ProposeCommand.self, ConfirmCommand.self, DeclineCommand.self,
            ListProposalsCommand.self, ShowProposalCommand.self, ResolveCommand.self,
        ])
}

extension ActionsCommand {
    struct ToolsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tools", abstract: "The twelve tools and what they take.",
            discussion: """
                Examples:
                  almanac actions tools
                  almanac actions tools --json
                """)

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let catalog = ToolCatalog(policy: try Wiring(shared).actionPolicy())
            Console.print(
                shared.json
                    ? JSONValue.object(["tools": .array(catalog.tools.map(\.json))]).prettyText
                    : ToolReport.text(catalog))
        }
    }

    struct ReadCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "read", abstract: "Run a tool that reads.",
            discussion: """
                Prints JSON: what the tool found, or why it may not be told.

                Examples:
                  almanac actions read get_payment_history months=12 \\
                    --customer noa.p1@example.com --verified-by login
                  almanac actions read track_package order=TB-30014 \\
                    --customer noa.p1@example.com
                """)

        @Argument(help: "The tool.") var tool: String
        @Argument(help: ArgumentHelp("A JSON object, or key=value words.", valueName: "arguments"))
        var arguments: [String] = []
        @OptionGroup var customer: CustomerOptions
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let actions = try Wiring(shared).actions()
            let arguments = try CallParameters(arguments, of: actions.catalog.tool(tool).parameters).object
            switch try actions.read(tool, arguments, customer.context()) {
            case .result(let result): Console.print(shared.json ? result.text : result.prettyText)
            case .refused(let refusal): try RefusalReport.end(refusal, shared)
            }
        }
    }

    struct ProposeCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "propose", abstract: "Propose a change, or run a tool without a form.",
            discussion: """
                Prints the proposal with the token that its confirmation needs. Nothing is changed before that.

                Examples:
                  almanac actions propose skip_month \\
                    --customer noa.p1@example.com --verified-by login
                  almanac actions propose change_frequency frequency=bimonthly \\
                    --session s1 --customer noa.p1@example.com --verified-by login
                """)

        @Argument(help: "The tool.") var tool: String
        @Argument(help: ArgumentHelp("A JSON object, or key=value words.", valueName: "arguments"))
        var arguments: [String] = []
        @Option(help: ArgumentHelp("The channel of a new session.", valueName: "channel")) var channel = "api"
        @Option(help: ArgumentHelp("A repeat under the same key is not a second one.", valueName: "key"))
        var requestKey: String?
        @OptionGroup var customer: CustomerOptions
        @OptionGroup var shared: SharedOptions

        func run() throws {
            guard let channel = ContactChannel(rawValue: channel) else {
                throw AlmanacError(
                    .invalidInput, "--channel is '\(channel)'",
                    hint: "it is one of \(ContactChannel.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let actions = try Wiring(shared).actions()
            let arguments = try CallParameters(arguments, of: actions.catalog.tool(tool).parameters).object
            let answer = try actions.propose(
                tool, arguments, customer.context(channel: channel), requestKey: requestKey)
            switch answer {
            case .proposed(let view):
                Console.print(shared.json ? answer.json.text : ProposalReport.text(view))
            case .executed(let result, _):
                Console.print(shared.json ? answer.json.text : JSONValue.object(result).prettyText)
            case .refused(let refusal): try RefusalReport.end(refusal, shared)
            }
        }
    }

    struct ConfirmCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "confirm", abstract: "Carry out a proposal, once.",
            discussion: """
                Words of the form key=value are the values that the customer changed. Needs the proposal's own session \
                and customer. A repeat prints what was carried out the first time.

                Examples:
                  almanac actions confirm prop_… --token … --session s1 \\
                    --customer noa.p1@example.com --verified-by login
                  almanac actions confirm prop_… months=1 --token … --session s1 \\
                    --customer noa.p1@example.com --verified-by login
                """)

        @Argument(help: "The proposal.") var id: String
        @Argument(help: ArgumentHelp("Changed values: a JSON object, or key=value words.", valueName: "arguments"))
        var arguments: [String] = []
        @Option(help: ArgumentHelp("As the proposal brought it.", valueName: "token")) var token: String
        @OptionGroup var customer: CustomerOptions
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let actions = try Wiring(shared).actions()
            let id = ProposalID(rawValue: id)
            let fields = try actions.catalog.tool(actions.proposal(id).tool).parameters
            let arguments = try CallParameters(arguments, of: fields).object
            try SettleReport.end(
                actions.confirm(id, token: token, arguments: arguments, customer.context()), wanted: .executed, shared)
        }
    }

    struct DeclineCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "decline", abstract: "Record that the customer does not want a proposal.",
            discussion: """
                Examples:
                  almanac actions decline prop_… --token … --session s1 \\
                    --customer noa.p1@example.com --verified-by login
                """)

        @Argument(help: "The proposal.") var id: String
        @Option(help: ArgumentHelp("As the proposal brought it.", valueName: "token")) var token: String
        @Option(help: ArgumentHelp("Kept with the proposal.", valueName: "text")) var reason: String?
        @OptionGroup var customer: CustomerOptions
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let actions = try Wiring(shared).actions()
            try SettleReport.end(
                actions.decline(ProposalID(rawValue: id), token: token, reason: reason, customer.context()),
                wanted: .declined, shared)
        }
    }

    struct ListProposalsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Proposals, newest first.",
            discussion: """
                Examples:
                  almanac actions list
                  almanac actions list --status unknown
                  almanac actions list --of C-10001
                """)

        @Option(help: ArgumentHelp("In this state; may be given more than once.", valueName: "status"))
        var status: [String] = []
        @Option(help: ArgumentHelp("Of this session.", valueName: "id")) var session: String?
        @Option(name: .customLong("of"), help: ArgumentHelp("Of this customer's number.", valueName: "number"))
        var number: String?
        @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 50
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let statuses = try status.map { word in
                guard let status = ProposalStatus(rawValue: word) else {
                    throw AlmanacError(
                        .invalidInput, "--status is '\(word)'",
                        hint: "it is one of \(ProposalStatus.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return status
            }
            guard (1...10_000).contains(limit) else {
                throw AlmanacError(.invalidInput, "--limit is \(limit); it must lie in 1…10000")
            }
            let filter = ProposalFilter(
                session: session, customer: number.map(CustomerNumber.init),
                statuses: statuses.isEmpty ? nil : Set(statuses), limit: limit)
            let proposals = try Wiring(shared).actions().proposals(filter, now: Wiring.systemClock())
            Console.print(
                shared.json
                    ? JSONValue.object(["proposals": .array(proposals.map { .object($0.json) })]).prettyText
                    : ProposalReport.table(proposals))
        }
    }

    struct ShowProposalCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One proposal with its change, its audit row and its events.",
            discussion: """
                Examples:
                  almanac actions show prop_…
                """)

        @Argument(help: "The proposal.") var id: String
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let record = try Wiring(shared).actions().record(of: ProposalID(rawValue: id))
            Console.print(shared.json ? record.json.prettyText : ProposalReport.text(record))
        }
    }

    struct ResolveCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resolve", abstract: "Say what became of a proposal whose outcome nobody knew.",
            discussion: """
                For a system of record elsewhere that lost its answer: look there first. Nothing is carried out by this.

                Examples:
                  almanac actions resolve prop_… --executed --reason "seen in the ERP"
                """)

        @Argument(help: "The proposal.") var id: String
        @Flag(help: "The change was made.") var executed = false
        @Flag(help: "It was not and will not be.") var failed = false
        @OptionGroup var authorship: AuthorOptions
        @OptionGroup var shared: SharedOptions

        func validate() throws {
            guard executed != failed else { throw ValidationError("Give one of --executed and --failed.") }
        }

        func run() throws {
            let proposal = try Wiring(shared).actions().resolve(
                ProposalID(rawValue: id), executed: executed, by: authorship.name, reason: authorship.reason,
                now: Wiring.systemClock())
            Console.print(
                shared.json
                    ? JSONValue.object(proposal.json).prettyText : "\(proposal.id) is \(proposal.status.rawValue)")
        }
    }
}
