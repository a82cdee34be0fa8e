public import Domain
public import Foundation
import Yams

extension Category {
    /// The categories of a company's `categories.yml`, in the file's order.
    ///
    /// Throws `file_missing` where there is no such file and `invalid_input` with file and line where it is wrong.
    public static func all(company: URL) throws -> [Category] {
        let url = company.appending(path: "categories.yml")
        guard let file = try PolicyFile(url) else {
            throw AlmanacError(
                .fileMissing, "there is no \(url.path(percentEncoded: false))",
                hint: "give a company folder with a categories.yml")
        }
        guard let list = file.value("categories") else {
            throw AlmanacError(
                .invalidInput, "\(file.path) has no list named 'categories'", hint: "declare at least two categories")
        }
        guard let entries = list.sequence else {
            throw file.failure("'categories' is not a list", at: list, hint: "begin each entry with '- name:'")
        }
        var found: [Category] = []
        for entry in entries {
            let category = try file.category(entry)
            guard !found.contains(where: { $0.name == category.name }) else {
                throw file.failure(
                    "the category '\(category.name)' is declared twice", at: entry, hint: "remove one of them")
            }
            found.append(category)
        }
        guard found.count >= 2 else {
            throw file.failure("there are fewer than two categories", at: list, hint: "declare at least two")
        }
        return found
    }
}

extension PolicyFile {
    fileprivate func category(_ entry: Node) throws -> Category {
        let fields = try object(entry, "categories")
        func field(_ key: String) -> Node? { fields.first { $0.key == key }?.value }
        guard let name = field("name") else {
            throw failure("a category has no 'name'", at: entry, hint: "begin the entry with '- name:'")
        }
        let subTopics = try field("sub_topics").map { try list($0, "sub_topics").map(\.text) } ?? []
        let informing =
            try field("information_only_sub_topics").map { try list($0, "information_only_sub_topics") } ?? []
        for topic in informing where !subTopics.contains(topic.text) {
            throw failure(
                "'\(topic.text)' is no sub-topic of its category", at: topic.node, hint: "add it to sub_topics too")
        }
        let title = try text(name, "name", characters: 64)
        return Category(
            name: title, title: try field("title").map { try text($0, "title") } ?? title,
            definition: try field("definition").map { try text($0, "definition", characters: 1000) } ?? "",
            namespaces: try field("namespaces").map { try list($0, "namespaces").map(\.text) } ?? [],
            subTopics: subTopics, informationOnlySubTopics: Set(informing.map(\.text)))
    }
}
