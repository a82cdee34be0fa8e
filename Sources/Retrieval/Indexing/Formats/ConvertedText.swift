import Domain
import Foundation

/// The text of a PDF or a DOCX, taken out by the system's `pdftotext` or `pandoc`.
struct ConvertedText {
    let format: DocumentFormat
    let limits: IngestLimits

    /// How long one file may take.
    private static let time = Duration.seconds(60)

    /// Throws `Refusal`: `unsupported` where the program is not installed, `invalid_document` where it cannot read the
    /// file, `too_large` where the text is.
    func draft(_ bytes: UnsafeBufferPointer<UInt8>, path: String?) throws -> DocumentDraft {
        let isRight = format == .pdf ? FileSignature.isPDF(bytes) : FileSignature.isArchive(bytes)
        guard isRight, let path else {
            throw Refusal(.invalidDocument, line: nil, "this is not a \(name), whatever its name says")
        }
        let text = try convert(URL(filePath: path).path)
        let body = try text.withUnsafeBufferPointer { try SourceText.decode($0, limits: limits) }
        guard body.contains(where: { !$0.isWhitespace }) else {
            throw Refusal(
                .invalidDocument, line: nil,
                "no text can be taken out of this \(name); a scanned page must be read first")
        }
        return DocumentDraft(body: body, line: nil)
    }

    private var name: String { format == .pdf ? "PDF" : "DOCX" }
    private var program: String { format == .pdf ? "pdftotext" : "pandoc" }
    private var package: String { format == .pdf ? "poppler-utils" : "pandoc" }

    /// - Parameter path: absolute, so that it is never taken for an option.
    private func convert(_ path: String) throws -> [UInt8] {
        let arguments =
            format == .pdf
            ? ["-enc", "UTF-8", "-eol", "unix", "-nopgbrk", path, "-"]
            : ["--from=docx", "--to=gfm-raw_html", "--wrap=none", path]
        let child = ChildProcess(maximumBytes: limits.documentBytes, time: ConvertedText.time)
        do {
            return try child.output(of: program, arguments)
        } catch ChildProcess.Failure.missing {
            throw Refusal(
                .unsupported, line: nil,
                "reading a \(name) needs \(program), which is not installed (package \(package))")
        } catch ChildProcess.Failure.tooMuchOutput {
            throw Refusal(
                .tooLarge, line: nil, "its text has more bytes than a document may have, \(limits.documentBytes)")
        } catch ChildProcess.Failure.timedOut {
            throw Refusal(
                .invalidDocument, line: nil,
                "\(program) did not read it within \(ConvertedText.time.components.seconds) s")
        } catch ChildProcess.Failure.failed(let said) {
            throw Refusal(.invalidDocument, line: nil, "\(program) cannot read it: \(said)")
        } catch ChildProcess.Failure.cannotStart(let reason) {
            throw Refusal(.unavailable, line: nil, "\(program) cannot be started: \(reason)")
        }
    }
}
