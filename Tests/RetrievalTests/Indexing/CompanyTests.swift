import Domain
import Foundation
import Retrieval
import TestSupport
import Testing

@Suite struct CompanyTests {
    private let valid = "namespaces:\n  - name: faq\n    kind: faq\n    description: Questions.\n"

    private func error(categories: String, slots: String? = nil) throws -> AlmanacError? {
        let home = try TemporaryHome()
        try home.write(categories, to: "categories.yml")
        if let slots { try home.write(slots, to: "slots.yml") }
        do {
            _ = try Company(folder: home.url)
            return nil
        } catch let error as AlmanacError {
            return error
        }
    }

    @Test func theExampleDeclaresWhatIsBuiltIn() throws {
        let company = try Company(folder: corpus.appending(path: "company"))
        #expect(company.namespaces.map(\.name) == Company.builtIn.namespaces.map(\.name))
        #expect(company.namespaces.map(\.kind) == Company.builtIn.namespaces.map(\.kind))
        #expect(company.slots.contains("first_name"))
    }

    @Test func slotsMayBeMissing() throws {
        #expect(try error(categories: valid) == nil)
    }

    @Test(arguments: [
        "namespaces: 5", "other: []", "namespaces:\n  - kind: faq", "namespaces:\n  - name: faq\n    kind: essay",
        "namespaces:\n  - name: a b\n    kind: faq", "namespaces: [", "",
    ])
    func aBrokenFileIsNamed(categories: String) throws {
        let error = try #require(try error(categories: categories))
        #expect(error.code == .invalidInput)
        #expect(error.message.contains("categories.yml"))
    }

    @Test func aNameDeclaredTwiceIsRefused() throws {
        let twice = valid + "  - name: faq\n    kind: faq\n"
        #expect(try error(categories: twice)?.message.contains("categories.yml:5") == true)
    }

    @Test func aFolderWithoutCategoriesIsNone() throws {
        let home = try TemporaryHome()
        #expect(try #require(throws: AlmanacError.self) { try Company(folder: home.url) }.code == .fileMissing)
    }
}
