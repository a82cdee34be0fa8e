import Domain
import Foundation
import Testing

/// Flag over environment over file over default; and the doctor, who looks at all of them.
@Suite(.enabled(if: Program.isBuilt)) struct SettingsTests {
    /// The namespaces that a company folder declares are what an unknown one is answered with.
    private func company(_ home: ProgramHome, _ name: String) throws -> String {
        try home.folder.write(
            "\(name)/categories.yml",
            "namespaces:\n  - name: \(name)\n    kind: faq\n    description: Of the test.\ncategories: []\n")
        try home.folder.write("\(name)/slots.yml", "slots: []\n")
        return home.folder.path + name
    }

    private func namespaces(_ home: ProgramHome, _ environment: [String: String]) async throws -> String {
        let outcome = try await home.run("list", "--namespace", "none-such", "--json", environment: environment)
        return try outcome.failure["hint"]?.string ?? ""
    }

    @Test func theEnvironmentWinsOverTheFile() async throws {
        let home = try await ProgramHome.filled()
        let (inFile, inEnvironment) = (try company(home, "filed"), try company(home, "spoken"))
        #expect(try await namespaces(home, [:]).contains("policies"))
        try home.folder.write("home/almanac.yml", "# settings\ncompany: \(inFile)\n")
        #expect(try await namespaces(home, [:]).contains("filed"))
        #expect(try await namespaces(home, ["ALMANAC_COMPANY": inEnvironment]).contains("spoken"))
    }

    @Test func theFlagWinsOverTheEnvironment() async throws {
        let home = try await ProgramHome.filled()
        let other = try await ProgramHome.filled()
        _ = try await other.run("delete", "faq/jar", "faq/skip")
        let listed = try await home.run("list", "--home", other.home, "--json")
        #expect(try listed.json["documents"]?.array?.count == 4)
        let searched = try await home.run(
            "search", "jar", "--encoder", "hashing", "--strict", environment: ["ALMANAC_ENCODER": "nobody"])
        #expect(searched.status == 0, "\(searched.errors)")
    }

    @Test(arguments: [
        ("nonsense: 1\n", "nonsense"), ("limits:\n  speed: 3\n", "limits.speed"),
        ("limits:\n  connections: none\n", "limits.connections"), ("- a\n- b\n", "almanac.yml"),
        ("a: [\n", "almanac.yml"),
        ("encoder: [a, b]\n", "encoder"),
    ])
    func wrongFilesAreRefused(text: String, named: String) async throws {
        let home = try await ProgramHome.filled()
        try home.folder.write("home/almanac.yml", text)
        let outcome = try await home.run("search", "jar", "--json")
        #expect(outcome.status == 2)
        #expect(try outcome.failure["message"]?.string?.contains(named) == true, "\(outcome.errors)")
        let doctor = try await home.run("doctor", "--json")
        #expect(doctor.status == 5)
    }

    @Test func theExampleFileIsAccepted() async throws {
        let home = try await ProgramHome.filled()
        let example = try await home.run("doctor", "--settings").output
        try home.folder.write("home/almanac.yml", example)
        #expect(try await home.run("search", "jar").status == 0)
        // With the signs before the settings taken away it says nothing but the defaults.
        let open = example.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("##") || !$0.hasPrefix("#") ? $0 : $0.dropFirst() }.joined(separator: "\n")
        try home.folder.write("home/almanac.yml", open)
        let outcome = try await home.run("search", "jar")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func aHealthyHomeIsOK() async throws {
        let home = try await ProgramHome.filled()
        let doctor = try await home.run("doctor", "--json")
        let levels = try doctor.json["findings"]?.array?.filter { $0["check"] != "disk" }.map { $0["level"] } ?? []
        #expect(levels.allSatisfy { $0 == "ok" }, "\(doctor.output)")
        #expect(levels.count >= 5)
    }

    @Test func anOpenHomeIsAWarning() async throws {
        let home = try await ProgramHome.filled()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: home.home)
        let doctor = try await home.run("doctor", "--json")
        #expect(doctor.status == 4)
        let finding = try doctor.json["findings"]?.array?.first { $0["check"] == "home" }
        #expect(finding?["level"] == "warning")
        #expect(finding?["remedy"]?.string?.contains("chmod 700") == true)
    }

    @Test func aHomeIsPrivateFromTheStart() async throws {
        let home = try await ProgramHome.filled()
        let attributes = try FileManager.default.attributesOfItem(atPath: home.home)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
    }
}
