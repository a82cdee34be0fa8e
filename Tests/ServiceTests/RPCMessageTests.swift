import Domain
import Service
import Testing

/// JSON-RPC 2.0 as the specification has it: what a line says, before anything is done about it.
@Suite struct RPCMessageTests {
    private func entries(_ line: String) -> [RPCEntry] {
        switch message(line) {
        case .single(let entry): [entry]
        case .batch(let entries): entries
        }
    }

    private func message(_ line: String, depth: Int = 64, batch: Int = 64) -> RPCMessage {
        Array(line.utf8).withUnsafeBufferPointer { RPCMessage(line: $0, maximumDepth: depth, maximumBatch: batch) }
    }

    /// The answer to the one entry that is refused.
    private func refusal(_ line: String) throws -> JSONValue {
        let entries = entries(line)
        try #require(entries.count == 1)
        guard case .refused(let response) = entries[0] else {
            Issue.record("\(line) was taken")
            return .null
        }
        return response.json
    }

    private func request(_ line: String) throws -> RPCRequest {
        guard case .single(.request(let request)) = message(line) else {
            throw AlmanacError(.internalError, "not one request: \(line)")
        }
        return request
    }

    @Test(arguments: [
        (#"0"#, RPCID.integer(0)), (#"1"#, .integer(1)), (#"-7"#, .integer(-7)), (#""""#, .string("")),
        (#""1""#, .string("1")), (#"null"#, .null), (#"1.0"#, .number(1)), (#"1.5"#, .number(1.5)),
        (#"9007199254740993"#, .integer(9_007_199_254_740_993)),
    ])
    func idsKeepValueAndType(text: String, id: RPCID) throws {
        let request = try request(#"{"jsonrpc":"2.0","method":"ping","id":\#(text)}"#)
        #expect(request.id == id)
        // The answer repeats the very text.
        #expect(RPCResponse.success(id: id, 1).json.text == #"{"jsonrpc":"2.0","id":\#(text),"result":1}"#)
    }

    @Test func idsOfDifferentTypesDiffer() {
        let ids: [RPCID] = [.integer(1), .number(1), .string("1"), .null, .string("é"), .string("e\u{301}")]
        for (i, left) in ids.enumerated() {
            for (j, right) in ids.enumerated() { #expect((left == right) == (i == j), "\(left) and \(right)") }
        }
    }

    @Test func noIdIsANotification() throws {
        #expect(try request(#"{"jsonrpc":"2.0","method":"ping"}"#).id == nil)
        #expect(try request(#"{"jsonrpc":"2.0","method":"ping","id":null}"#).id == .null)
    }

    @Test func paramsByNameByPositionOrAbsent() throws {
        #expect(try request(#"{"jsonrpc":"2.0","id":1,"method":"m"}"#).params == .none)
        #expect(try request(#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"q":1}}"#).params == .named(["q": 1]))
        #expect(
            try request(#"{"jsonrpc":"2.0","id":1,"method":"m","params":[1,"a"]}"#).params == .positional([1, "a"]))
        #expect(try request(#"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#).params == .positional([]))
    }

    @Test func extraMembersAreIgnored() throws {
        let request = try request(#"{"traceparent":"x","jsonrpc":"2.0","id":1,"method":"m","more":{"a":[]}}"#)
        #expect(request.id == .integer(1) && request.method == "m" && request.params == .none)
    }

    @Test(arguments: [
        // No object, wrong version, method missing or not a string, params not structured, id of a wrong type.
        ("7", -32600, "null"), (#""text""#, -32600, "null"), ("null", -32600, "null"), ("{}", -32600, "null"),
        (#"{"jsonrpc":"1.0","id":5,"method":"m"}"#, -32600, "5"), (#"{"id":5,"method":"m"}"#, -32600, "5"),
        (#"{"jsonrpc":2.0,"id":5,"method":"m"}"#, -32600, "5"), (#"{"jsonrpc":"2.0","id":5}"#, -32600, "5"),
        (#"{"jsonrpc":"2.0","method":1,"params":"bar"}"#, -32600, "null"),
        (#"{"jsonrpc":"2.0","id":5,"method":"m","params":"bar"}"#, -32600, "5"),
        (#"{"jsonrpc":"2.0","id":5,"method":"m","params":null}"#, -32600, "5"),
        (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, -32600, "null"),
        (#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, -32600, "null"),
        (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, -32600, "null"),
        (#"{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"m"}"#, -32600, "null"),
        (#"{"jsonrpc":"2.0","result":1,"id":1}"#, -32600, "1"), ("[]", -32600, "null"),
        // Not JSON, or not strict JSON.
        (#"{"jsonrpc":"2.0","id":3,"method":"#, -32700, "null"), ("nonsense", -32700, "null"),
        (#"[{"jsonrpc":"2.0","method":"a","id":1},{"jsonrpc""#, -32700, "null"),
        (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"m"}"#, -32700, "null"),
        (#"{"jsonrpc":"2.0","id":"\ud800","method":"m"}"#, -32700, "null"), ("{} {}", -32700, "null"),
    ])
    func whatIsWrongIsItsAnswer(line: String, code: Int, id: String) throws {
        let answer = try refusal(line)
        #expect(answer["error"]?["code"]?.int == code)
        #expect(answer["id"]?.text == id)
        #expect(answer["result"] == nil)
        #expect(answer["jsonrpc"] == "2.0")
    }

    @Test func theLineIsNeverEchoed() throws {
        let secret = "my card is 4111"
        #expect(try !refusal(#"{"jsonrpc":"2.0","x":"\#(secret)""#).text.contains("4111"))
        #expect(try !refusal("\"\(secret)\"").text.contains("4111"))
    }

    @Test func invalidEntriesOfABatchAreAnsweredOneByOne() {
        let entries = entries("[1,2]")
        #expect(entries.count == 2)
        for case .refused(let response) in entries { #expect(response.json["error"]?["code"] == -32600) }
        guard case .batch(let mixed) = message(#"[{"jsonrpc":"2.0","method":"a"},[],7]"#), mixed.count == 3,
            case .request = mixed[0], case .refused = mixed[1], case .refused = mixed[2]
        else {
            Issue.record("the batch is not a request and two refusals")
            return
        }
    }

    @Test func aBatchHasALimit() {
        let one = #"{"jsonrpc":"2.0","method":"a"}"#
        let line = { (count: Int) in "[" + Array(repeating: one, count: count).joined(separator: ",") + "]" }
        guard case .batch(let entries) = message(line(4), batch: 4) else {
            Issue.record("4 of 4 entries were refused")
            return
        }
        #expect(entries.count == 4)
        guard case .single(.refused(let response)) = message(line(5), batch: 4) else {
            Issue.record("5 of 4 entries were taken")
            return
        }
        #expect(response.json["error"]?["code"] == -32600)
    }

    @Test func depthIsCountedFromTheLine() {
        func nested(_ depth: Int) -> String {
            let lists = depth - 1
            let params = String(repeating: "[", count: lists) + String(repeating: "]", count: lists)
            return #"{"jsonrpc":"2.0","id":1,"method":"m","params":\#(params)}"#
        }
        guard case .single(.request) = message(nested(64)) else {
            Issue.record("depth 64 was refused")
            return
        }
        guard case .single(.refused(let response)) = message(nested(65)) else {
            Issue.record("depth 65 was taken")
            return
        }
        #expect(response.code == .parseError)
    }

    @Test func errorsCarryKindCodeAndHint() {
        let error = AlmanacError(.busy, "too much", hint: "wait")
        let json = RPCResponse.failure(id: .string("a"), error, details: ["retry_after_ms": 5]).json
        let expected =
            #"{"jsonrpc":"2.0","id":"a","error":{"code":-32000,"message":"too much","#
            + #""data":{"kind":"retry","code":"busy","hint":"wait","retry_after_ms":5}}}"#
        #expect(json.text == expected)
        #expect(RPCResponse.failure(id: .null, AlmanacError(.notFound, "gone")).json["error"]?["data"]?["hint"] == nil)
    }

    @Test func resultsAreThereEvenWhereTheyAreNull() {
        #expect(RPCResponse.success(id: .integer(1), .null).json.text == #"{"jsonrpc":"2.0","id":1,"result":null}"#)
    }

    @Test func aResultOverTheLimitBecomesAnError() {
        let response = RPCResponse.success(id: .integer(1), .string(String(repeating: "a", count: 100)))
        let size = response.json.serialized().count
        #expect(response.encoded(limit: size).code == nil)
        #expect(response.encoded(limit: size - 1).code == .tooLarge)
    }

    @Test func everyErrorCodeHasANumberOfItsOwnAndStandsInTheRightRange() {
        let numbers = ErrorCode.allCases.map(\.mapping.rpc)
        #expect(Set(numbers).count == numbers.count)
        let reserved = -32768...(-32000)
        for number in numbers where reserved.contains(number) {
            #expect((-32099)...(-32000) ~= number || (-32700) == number || (-32603)...(-32600) ~= number)
        }
    }
}
