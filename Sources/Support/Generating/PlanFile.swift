public import Domain
public import Foundation
import Yams

/// `plans.yml` of a company folder: what is sold by subscription, at which price, from when to when.
public enum PlanFile {
    /// The plans in the order of the file.
    ///
    /// Throws `file_missing`, and `invalid_input` naming file and line where an entry is not as it should be.
    public static func read(_ file: URL) throws -> [Plan] {
        let path = file.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else {
            throw AlmanacError(.fileMissing, "there is no \(path)", hint: "give a company folder with a plans.yml")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8))
        } catch let error as YamlError {
            throw AlmanacError(.invalidInput, "\(path) is not readable YAML", hint: "\(error)", underlying: error)
        } catch {
            throw AlmanacError(.invalidInput, "\(path) cannot be read as UTF-8 text", underlying: error)
        }
        guard let list = root?.mapping?["plans"]?.sequence, !list.isEmpty else {
            throw AlmanacError(
                .invalidInput, "\(path):\(root?.mark?.line ?? 1): there is no list named 'plans'",
                hint: "each entry has code, name, price, currency, valid_from and perhaps valid_to")
        }
        var plans: [Plan] = []
        for entry in list {
            let plan = try PlanEntry(entry, file: path).plan()
            guard !plans.contains(where: { $0.code == plan.code && $0.validFrom == plan.validFrom }) else {
                throw AlmanacError(
                    .invalidInput,
                    "\(path):\(entry.mark?.line ?? 1): the plan '\(plan.code)' of \(plan.validFrom) is listed twice")
            }
            plans.append(plan)
        }
        return plans
    }
}

/// One entry of the list.
private struct PlanEntry {
    let entry: Node
    let file: String

    private static let names = ["code", "name", "price", "currency", "valid_from", "valid_to"]

    init(_ entry: Node, file: String) throws {
        (self.entry, self.file) = (entry, file)
        guard let mapping = entry.mapping else { throw failure("this is no plan; write 'code:', 'name:' …", at: entry) }
        for (name, _) in mapping where !PlanEntry.names.contains(name.scalar?.string ?? "") {
            throw failure("a plan has no field '\(name.scalar?.string ?? "?")'", at: name)
        }
    }

    func plan() throws -> Plan {
        let code = try text("code")
        guard code.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }) else {
            throw failure("the code is not of the letters a–z, digits and _", at: entry["code"])
        }
        let from = try day("valid_from")
        let to = entry["valid_to"] == nil ? nil : try day("valid_to")
        if let to, to <= from { throw failure("valid_to is not after valid_from", at: entry["valid_to"]) }
        return Plan(code: code, name: try text("name"), price: try price(), validFrom: from, validTo: to)
    }

    private func price() throws -> Money {
        let amount = try text("price")
        let parts = amount.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.joined()
        guard parts.count == 2, parts.last?.count == 2, (3...10).contains(digits.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let units = Int64(digits)
        else { throw failure("the price is no amount such as \"99.00\"", at: entry["price"]) }
        guard let money = Money(minorUnits: units, currency: try text("currency")) else {
            throw failure("the currency is not three capital letters", at: entry["currency"])
        }
        return money
    }

    private func day(_ name: String) throws -> CalendarDay {
        guard let day = CalendarDay(iso: try text(name)) else {
            throw failure("\(name) is no day such as 2026-01-31", at: entry[name])
        }
        return day
    }

    private func text(_ name: String) throws -> String {
        guard let text = entry[name]?.scalar?.string, !text.isEmpty else {
            throw failure("a plan has no '\(name)'", at: entry[name] ?? entry)
        }
        return text
    }

    private func failure(_ message: String, at node: Node?) -> AlmanacError {
        AlmanacError(.invalidInput, "\(file):\((node ?? entry).mark?.line ?? 1): \(message)")
    }
}
