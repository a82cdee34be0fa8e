import ArgumentParser
import Domain
import Support

struct CancelLinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel-link",
        abstract: "Look into a cancel link, use it up, or make a key for links.",
        discussion: """
            The tool generate_cancel_link makes links. They need a key: make one with `cancel-link key`, put it into a \
            file of mode 0600 and name that file in the setting cancel_links.key_file. To change keys put the new one \
            first and keep the old one until its links are over.

            Examples:
              almanac cancel-link key main > cancel.key
              almanac cancel-link check "https://terebinth.example/cancel?al=…"
            """,
        subcommands: [Key.self, Check.self, Redeem.self])

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a new key line.",
            discussion: """
                Examples:
                  (umask 077; almanac cancel-link key main > cancel.key)
                """)

        @Argument(help: "Its id, which links carry.") var id: String

        func run() throws { Console.print(try CancelLinkKeys.generate(id: id)) }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a link would do; changes nothing.",
            discussion: """
                Examples:
                  almanac cancel-link check "https://terebinth.example/cancel?al=…"
                """)

        @Argument(help: "The link or its token.") var link: String
        @Option(help: ArgumentHelp("At this moment (ISO 8601). Default: now.", valueName: "time")) var now: String?
        @OptionGroup var shared: SharedOptions

        func run() throws {
            var customer = CustomerOptions()
            customer.now = now
            let answer = try Wiring(shared).actions().checkLink(link, now: customer.moment())
            Console.print(shared.json ? answer.json.text : answer.json.prettyText)
            guard answer.json["status"] == "valid" else { throw ExitCode(3) }
        }
    }

    struct Redeem: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Use a link up and cancel its subscription.",
            discussion: """
                What the cancel page does when the customer has entered the one-time code. The same request key again \
                gives the same answer; another one is told that the link was used.

                Examples:
                  almanac cancel-link redeem "https://terebinth.example/cancel?al=…" \\
                    --request-key page-17 --customer noa.p1@example.com \\
                    --verified-by code
                """)

        @Argument(help: "The link or its token.") var link: String
        @Option(help: ArgumentHelp("One for each use of the page.", valueName: "key")) var requestKey: String
        @OptionGroup var customer: CustomerOptions
        @OptionGroup var shared: SharedOptions

        func run() throws {
            let answer = try Wiring(shared).actions().redeemLink(
                link, requestKey: requestKey, customer.context())
            Console.print(shared.json ? answer.json.text : answer.json.prettyText)
            guard answer.json["status"] == "cancelled" else { throw ExitCode(3) }
        }
    }
}
