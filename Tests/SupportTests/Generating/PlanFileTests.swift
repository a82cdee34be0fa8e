import Domain
import Support
import TestSupport
import Testing

/// `plans.yml`: what it gives, and that mistakes are named with their line.
@Suite struct PlanFileTests {
    @Test func theShippedPlansAreRead() throws {
        let plans = try InventedCompany.plans()
        let day = try InventedCompany.day("2026-11-15")
        let sold = plans.filter { plan in plan.validFrom <= day && plan.validTo.map { day < $0 } ?? true }
        #expect(
            sold.map { "\($0.code) \($0.price)" } == [
                "full 99.00 USD", "light 69.00 USD", "membership 59.00 USD", "vip 1089.00 USD",
            ])
    }

    @Test(arguments: [
        ("plans: full", "no list named 'plans'"), ("plans: []", "no list named 'plans'"), ("", "no list named 'plans'"),
        ("plans:\n  - 3", "2: this is no plan"),
        ("plans:\n  - code: a\n    price: '9.00'", "a plan has no 'valid_from'"),
        ("plans:\n  - code: a\n    colour: red", "3: a plan has no field 'colour'"),
        ("plans:\n  - {code: A B, name: x}", "2: the code is not"),
        (
            "plans:\n  - {code: a, name: x, price: '9', currency: USD, valid_from: 2026-01-01}",
            "2: the price is no amount"
        ),
        (
            "plans:\n  - {code: a, name: x, price: '9.00', currency: usd, valid_from: 2026-01-01}",
            "three capital letters"
        ),
        (
            "plans:\n  - {code: a, name: x, price: '9.00', currency: USD, valid_from: 2026-02-30}",
            "valid_from is no day"
        ),
        (
            "plans:\n  - {code: a, name: x, price: '9.00', currency: USD, valid_from: 2026-02-03, valid_to: 2026-02-03}",
            "valid_to is not after"
        ),
        ("plans: [", "not readable YAML"),
    ])
    func aMistakeIsNamedWithItsLine(text: String, message: String) throws {
        let home = try TemporaryHome()
        let file = try home.write(text, to: "plans.yml")
        let error = #expect(throws: AlmanacError.self) { try PlanFile.read(file) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func aMissingFileIsNamed() throws {
        let home = try TemporaryHome()
        let error = #expect(throws: AlmanacError.self) { try PlanFile.read(home.url.appending(path: "plans.yml")) }
        #expect(error?.code == .fileMissing)
    }
}
