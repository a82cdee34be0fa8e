import Testing

/// The launcher is a shell script, and so are its tests.
@Suite struct LauncherTests {
    @Test func launcherPassesItsTests() async throws {
        let script = Repository.url("Tests/Launcher/launcher_test.sh")
        let result = try await Command.run(["bash", script.path(percentEncoded: false)])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
}
