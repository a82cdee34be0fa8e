import ArgumentParser
import Domain
import Foundation
import Retrieval
import Store
import Support

struct CustomersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers",
        abstract: "Make up, import, list and show customers.",
        discussion: """
            Customers are in support.sqlite of the home, with their subscriptions, orders, payments and parcels.

            Examples:
              almanac customers generate
              almanac customers list --limit 16
              almanac customers show noa.p1@example.com
            """,
        subcommands: [
            CustomersGenerateCommand.self, CustomersImportCommand.self, CustomersListCommand.self,
            CustomersShowCommand.self,
        ])
}

struct CustomersGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Fill the home with made-up customers.",
        discussion: """
            The same seed and day make the same customers on every machine, the first of them for every number. The \
            first sixteen are personas, people in known situations: see 'customers show --personas'. The same command \
            again changes nothing; a larger number adds customers. A home with other customers is refused.

            Examples:
              almanac customers generate
              almanac customers generate --seed 8 --count 200 --home elsewhere
            """)

    @Option(help: ArgumentHelp("What chance begins with.", valueName: "n"))
    var seed: UInt64 = 7

    @Option(help: ArgumentHelp("How many customers, 1 to 50000.", valueName: "n"))
    var count = 1000

    @Option(
        help: ArgumentHelp("Everything before this day has happened. Default: as_of of company.yml.", valueName: "day"))
    var asOf: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let wiring = try Wiring(shared)
        guard let company = wiring.company else {
            throw AlmanacError(
                .fileMissing, "there is no company folder to read plans.yml from",
                hint: "set 'company' in almanac.yml, or ALMANAC_COMPANY")
        }
        let generation = try CustomerGeneration(
            seed: seed, count: count, asOf: try day(company),
            plans: PlanFile.read(company.appending(path: "plans.yml")))
        let report = try generation.run(in: wiring.supportStore(creating: true))
        if shared.json { return Console.print(report.json.prettyText) }
        let sum = Figures.count(report.count, "customer")
        Console.print(
            report.added == 0
                ? "Nothing changes: the home has \(sum) of seed \(report.seed) as of \(report.asOf)"
                : "Added \(report.added): the home has \(sum) of seed \(report.seed) as of \(report.asOf)")
    }

    private func day(_ company: URL) throws -> CalendarDay {
        guard let asOf else { return try CompanyClock.today(company) }
        guard let day = CalendarDay(iso: asOf) else {
            throw AlmanacError(.invalidParams, "--as-of is '\(asOf)'", hint: "write a day as 2026-11-15")
        }
        return day
    }
}

struct CustomersImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take customers in from files.",
        discussion: """
            All records or, where anything is wrong, none: every problem is listed with file, line and field. The same \
            files again change nothing; what is stored and not in the files stays.

            JSON has one customer a line with everything that belongs to the customer, as 'customers show --json' \
            prints it; .json holds one object or a list of them. A line, folded:

              {"number": "C-1", "email": "ruth@example.com", "name": "Ruth Adler",
               "address": {"street": "12 Fig Lane", "city": "Tulsa", "state": "OK",
                 "postcode": "74103", "country": "US"},
               "subscriptions": [{"number": "S-1", "plan": "full",
                 "status": "active", "frequency": "monthly", "price": "99.00",
                 "currency": "USD", "started_on": "2025-02-14", "billing_day": 14,
                 "next_charge_on": "2026-12-14",
                 "orders": [{"number": "TB-1", "price": "99.00",
                   "status": "shipped", "ordered_on": "2026-11-14",
                   "items": [{"product": "OIL-01", "name": "Olive oil"}],
                   "payments": [{"number": "P-1", "amount": "99.00",
                     "status": "paid", "method_label": "Visa",
                     "attempted_at": "2026-11-14T06:00:00Z"}],
                   "shipment": {"tracking_number": "TX1", "carrier": "Air Post",
                     "status": "dispatched", "shipped_on": "2026-11-19"}}]}]}

            CSV is one flat table; its header row tells which: customers (email), subscriptions (billing_day), orders \
            (ordered_on) or payments (attempted_at). Records may refer to those of other files.

            Examples:
              almanac customers import customers.jsonl --dry-run
              almanac customers import people.csv subscriptions.csv orders.csv
            """)

    @Argument(help: ArgumentHelp("Files that end in .jsonl, .json or .csv.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("What all files are, whatever their names: jsonl, json or csv.", valueName: "format"))
    var format: String?

    @Flag(help: "Check and count, and store nothing.")
    var dryRun = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let format = try format.map { word in
            guard let format = ImportFile.Format(rawValue: word) else {
                throw AlmanacError(.invalidParams, "--format is '\(word)'", hint: "it is one of jsonl, json, csv")
            }
            return format
        }
        let files = try files.map { try ImportFile(URL(filePath: $0), format: format) }
        let wiring = try Wiring(shared)
        let customers = try CustomerImport(files)
        // A trial makes no home.
        let scratch = dryRun && !wiring.home.hasCustomers ? try ScratchFolder() : nil
        let store =
            try scratch.map { try SupportStore(file: $0.url.appending(path: "support.sqlite")) }
            ?? wiring.supportStore(creating: true)
        let report = try customers.run(in: store, at: KnowledgeBase.systemClock(), dryRun: dryRun)
        try store.close()
        Console.print(shared.json ? report.json.prettyText : text(report))
    }

    private func text(_ report: ImportReport) -> String {
        let sums = [("added", report.added), ("changed", report.changed), ("unchanged", report.unchanged)]
            .filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        let read = [
            Figures.count(report.customers, "customer"), Figures.count(report.subscriptions, "subscription"),
            Figures.count(report.orders, "order"), Figures.count(report.payments, "payment"),
        ].joined(separator: ", ")
        return "\(report.isDryRun ? "Dry run, nothing is stored: " : "Customers: ")\(sums)\n"
            + Console.output.style.dim("  read \(read)")
    }
}

struct CustomersListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List customers in the order of their numbers.",
        discussion: """
            Examples:
              almanac customers list
              almanac customers list --limit 50 --after C-10050
              almanac customers list --json | jq -r '.customers[].number'
            """)

    @Option(help: ArgumentHelp("At most this many, 1 to 10000.", valueName: "n"))
    var limit = 100

    @Option(help: ArgumentHelp("Go on behind this customer.", valueName: "number"))
    var after: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard (1...10_000).contains(limit) else {
            throw AlmanacError(.invalidParams, "--limit is \(limit); it must lie in 1…10000")
        }
        let store = try Wiring(shared).supportStore()
        // One more than asked tells whether there is a next page.
        let found = try store.read {
            try $0.customers(after: after.map(CustomerNumber.init(rawValue:)), limit: limit + 1)
        }
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last?.number : nil
        if shared.json {
            Console.print(
                JSONValue.object([
                    "customers": .array(page.map(CustomerReport.json)), "next": JSONValue(next?.rawValue),
                ]).prettyText)
        } else {
            if !page.isEmpty { Console.print(CustomerReport.table(page).text) }
            if let next { Console.note("there are more; go on with --after \(next)") }
            if page.isEmpty { Console.note("no customer fits") }
        }
        if page.isEmpty { throw ExitCode(1) }
    }
}

struct CustomersShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one customer with everything that is known.",
        discussion: """
            Takes an e-mail address or a customer's number. With --json in the shape that 'customers import' reads, \
            and the changes that were made for the customer.

            Examples:
              almanac customers show noa.p1@example.com
              almanac customers show C-10002 --json
              almanac customers show --personas
            """)

    @Argument(help: ArgumentHelp("An e-mail address or a number.", valueName: "customer"))
    var customer: String?

    @Flag(help: "List the personas: the first sixteen generated customers and their situations.")
    var personas = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard personas != (customer != nil) else {
            throw ValidationError("Give a customer's address or number, or --personas")
        }
    }

    func run() throws {
        guard let customer else {
            return Console.print(
                shared.json ? CustomerReport.personas.prettyText : CustomerReport.personaTable.text)
        }
        let store = try Wiring(shared).supportStore()
        let found = try store.read { reader -> CustomerReport? in
            let account =
                customer.contains("@")
                ? try reader.account(email: customer.lowercased())
                : try reader.account(CustomerNumber(rawValue: customer))
            guard let account else { return nil }
            return CustomerReport(
                account: account, changes: try reader.audit(customer: account.customer.number),
                stream: Console.output)
        }
        guard let found else {
            throw AlmanacError(
                .notFound, "there is no customer with this \(customer.contains("@") ? "address" : "number")",
                hint: "almanac customers list shows the customers of the home")
        }
        Console.print(shared.json ? found.json.prettyText : found.text)
    }
}
