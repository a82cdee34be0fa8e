import Domain
import Foundation

/// A whole file mapped read-only.
///
/// The file must not be shortened while it is mapped (reading past its end would end the process): weights are
/// replaced by renaming a new file into place, never written over.
///
/// `@unchecked Sendable`. Proof: the mapping is made in `init` and released in `deinit`; between them nothing writes to
/// it and no property changes, so any number of threads may read.
final class MappedFile: @unchecked Sendable {
    let path: String
    let bytes: UnsafeRawBufferPointer

    init(_ url: URL) throws {
        path = url.path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ModelFiles.unreadable(url, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw AlmanacError(.modelInvalid, "\(path) is not a regular file", hint: ModelFiles.fetchHint)
        }
        let count = Int(status.st_size)
        guard count > 0 else {
            throw AlmanacError(.modelInvalid, "\(path) is empty", hint: ModelFiles.fetchHint)
        }
        guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw AlmanacError(
                .resourceExhausted, "\(path) cannot be mapped: \(String(cString: strerror(errno)))",
                hint: "\(count) bytes of address space are needed; is a limit set (ulimit -v)?")
        }
        madvise(base, count, MADV_WILLNEED)
        bytes = UnsafeRawBufferPointer(start: base, count: count)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
