import Domain
import Foundation
import Service
import Support

/// The demo from an empty home to the last answer. Everything shown comes from the real parts: the files, the
/// database, a second process and its socket.
struct DemoTour {
    let corpus: DemoCorpus
    let home: Home
    let encoder: String?
    /// Says nothing on standard output: the report is printed as JSON.
    let isQuiet: Bool

    /// Customers that are made up: the personae and some more.
    private static let customers = 40

    private var stream: Console.Stream { Console.output }
    private var style: Style { stream.style }

    /// What happened, for `--json`.
    func run(keep: Bool) async throws -> JSONValue {
        try renew()
        heading("1  \(corpus.company), an invented company: its documents go in")
        let wiring = try Wiring(home: home, encoder: encoder)
        let changes = try ingest(wiring)

        let generated = try customers(wiring)
        try train(wiring)
        let keys = try CancelLinkKeys.generate(id: "demo")
        let server = try await ServerProcess.start(
            home: home, encoder: encoder, testClock: true, environment: ["ALMANAC_CANCEL_LINK_KEYS": keys])
        let answers: [JSONValue]
        let conversations: [JSONValue]
        do {
            let client = try await server.client(at: home.socketPath(wiring.configuration))
            heading("2  A server in a second process (\(server.identifier)) answers over its socket")
            answers = try await ask(client)
            heading("3  Customers write: five conversations through the whole pipeline")
            conversations = try await converse(client)
            await client.close()
        } catch {
            await server.stop()
            throw error
        }
        if keep {
            say("\nThe server goes on; stop it with: kill \(server.identifier)")
        } else {
            await server.stop()
        }
        farewell()
        return [
            "home": .string(home.path), "clock": .string(corpus.clock.iso), "ingest": changes.json,
            "answers": .array(answers), "customers": JSONValue(generated), "conversations": .array(conversations),
            "server": keep ? .integer(Int64(server.identifier)) : .null,
        ]
    }

    /// A fresh home, but never in place of something that is not a home.
    private func renew() throws {
        if HomeLock.isHeld(home) {
            throw AlmanacError(
                .conflict, "a server still serves \(home.path)", hint: "stop it first; almanac call health asks who")
        }
        if home.folder.isFolder {
            let names = try FileManager.default.contentsOfDirectory(atPath: home.path)
            func isOwn(_ name: String) -> Bool { Home.ownFiles.contains { name.hasPrefix($0) } }
            guard home.hasKnowledge || names.allSatisfy(isOwn) else {
                throw AlmanacError(
                    .conflict, "\(home.path) holds something else than a home", hint: "choose another with --home")
            }
            for name in names where isOwn(name) {
                try FileManager.default.removeItem(at: home.folder.appending(path: name))
            }
        }
        try home.create()
    }

    private func ingest(_ wiring: Wiring) throws -> ChangeSet {
        let clock = corpus.clock
        let started = ContinuousClock.now
        let bar = ProgressBar()
        defer { bar.clear() }
        let knowledge = try wiring.knowledge(for: .writing, clock: { clock })
        let changes = try knowledge.ingest(
            paths: [corpus.documents], options: IngestOptions(author: "demo", reason: "the demo's corpus"),
            progress: bar.report)
        bar.clear()
        let status = try knowledge.status()
        let time = Figures.duration(milliseconds: (ContinuousClock.now - started) / .milliseconds(1))
        say(
            "   \(Figures.count(status.documents, "document")) in \(Figures.count(status.chunks, "part")) "
                + "with the encoder \(status.encoder ?? "–"), in \(time)")
        let spaces = status.documentsByNamespace.map { "\($0.namespace) \($0.count)" }
        for line in TextWidth.wrap(spaces, separator: " · ", width: stream.width - 3) { say("   " + style.dim(line)) }
        if status.encoder == ModelCatalog.hashing {
            say("   " + style.warning("hashing knows words, not meaning: what follows is better with the weights"))
        }
        return changes
    }

    private func ask(_ client: LineClient) async throws -> [JSONValue] {
        var answers: [JSONValue] = []
        for question in DemoQuestion.tour {
            let answer = try await client.call(question.method, question.parameters(now: corpus.clock))
            try show(question, answer)
            answers.append(
                ["remark": .string(question.remark), "query": .string(question.query), "result": answer])
        }
        return answers
    }

    // MARK: Customers

    private func customers(_ wiring: Wiring) throws -> Int {
        let company = corpus.folder.appending(path: "company")
        return try CustomerGeneration(
            seed: 7, count: DemoTour.customers, asOf: CompanyClock.today(company),
            plans: PlanFile.read(company.appending(path: "plans.yml"))
        ).run(in: wiring.supportStore(creating: true)).count
    }

    /// Trains the home's router and guards, which the server then reads from their files; told, since it takes a while.
    private func train(_ wiring: Wiring) throws {
        say("   " + style.dim("a router and guards are trained from the examples; that takes a minute or two, once"))
        let encoder = try wiring.encoder(for: .searching)
        let knowledge = try wiring.knowledge(for: .searching, encoder: encoder)
        let started = ContinuousClock.now
        _ = try wiring.routerDesk(knowledge, encoder: encoder)?.router()
        _ = try wiring.requiredGuards().guards()
        say(
            "   "
                + style.dim(
                    "trained in \(Figures.duration(milliseconds: (ContinuousClock.now - started) / .milliseconds(1)))"))
    }

    private func converse(_ client: LineClient) async throws -> [JSONValue] {
        var conversations: [JSONValue] = []
        for (place, conversation) in DemoConversation.tour.enumerated() {
            say("\n\(style.accent("▸")) \(conversation.remark)")
            var results: [JSONValue] = []
            for turn in conversation.turns.indices {
                let parameters = conversation.parameters(turn: turn, number: place + 1, now: corpus.clock)
                let result = try await client.call(.supportHandle, parameters)
                results.append(result)
                show(conversation, turn, result)
                if conversation.confirms, let proposal = result["proposals"]?.array?.first {
                    results.append(try await confirm(proposal, result, conversation, client))
                }
            }
            conversations.append(["remark": .string(conversation.remark), "results": .array(results)])
        }
        return conversations
    }

    private func show(_ conversation: DemoConversation, _ turn: Int, _ result: JSONValue) {
        let asked = conversation.turns[turn]
        let who = conversation.customer ?? "somebody unknown"
        let words = asked.text.isEmpty ? "" : style.bold("“\(asked.text)”")
        let photos = asked.photos.isEmpty ? "" : style.dim("[\(asked.photos.joined(separator: ", "))]")
        say("  \(words)\(words.isEmpty || photos.isEmpty ? "" : " ")\(photos) " + style.dim("(\(who))"))
        say("")
        let report = HandledReport(result: result.object ?? [:], stream: stream)
        say(
            report.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(
                separator: "\n"))
    }

    private func confirm(
        _ proposal: JSONValue, _ result: JSONValue, _ conversation: DemoConversation, _ client: LineClient
    ) async throws -> JSONValue {
        let answer = try await client.call(
            .actionsConfirm,
            [
                "id": proposal["id"] ?? .null, "token": proposal["token"] ?? .null,
                "session": result["session"] ?? .null, "now": .string(corpus.clock.iso),
                "customer": ["email": JSONValue(conversation.customer), "verified_by": "login"],
            ])
        say("")
        say("  " + style.dim("The customer confirms the form: ") + style.bold(answer["status"]?.string ?? ""))
        for effect in answer["proposal"]?["result"]?.object?.members ?? [] {
            say("    \(effect.key): \(effect.value.string ?? effect.value.text)")
        }
        return answer
    }

    private func show(_ question: DemoQuestion, _ answer: JSONValue) throws {
        say("\n\(style.accent("▸")) \(question.remark)")
        say("  \(style.bold("“\(question.query)”"))" + (question.filter.map { style.dim("  where \($0.shown)") } ?? ""))
        say("")
        let request = SearchRequest(
            query: question.query, filter: try question.filter.flatMap { try Filter.parse($0.json) },
            k: question.hitCount, explain: question.explain)
        if let result = SearchResult(json: answer) {
            say(SearchReport(result: result, request: request, now: corpus.clock, stream: stream).text)
        } else if let result = WhyNot(json: answer) {
            say(WhyNotReport(answer: result, request: request, style: style).text)
        } else {
            throw AlmanacError(.internalError, "the server's answer to \(question.method.name) has another shape")
        }
    }

    private func farewell() {
        let program = Home.root() == nil ? "almanac" : "./almanac"
        let here = Home.here.path(percentEncoded: false)
        let place = home.path.hasPrefix(here) ? String(home.path.dropFirst(here.count)) : home.path
        heading("4  Now you")
        let next = [
            ("search \"do I have to pay customs?\" --explain --home \(place)", "a question of your own"),
            ("ingest FOLDER --home \(place)", "your own Markdown or JSON lines"),
            ("handle \"where is my box?\" --home \(place)", "a customer's message"),
            ("review list --home \(place)", "what waits for a person"),
            ("serve --home \(place)", "the socket, for programs"),
            ("help", "all commands"),
        ]
        let width = next.map { TextWidth.of($0.0) }.max() ?? 0
        for (command, what) in next {
            say("   \(program) \(TextWidth.pad(command, to: width))  \(style.dim(what))")
        }
    }

    private func heading(_ text: String) { say("\n" + style.bold(style.accent(text))) }

    private func say(_ text: String) {
        if !isQuiet { Console.print(text) }
    }
}
