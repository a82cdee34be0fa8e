import ArgumentParser
import Domain
import Service

struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a method of a running server.",
        discussion: """
            Speaks to the socket of the home and prints the result as JSON. It starts nothing: where no server runs, \
            it exits with 5. Parameters are one JSON object or list, or words of the form key=value.

            Examples:
              almanac call --list
              almanac call health
              almanac call knowledge.search query="where is my box" k=3
              almanac call knowledge.get '{"document": "policies/refunds"}'
            """
    )

    @Flag(help: "List the methods, and call none.")
    var list = false

    @Argument(help: "Such as knowledge.search.")
    var method: String?

    @Argument(help: ArgumentHelp("A JSON object or list, or key=value words.", valueName: "params"))
    var parameters: [String] = []

    @Option(help: ArgumentHelp("The Unix socket. Default: that of the home.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
    var timeout = 60

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        if list {
            Console.print(shared.json ? MethodList.json.prettyText : MethodList.table.text)
            return
        }
        guard let method else {
            throw AlmanacError(.invalidInput, "no method is given", hint: "almanac call --list shows them")
        }
        guard (1...86_400).contains(timeout) else {
            throw AlmanacError(.invalidInput, "--timeout is \(timeout); it must lie in 1…86400 seconds")
        }
        let params = try CallParameters(parameters, of: RPCMethod(rawValue: method)).json
        let client = try await LineClient.connect(to: .unix(path: socketPath()))
        let result: JSONValue
        do {
            result = try await client.call(method, params, timeout: .seconds(timeout))
        } catch {
            await client.close()
            throw error
        }
        await client.close()
        Console.print(shared.json ? result.text : result.prettyText)
    }

    private func socketPath() throws -> String {
        if let socket { return socket }
        let home = try Home(flag: shared.home)
        return try home.socketPath(Configuration.load(home: home))
    }
}

/// The table that the server, the client and the reference page share.
private enum MethodList {
    static var table: Table {
        Table(
            header: ["method", "scope", "what"],
            rows: RPCMethod.allCases.map { [$0.name, $0.scope.rawValue, $0.summary] }, stream: Console.output)
    }

    static var json: JSONValue {
        let rows = RPCMethod.allCases.map { method -> JSONValue in
            [
                "method": .string(method.name), "scope": .string(method.scope.rawValue),
                "summary": .string(method.summary), "parameters": JSONValue(method.parameters.map(\.name)),
            ]
        }
        return ["methods": .array(rows)]
    }
}
