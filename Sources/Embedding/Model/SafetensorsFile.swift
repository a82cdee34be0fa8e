import CKernels
import Domain
import Foundation

/// A safetensors file: 8 bytes of little-endian header length, a JSON header, then the tensors' data.
///
/// Format: https://huggingface.co/docs/safetensors. Everything the header claims is checked against the file before any
/// pointer is made: lengths, types, shapes without overflow, offsets inside the data and disjoint. A malformed file
/// gives `model_invalid`, naming the tensor.
struct SafetensorsFile: Sendable {
    enum Element: String, Sendable {
        case float32 = "F32"
        case float16 = "F16"
        case bfloat16 = "BF16"

        var byteCount: Int { self == .float32 ? 4 : 2 }
    }

    struct Tensor: Sendable {
        let name: String
        let type: String
        let shape: [Int]
        /// Relative to the start of the data.
        let bytes: Range<Int>
    }

    let file: MappedFile
    let tensors: [String: Tensor]
    private let dataStart: Int

    /// The format's own limit.
    private static let maximumHeader = 100_000_000
    private static let maximumTensors = 100_000

    init(_ url: URL) throws {
        file = try MappedFile(url)
        let path = file.path
        func invalid(_ what: String) -> AlmanacError {
            AlmanacError(.modelInvalid, "\(path): \(what)", hint: ModelFiles.fetchHint)
        }
        guard file.bytes.count >= 8 else { throw invalid("\(file.bytes.count) bytes, too short for a header") }
        let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(min(Self.maximumHeader, file.bytes.count - 8)) else {
            throw invalid("header of \(length) bytes in a file of \(file.bytes.count); truncated, or not safetensors")
        }
        dataStart = 8 + Int(length)
        let dataCount = file.bytes.count - dataStart
        let entries: [String: Header.Entry]
        do {
            entries = try JSONDecoder().decode(Header.self, from: Data(file.bytes[8..<dataStart])).entries
        } catch {
            throw invalid("the header is not a JSON object of tensors")
        }
        guard entries.count <= Self.maximumTensors else { throw invalid("\(entries.count) tensors") }
        var tensors: [String: Tensor] = [:]
        for (name, entry) in entries {
            guard let tensor = Self.tensor(name, entry, dataCount: dataCount) else {
                throw invalid("tensor \(Self.shown(name)) has a malformed entry, or lies outside the file (truncated?)")
            }
            tensors[name] = tensor
        }
        let inOrder = tensors.values.sorted { ($0.bytes.lowerBound, $0.name) < ($1.bytes.lowerBound, $1.name) }
        for (tensor, next) in zip(inOrder, inOrder.dropFirst()) where tensor.bytes.upperBound > next.bytes.lowerBound {
            throw invalid("tensors \(Self.shown(tensor.name)) and \(Self.shown(next.name)) overlap")
        }
        self.tensors = tensors
    }

    private static func tensor(_ name: String, _ entry: Header.Entry, dataCount: Int) -> Tensor? {
        guard let type = entry.dtype, let shape = entry.shape, let offsets = entry.data_offsets, offsets.count == 2,
            offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataCount
        else { return nil }
        var count = 1
        for side in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: side)
            if side < 0 || overflow { return nil }
            count = product
        }
        // Types that are not read (integers, 8-bit floats) keep their place; asking for one is an error then.
        if let element = Element(rawValue: type) {
            let (bytes, overflow) = count.multipliedReportingOverflow(by: element.byteCount)
            if overflow || bytes != offsets[1] - offsets[0] { return nil }
        }
        return Tensor(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
    }

    /// A name from a file that may be damaged, short enough for a message.
    private static func shown(_ name: String) -> String {
        String(name.unicodeScalars.prefix(80).map { $0.value < 32 ? "?" : Character($0) })
    }

    // MARK: Reading

    /// A tensor of exactly that shape.
    func tensor(_ name: String, shape: [Int]) throws -> Tensor {
        guard let tensor = tensors[name] else {
            throw AlmanacError(
                .modelInvalid, "\(file.path) has no tensor \(name)",
                hint: "Do config.json and the weights belong to the same BERT model?")
        }
        guard tensor.shape == shape else {
            throw AlmanacError(
                .modelInvalid, "\(file.path): tensor \(name) has shape \(tensor.shape), config.json says \(shape)",
                hint: "Do config.json and the weights belong to the same model?")
        }
        guard Element(rawValue: tensor.type) != nil else {
            throw AlmanacError(
                .modelUnsupported, "\(file.path): tensor \(name) has type \(tensor.type)",
                hint: "Supported are F32, F16 and BF16; convert the weights.")
        }
        return tensor
    }

    /// The tensor's values where they lie, if they are aligned single precision; valid as long as `file`.
    func floatsInPlace(_ tensor: Tensor) -> UnsafePointer<Float>? {
        guard tensor.type == Element.float32.rawValue, let base = file.bytes.baseAddress else { return nil }
        let start = base + dataStart + tensor.bytes.lowerBound
        return Int(bitPattern: start) % 4 == 0 ? start.assumingMemoryBound(to: Float.self) : nil
    }

    /// Calls `body` with the values of elements `range` of a tensor that `tensor(_:shape:)` gave: in place where they
    /// are aligned single precision, else widened into a temporary buffer.
    func withFloats<Result>(
        _ tensor: Tensor, _ range: Range<Int>, _ body: (UnsafePointer<Float>) throws -> Result
    ) throws -> Result {
        if let whole = floatsInPlace(tensor) { return try body(whole + range.lowerBound) }
        let element = Element(rawValue: tensor.type) ?? .float32
        let start = dataStart + tensor.bytes.lowerBound + range.lowerBound * element.byteCount
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + range.count * element.byteCount])
        let copy = FloatBuffer(count: range.count)
        if element == .float32 {
            UnsafeMutableRawBufferPointer(start: copy.base, count: bytes.count).copyMemory(from: bytes)
        } else {
            let values = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: range.count)
            defer { values.deallocate() }
            UnsafeMutableRawBufferPointer(values).copyMemory(from: bytes)
            if let base = values.baseAddress {
                let widen = element == .float16 ? almanac_widen_half : almanac_widen_bfloat
                widen(base, range.count, copy.base)
            }
        }
        return try withExtendedLifetime(copy) { try body(copy.base) }
    }
}

/// The JSON header: an entry per tensor, and `__metadata__`, which is passed over. An entry that is not of the expected
/// form decodes to one without values, so that the error can name its tensor.
private struct Header: Decodable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Entry {
        var dtype: String?
        var shape: [Int]?
        var data_offsets: [Int]?
    }

    let entries: [String: Entry]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        var entries: [String: Entry] = [:]
        for key in container.allKeys where key.stringValue != "__metadata__" {
            let fields = try? container.nestedContainer(keyedBy: Key.self, forKey: key)
            entries[key.stringValue] = Entry(
                dtype: try? fields?.decode(String.self, forKey: Key("dtype")),
                shape: try? fields?.decode([Int].self, forKey: Key("shape")),
                data_offsets: try? fields?.decode([Int].self, forKey: Key("data_offsets")))
        }
        self.entries = entries
    }

    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
