import ArgumentParser
import Domain
import Foundation
import Support

struct HandleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handle",
        abstract: "Take a customer's message in and decide about it.",
        discussion: """
            The whole pipeline, beside a running server or without one: send, draft or escalate, with the answer and \
            what it rests on. Without --id every call is a new message; under the same id and conversation it is the \
            same one, with the same result. Reads the message from standard input where it is -.

            Examples:
              almanac handle "How long does shipping to Ohio take?"
              almanac handle "Where is my box?" \\
                --customer noa.p1@example.com --verified-by login
              almanac handle "two months please" --session sess_… \\
                --customer noa.p1@example.com --verified-by login
              almanac handle - --channel email --dry-run --json < mail.txt
            """)

    @Argument(help: "The message; several words need no quotes.") var message: [String] = []

    @Option(help: ArgumentHelp("The channel's id of the message.", valueName: "id")) var id: String?
    @Option(help: ArgumentHelp("Where it came in.", valueName: "channel")) var channel = "api"
    @Option(help: ArgumentHelp("The channel's id of the conversation.", valueName: "id")) var conversation: String?
    @Option(help: ArgumentHelp("The customer's name, for the greeting.", valueName: "name")) var name: String?
    @Option(help: ArgumentHelp("A file that came with it; may be given several times.", valueName: "file"))
    var attach: [String] = []
    @Flag(help: "Decide and keep nothing of it.") var dryRun = false
    @Flag(help: "Keep the message out of the figures.") var test = false
    @OptionGroup var customer: CustomerOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard let channel = ContactChannel(rawValue: channel) else {
            throw AlmanacError(
                .invalidInput, "--channel is '\(channel)'",
                hint: "it is one of \(ContactChannel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let text = try message == ["-"] ? StandardInput.message() : message.joined(separator: " ")
        let wiring = try Wiring(shared, encoder: encoder)
        let service = try wiring.supportService(progress: { Console.note($0) })
        let result = try service.pipeline.handle(
            SupportRequest(
                messageID: id ?? "cli-\(UUID().uuidString.lowercased())", text: text,
                attachments: try attach.map(attachment), channel: channel, session: customer.session,
                conversation: conversation, identity: try customer.identity(), customerName: name,
                isDryRun: dryRun, isTest: test, now: try customer.moment()))
        Console.print(
            shared.json
                ? JSONValue.object(result).prettyText
                : HandledReport(result: result, stream: Console.output).text)
    }

    private func attachment(_ path: String) throws -> Attachment {
        let file = URL(filePath: path)
        let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? nil
        guard let size, file.isFile else {
            throw AlmanacError(.fileMissing, "there is no file '\(path)'", hint: "check the path of --attach")
        }
        let types = [
            "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "heic": "image/heic",
            "pdf": "application/pdf",
            "txt": "text/plain",
        ]
        return Attachment(
            name: file.lastPathComponent,
            type: types[file.pathExtension.lowercased()] ?? "application/octet-stream", size: size, path: file.path)
    }
}

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Say what a message is about.",
        discussion: """
            The router's part alone: category, how sure that is, urgency, feeling, language. Stores nothing.

            Examples:
              almanac classify "two boxes arrived broken and I was charged twice"
              almanac classify - --json < mail.txt
            """)

    @Argument(help: "The message; several words need no quotes.") var message: [String]
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let text = try message == ["-"] ? StandardInput.message() : message.joined(separator: " ")
        let wiring = try Wiring(shared, encoder: encoder)
        let chosen = try wiring.encoder(for: .searching)
        let knowledge = try wiring.knowledge(for: .searching, encoder: chosen)
        guard let desk = try wiring.routerDesk(knowledge, encoder: chosen, progress: { Console.note($0) }) else {
            throw AlmanacError(
                .unsupported, "nothing can be routed here",
                hint: "the router needs an encoder and a company with categories.yml")
        }
        let found = try desk.router().classify(MessageText(text).plain)
        if shared.json { return Console.print(found.json.prettyText) }
        let rows = found.candidates.prefix(5).map { [$0.category, Figures.decimal($0.probability, 3)] }
        Console.print(
            Table(header: ["category", "probability"], rows: rows, stream: Console.output, rightAligned: [1]).text)
        var words = [found.urgency.rawValue + " urgency", found.sentiment.rawValue, found.language]
        if let second = found.secondaryCategory { words.append("also \(second)") }
        if found.wantsHuman { words.append("asks for a person") }
        if found.lowConfidence { words.append("not sure") }
        Console.print(words.joined(separator: ", "))
    }
}

struct AutosendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autosend",
        abstract: "Switch all automatic sending off or on.",
        discussion: """
            Without a word it says how the switch stands. Off holds every answer back as a draft, at once and in \
            running servers too.

            Examples:
              almanac autosend
              almanac autosend off --reason "wrong prices on the site"
              almanac autosend on
            """)

    enum Word: String, ExpressibleByArgument, CaseIterable { case on, off }

    @Argument(help: "What to set.") var word: Word?
    @Option(help: ArgumentHelp("Who switches.", valueName: "user")) var by = ProcessInfo.processInfo.userName
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String?
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let reviews = ReviewDesk(store: try Wiring(shared).supportStore(creating: word != nil))
        if let word {
            try reviews.setAutosend(
                word == .on, by: by, reason: reason ?? ReviewDesk.noReason, at: Wiring.systemClock())
        }
        let state = try reviews.autosend()
        if shared.json { return Console.print(JSONValue.object(state.json).prettyText) }
        Console.print(state.isOn ? "Answers are sent where the gate allows it." : "Nothing is sent without a person.")
    }
}
