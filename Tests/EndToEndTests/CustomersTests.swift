import Domain
import Foundation
import Testing

/// Customers through the binary: made up, imported, listed, shown.
@Suite(.enabled(if: Program.isBuilt)) struct CustomersTests {
    private let home: ProgramHome
    private static let company = Program.repository.appending(path: "corpus/company").path(percentEncoded: false)

    init() throws { home = try ProgramHome() }

    private func run(_ arguments: String...) async throws -> Program.Outcome {
        try await home.run(["customers"] + arguments, environment: ["ALMANAC_COMPANY": CustomersTests.company])
    }

    @Test func generatedOnceAndNotOverOthers() async throws {
        let first = try await run("generate", "--count", "60")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output == "Added 60: the home has 60 customers of seed 7 as of 2026-11-15\n")
        let again = try await run("generate", "--count", "60")
        #expect(again.status == 0)
        #expect(again.output == "Nothing changes: the home has 60 customers of seed 7 as of 2026-11-15\n")
        let other = try await run("generate", "--seed", "8", "--json")
        #expect(other.status == 2)
        let failure = try other.failure
        #expect(failure["code"]?.string == "conflict" || failure["data"]?["code"]?.string == "conflict")
        let more = try await run("generate", "--count", "65", "--json")
        let json = try more.json
        #expect(json["added"] == .integer(5) && json["count"] == .integer(65))
        let mode = try FileManager.default.attributesOfItem(atPath: home.home + "/support.sqlite")[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test func listedAndShown() async throws {
        _ = try await run("generate", "--count", "20")
        let listed = try await run("list", "--limit", "3", "--json")
        let json = try listed.json
        #expect(json["customers"]?.array?.count == 3)
        #expect(json["next"]?.string == "C-10003")
        let shown = try await run("show", "NOA.P1@example.com")
        #expect(shown.status == 0, "\(shown.errors)")
        for word in ["Noa Ashby", "C-10001", "Full Box", "active", "2026-12-03", "Orders", "Payments"] {
            #expect(shown.output.contains(word), "\(word) is missing in \(shown.output)")
        }
        let byNumber = try await run("show", "C-10001")
        #expect(byNumber.output == shown.output)
        let unknown = try await run("show", "nobody@example.com")
        #expect(unknown.status == 1)
        #expect(!unknown.errors.contains("nobody@"))
        let personas = try await run("show", "--personas", "--json")
        #expect(try personas.json["personas"]?.array?.count == 16)
    }

    @Test func shownAndImportedIntoAnotherHome() async throws {
        _ = try await run("generate", "--count", "20")
        let shown = try await run("show", "C-10009", "--json")
        let file = try home.folder.write("one.json", shown.output)
        let second = try ProgramHome()
        let path = file.path(percentEncoded: false)
        let trial = try await second.run("customers", "import", path, "--dry-run")
        #expect(trial.status == 0, "\(trial.errors)")
        #expect(!FileManager.default.fileExists(atPath: second.home))
        let imported = try await second.run("customers", "import", path, "--json")
        #expect(try imported.json["added"] == .integer(1))
        let again = try await second.run("customers", "import", path, "--json")
        #expect(try again.json["unchanged"] == .integer(1))
        let back = try await second.run("customers", "show", "C-10009", "--json")
        #expect(try back.json == shown.json)
    }

    @Test func aBrokenFileIsRefusedWhole() async throws {
        try home.folder.write(
            "people.csv", "number,email,name\nC-1,a@example.com,Anna\nC-2,b.example.com,Boris\nC-3,c@example.com,\n")
        let refused = try await run("import", home.folder.path + "people.csv")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("people.csv:3: email"))
        #expect(refused.errors.contains("people.csv:4: name"))
        #expect(!refused.errors.contains("b.example.com"))
        let listed = try await run("list")
        #expect(listed.status == 1)
    }

    @Test func readingMakesNoHome() async throws {
        for arguments in [["list"], ["show", "C-1"]] {
            let outcome = try await home.run(["customers"] + arguments)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("almanac customers generate"))
        }
        #expect(!FileManager.default.fileExists(atPath: home.home))
    }
}
