import ArgumentParser
import Domain
import Foundation
import Support

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Look at what was not sent, and say what becomes of it.",
        discussion: """
            Examples:
              almanac review list
              almanac review show rev_…
              almanac review approve rev_…
              almanac review edit rev_… "Dear Ruth, …"
              almanac review reject rev_… --reason "wrong policy"
            """,
        subcommands: [List.self, Show.self, Approve.self, Edit.self, Reject.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "What waits, newest first.",
            discussion: """
                Examples:
                  almanac review list
                  almanac review list --status edited --limit 10
                """)

        @Option(help: ArgumentHelp("open, approved, edited or rejected.", valueName: "status")) var status = "open"
        @Option(help: ArgumentHelp("Only of this category.", valueName: "name")) var category: String?
        @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 50
        @OptionGroup var shared: SharedOptions

        func run() throws {
            guard let status = ReviewItem.Status(rawValue: status) else {
                throw AlmanacError(
                    .invalidInput, "--status is '\(status)'",
                    hint: "it is one of \(ReviewItem.Status.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let items = try ReviewDesk(store: Wiring(shared).supportStore()).list(
                ReviewFilter(status: status, category: category, limit: limit))
            if shared.json {
                return Console.print(
                    JSONValue.object(["reviews": .array(items.map { .object($0.json) })]).prettyText)
            }
            guard !items.isEmpty else {
                Console.note("nothing is \(status.rawValue)")
                throw ExitCode(1)
            }
            let rows = items.map {
                [
                    $0.id, $0.decision.rawValue, $0.category, $0.reasons.first?.code.rawValue ?? "",
                    String($0.text.split(separator: "\n").first?.prefix(40) ?? ""),
                ]
            }
            Console.print(
                Table(header: ["id", "decision", "category", "why", "message"], rows: rows, stream: Console.output).text
            )
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One item with its message, draft and note.",
            discussion: """
                Examples:
                  almanac review show rev_…
                """)

        @Argument(help: "The item.") var id: String
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let item = try ReviewDesk(store: Wiring(shared).supportStore()).get(id)
            if shared.json { return Console.print(JSONValue.object(item.json).prettyText) }
            var lines = [
                "\(item.decision.rawValue)  \(item.category)  \(item.status.rawValue)  session \(item.session)"
            ]
            lines += item.reasons.map { "  \($0.code.rawValue): \($0.text)" }
            lines += ["", "The customer wrote"] + item.text.split(separator: "\n").map { "  \($0)" }
            if let draft = item.draft { lines += ["", "Draft"] + draft.text.split(separator: "\n").map { "  \($0)" } }
            if let note = item.handoff?["note"]?.string { lines += ["", note] }
            Console.print(lines.joined(separator: "\n"))
        }
    }

    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Send the draft as it is.",
            discussion: """
                Examples:
                  almanac review approve rev_…
                """)

        @Argument(help: "The item.") var id: String
        @Option(help: ArgumentHelp("Who decides.", valueName: "user")) var by = ProcessInfo.processInfo.userName
        @OptionGroup var shared: SharedOptions

        func run() throws { try ReviewCommand.end(id, .approve, by, shared) }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edit", abstract: "Send another text instead.",
            discussion: """
                Examples:
                  almanac review edit rev_… "Dear Ruth, …"
                  almanac review edit rev_… - < answer.txt
                """)

        @Argument(help: "The item.") var id: String
        @Argument(help: "What the customer gets; - reads standard input.") var text: String
        @Option(help: ArgumentHelp("Who decides.", valueName: "user")) var by = ProcessInfo.processInfo.userName
        @OptionGroup var shared: SharedOptions

        func run() throws {
            try ReviewCommand.end(id, .edit(text == "-" ? try StandardInput.message() : text), by, shared)
        }
    }

    struct Reject: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject", abstract: "Send nothing.",
            discussion: """
                Examples:
                  almanac review reject rev_… --reason "answered by phone"
                """)

        @Argument(help: "The item.") var id: String
        @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
        @Option(help: ArgumentHelp("Who decides.", valueName: "user")) var by = ProcessInfo.processInfo.userName
        @OptionGroup var shared: SharedOptions

        func run() throws { try ReviewCommand.end(id, .reject(reason: reason), by, shared) }
    }

    private static func end(_ id: String, _ action: ReviewAction, _ user: String, _ shared: SharedOptions) throws {
        let item = try ReviewDesk(store: Wiring(shared).supportStore()).resolve(
            id, action, by: user, at: Wiring.systemClock())
        if shared.json { return Console.print(JSONValue.object(item.json).prettyText) }
        Console.print("\(item.id) is \(item.status.rawValue)")
    }
}

struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Conversations, and giving them back from a person.",
        discussion: """
            Examples:
              almanac sessions list --status escalated
              almanac sessions show sess_…
              almanac sessions handback sess_…
            """,
        subcommands: [List.self, Show.self, Handback.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Conversations, newest first.",
            discussion: """
                Examples:
                  almanac sessions list
                  almanac sessions list --status escalated --assignee billing-team
                """)

        @Option(help: ArgumentHelp("active, resolved, escalated or closed.", valueName: "status")) var status: String?
        @Option(help: ArgumentHelp("Of this team or person.", valueName: "name")) var assignee: String?
        @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 50
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let wanted = try status.map { word in
                guard let status = Session.Status(rawValue: word) else {
                    throw AlmanacError(
                        .invalidInput, "--status is '\(word)'",
                        hint: "it is one of \(Session.Status.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return status
            }
            let sessions = try Conversations(store: Wiring(shared).supportStore()).sessions(
                status: wanted, assignee: assignee, limit: limit)
            if shared.json {
                return Console.print(
                    JSONValue.object(["sessions": .array(sessions.map { .object($0.json) })]).prettyText)
            }
            guard !sessions.isEmpty else {
                Console.note("there are no such conversations")
                throw ExitCode(1)
            }
            let rows = sessions.map {
                [
                    $0.session.id, $0.session.status.rawValue, $0.category ?? "", $0.assignee ?? "", "\($0.messages)",
                    $0.updatedAt.iso,
                ]
            }
            Console.print(
                Table(
                    header: ["session", "status", "category", "assignee", "messages", "changed"], rows: rows,
                    stream: Console.output, rightAligned: [4]
                ).text)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One conversation with its decisions, as JSON.",
            discussion: """
                Examples:
                  almanac sessions show sess_…
                """)

        @Argument(help: "The session.") var id: String
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let record = try Conversations(store: Wiring(shared).supportStore()).session(id)
            Console.print(JSONValue.object(record.json).prettyText)
        }
    }

    struct Handback: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "handback", abstract: "Let messages of a conversation be answered again.",
            discussion: """
                Examples:
                  almanac sessions handback sess_…
                """)

        @Argument(help: "The session.") var id: String
        @Option(help: ArgumentHelp("Who gives it back.", valueName: "user")) var by = ProcessInfo.processInfo.userName
        @OptionGroup var shared: SharedOptions

        func run() throws {
            try Conversations(store: Wiring(shared).supportStore()).handback(id, by: by, at: Wiring.systemClock())
            if shared.json { return Console.print(JSONValue.object(["session": .string(id)]).text) }
            Console.print("\(id) is answered again")
        }
    }
}
