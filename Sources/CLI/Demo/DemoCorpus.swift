import Domain
import Foundation
import Yams

/// The corpus that the demo runs on, and its clock.
struct DemoCorpus {
    let folder: URL
    /// The moment that the corpus was written for: validity and age are judged by it.
    let clock: Timestamp
    let company: String

    var documents: URL { folder.appending(path: "documents", directoryHint: .isDirectory) }

    /// `corpus/` of the checkout, else of the working folder.
    init() throws {
        let root = Home.root() ?? Home.here
        folder = root.appending(path: "corpus", directoryHint: .isDirectory)
        let file = folder.appending(path: "company/company.yml")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw AlmanacError(
                .fileMissing, "there is no corpus in \(folder.path(percentEncoded: false))",
                hint: "run ./almanac demo in the checkout")
        }
        let fields = try Yams.compose(yaml: text)?.mapping
        guard let name = fields?["name"]?.string, let moment = fields?["as_of"]?.scalar?.string,
            let clock = Timestamp(iso: moment)
        else {
            throw AlmanacError(
                .invalidInput, "\(file.path(percentEncoded: false)) has no name or no as_of", hint: "restore the file")
        }
        (company, self.clock) = (name, clock)
    }

    var defaultHome: URL { Home.checkoutIndexes.appending(path: "demo", directoryHint: .isDirectory) }
}
