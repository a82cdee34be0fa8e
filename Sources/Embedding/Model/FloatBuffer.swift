import Foundation

/// Aligned single-precision memory of a fixed size, zero where nothing was written.
///
/// Large buffers start on a 2 MiB boundary and ask for huge pages: the packed weights are read from end to end for
/// every batch, and address translation would otherwise cost more than the reads.
///
/// `@unchecked Sendable`. Proof: the pointer and count never change and the memory lives as long as the object. Whoever
/// shares one between threads writes disjoint parts, or writes before it is shared; each user says which.
final class FloatBuffer: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    private let mapped: UnsafeMutableRawPointer?
    private let mappedBytes: Int

    private static let hugePage = 2 << 20

    init(count: Int) {
        self.count = count
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        if bytes >= 4 * Self.hugePage {
            mappedBytes = bytes + Self.hugePage
            let memory = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let memory, memory != MAP_FAILED else { preconditionFailure("no memory for \(bytes) bytes") }
            mapped = memory
            let start = (UInt(bitPattern: memory) + UInt(Self.hugePage - 1)) & ~UInt(Self.hugePage - 1)
            let aligned = memory + Int(start - UInt(bitPattern: memory))
            madvise(aligned, bytes, 14)  // MADV_HUGEPAGE, which the C library's module does not name
            base = aligned.bindMemory(to: Float.self, capacity: max(count, 1))
        } else {
            mapped = nil
            mappedBytes = 0
            let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            base = memory.initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
        }
    }

    deinit {
        if let mapped {
            munmap(mapped, mappedBytes)
        } else {
            UnsafeMutableRawPointer(base).deallocate()
        }
    }
}
