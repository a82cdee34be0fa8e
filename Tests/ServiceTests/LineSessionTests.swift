import Domain
import NIOCore
import Service
import Testing

/// What a connection decides, without sockets, threads or clocks.
@Suite struct LineSessionTests {
    /// A session with what it has sent and what it has set to work.
    private struct Desk {
        var session: LineSession
        var sent: [JSONValue] = []
        /// Work by ticket, in the order of its tickets, and what of it has begun.
        var work: [LineSession.Ticket: RPCMethod] = [:]
        var begun: Set<LineSession.Ticket> = []
        var reminders: [LineSession.Ticket: Int] = [:]
        var closed: String?

        init(_ limits: LineServer.Limits = LineServer.Limits()) {
            session = LineSession(policy: LineSession.Policy(limits: limits))
        }

        mutating func apply(_ actions: [LineSession.Action]) {
            for action in actions {
                switch action {
                case .send(let line):
                    sent.append((try? JSONParser.parse(Array(line.readableBytesView), maximumDepth: 100)) ?? .null)
                case .run(let ticket, let method, _, _): work[ticket] = method
                case .withdraw(let ticket, let error):
                    if !begun.contains(ticket), work.removeValue(forKey: ticket) != nil {
                        apply(session.withdrawn(ticket, error))
                    }
                case .remind(let ticket, let milliseconds): reminders[ticket] = milliseconds
                case .close(let reason): closed = reason
                case .understand, .began, .answered: break
                }
            }
        }

        mutating func line(_ text: String) { apply(session.received(.text(ByteBuffer(string: text)))) }

        mutating func call(_ id: String, _ method: String = "knowledge.get", _ params: String = "{}") {
            line(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
        }

        mutating func cancel(_ id: String) {
            line(#"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":\#(id)}}"#)
        }

        mutating func finish(_ ticket: LineSession.Ticket, id: RPCID, _ result: JSONValue = "done") {
            work[ticket] = nil
            apply(session.finished(ticket, RPCResponse.success(id: id, result).encoded(limit: .max)))
        }

        /// The tickets at work, oldest first.
        var tickets: [LineSession.Ticket] { work.keys.sorted() }

        func code(_ offset: Int) -> String? { sent[offset]["error"]?["data"]?["code"]?.string }
    }

    @Test func aWaitingCallIsCancelledAndNeverRuns() {
        var desk = Desk()
        desk.call("1")
        desk.call(#""1""#)
        desk.cancel("1")
        #expect(desk.sent.count == 1 && desk.code(0) == "cancelled" && desk.sent[0]["id"] == 1)
        #expect(desk.tickets.count == 1 && desk.session.inFlight == 1)
        desk.cancel(#""1""#)
        #expect(desk.sent.count == 2 && desk.sent[1]["id"] == "1")
        #expect(desk.session.isIdle)
        desk.cancel("1")
        desk.cancel("77")
        #expect(desk.sent.count == 2)
    }

    @Test func aRunningReadIsAnsweredAtOnceAndItsResultDropped() {
        var desk = Desk()
        desk.call("1")
        let ticket = desk.tickets[0]
        desk.begun = [ticket]
        desk.cancel("1")
        #expect(desk.code(0) == "cancelled")
        // It still holds its place, since it still holds a thread.
        #expect(desk.session.inFlight == 1)
        desk.finish(ticket, id: .integer(1))
        #expect(desk.sent.count == 1 && desk.session.isIdle)
    }

    @Test func aRunningWriteIsAnsweredWithTheTruth() {
        var desk = Desk()
        desk.call("1", "knowledge.delete")
        desk.call("2", "knowledge.delete")
        let (running, waiting) = (desk.tickets[0], desk.tickets[1])
        desk.begun = [running]
        desk.cancel("1")
        #expect(desk.sent.isEmpty)
        desk.cancel("2")
        #expect(desk.code(0) == "cancelled" && desk.work[waiting] == nil)
        desk.finish(running, id: .integer(1))
        #expect(desk.sent.count == 2 && desk.sent[1]["result"] == "done")
    }

    @Test func cancelAsARequestIsAnsweredAndWrongOnesAreErrors() {
        var desk = Desk()
        desk.line(#"{"jsonrpc":"2.0","id":5,"method":"$/cancelRequest","params":{"id":9}}"#)
        #expect(desk.sent == [["jsonrpc": "2.0", "id": 5, "result": [:]]])
        desk.line(#"{"jsonrpc":"2.0","id":6,"method":"$/cancelRequest"}"#)
        #expect(desk.code(1) == "invalid_params")
        desk.line(#"{"jsonrpc":"2.0","method":"$/cancelRequest"}"#)
        #expect(desk.sent.count == 2)
    }

    @Test func aCancelledEntryIsAnsweredInItsBatch() {
        var desk = Desk()
        desk.line(
            #"[{"jsonrpc":"2.0","id":1,"method":"knowledge.get"},{"jsonrpc":"2.0","id":2,"method":"knowledge.get"}]"#)
        desk.cancel("1")
        #expect(desk.sent.isEmpty)
        desk.finish(desk.tickets[0], id: .integer(2))
        #expect(desk.sent.count == 1)
        #expect(desk.sent[0].array?.map { $0["id"] } == [1, 2])
        #expect(desk.sent[0].array?.map { $0["error"]?["data"]?["code"] } == ["cancelled", nil])
    }

    @Test func aDeadlineIsAnsweredOnceWhereverTheCallIs() {
        var desk = Desk()
        desk.call("1", "knowledge.search", #"{"query":"q","deadline_ms":50}"#)
        desk.call("2", "knowledge.search", #"{"query":"q","deadline_ms":60}"#)
        desk.call(
            "3", "knowledge.search",
            #"["q",null,null,5,100,"hybrid","rrf",false,null,null,null,null,false,null,null,70]"#)
        let tickets = desk.tickets
        #expect(tickets.map { desk.reminders[$0] } == [50, 60, 70])
        desk.begun = [tickets[0]]
        for ticket in tickets { desk.apply(desk.session.deadlinePassed(ticket)) }
        #expect(desk.sent.map { $0["error"]?["data"]?["code"] } == ["timeout", "timeout", "timeout"])
        #expect(desk.tickets == [tickets[0]])
        desk.finish(tickets[0], id: .integer(1))
        #expect(desk.sent.count == 3 && desk.session.isIdle)
    }

    @Test func aDeadlineThatIsNoneOrNotDeclaredIsNotReminded() {
        var desk = Desk()
        desk.call("1", "knowledge.search", #"{"query":"q","deadline_ms":0}"#)
        desk.call("2", "knowledge.search", #"{"query":"q","deadline_ms":"5"}"#)
        desk.call("3", "knowledge.delete", #"{"documents":["a/b"],"deadline_ms":5}"#)
        #expect(desk.reminders.isEmpty && desk.tickets.count == 3)
    }

    @Test func linesAreTakenWhileThereIsRoom() {
        var limits = LineServer.Limits()
        limits.inFlight = 3
        var desk = Desk(limits)
        for id in 1...3 {
            #expect(desk.session.wantsLine)
            desk.call("\(id)")
        }
        #expect(!desk.session.wantsLine)
        desk.finish(desk.tickets[0], id: .integer(1))
        #expect(desk.session.wantsLine)
    }

    @Test func theBytesOfLinesAtWorkAreBounded() {
        var limits = LineServer.Limits()
        limits.inFlightBytes = 1000
        var desk = Desk(limits)
        desk.call("1", "knowledge.get", #"{"x":"\#(String(repeating: "a", count: 600))"}"#)
        #expect(desk.session.wantsLine)
        desk.call("2", "knowledge.get", #"{"x":"\#(String(repeating: "a", count: 600))"}"#)
        #expect(!desk.session.wantsLine)
        desk.finish(desk.tickets[0], id: .integer(1))
        #expect(desk.session.wantsLine)
        desk.finish(desk.tickets[0], id: .integer(2))
        // Lines whose calls have all ended hold nothing.
        for id in 3...20 {
            desk.call("\(id)", "ping", #"{"x":"\#(String(repeating: "a", count: 600))"}"#)
            #expect(desk.session.wantsLine)
        }
    }

    @Test func aLongLineIsReadElsewhereAndKeepsItsTurn() throws {
        var desk = Desk()
        let text =
            #"{"jsonrpc":"2.0","id":1,"method":"knowledge.get","params":{"x":"\#(String(repeating: "a", count: 70_000))"}}"#
        let actions = desk.session.received(.text(ByteBuffer(string: text)))
        guard case .understand(let ticket, let line)? = actions.first, actions.count == 1 else {
            Issue.record("it was read at once")
            return
        }
        #expect(!desk.session.wantsLine && desk.session.inFlight == 1)
        desk.apply(desk.session.understood(ticket, LineSession.read(line, LineServer.Limits())))
        #expect(desk.session.wantsLine && desk.tickets.count == 1 && desk.session.inFlight == 1)
    }

    @Test func notificationsWorkAndAreNeverAnswered() {
        var desk = Desk()
        desk.line(#"{"jsonrpc":"2.0","method":"knowledge.delete","params":{"documents":["a/b"]}}"#)
        #expect(desk.tickets.count == 1)
        desk.finish(desk.tickets[0], id: .null)
        for method in ["nope", "rpc.nope", "hello", "ping", "$/cancelRequest"] {
            desk.line(#"{"jsonrpc":"2.0","method":"\#(method)"}"#)
        }
        #expect(desk.sent.isEmpty && desk.session.isIdle)
    }

    @Test func aStoppingServerTakesNothingNewAndAbandonsTheRest() {
        var desk = Desk()
        desk.call("1")
        desk.call("2", "knowledge.delete")
        desk.begun = Set(desk.tickets)
        desk.apply(desk.session.stop())
        desk.call("3")
        #expect(desk.sent.map { $0["id"] } == [3] && desk.code(0) == "shutting_down")
        desk.apply(desk.session.abandon())
        #expect(desk.sent.dropFirst().map { $0["id"] } == [1, 2])
        #expect(desk.code(1) == "shutting_down" && desk.code(2) == "shutting_down")
        #expect(desk.closed != nil)
    }
}
