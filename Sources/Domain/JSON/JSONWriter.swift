extension JSONValue {
    /// Compact UTF-8 without a raw line feed; members in their order; doubles in their shortest round-trip form.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        append(to: &bytes)
        return bytes
    }

    /// The compact text of `serialized()`.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// Two-space indented text for people.
    public var prettyText: String {
        var bytes: [UInt8] = []
        append(to: &bytes, indent: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the compact form, or the indented one from level `indent` on.
    package func append(to bytes: inout [UInt8], indent: Int? = nil) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value): bytes.append(contentsOf: value.description.utf8)
        case .string(let value): JSONValue.appendQuoted(value, to: &bytes)
        case .array(let values):
            JSONValue.appendList(values, open: "[", close: "]", to: &bytes, indent: indent) { value, bytes, indent in
                value.append(to: &bytes, indent: indent)
            }
        case .object(let object):
            JSONValue.appendList(object.members, open: "{", close: "}", to: &bytes, indent: indent) {
                member, bytes, indent in
                JSONValue.appendQuoted(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if indent != nil { bytes.append(UInt8(ascii: " ")) }
                member.value.append(to: &bytes, indent: indent)
            }
        }
    }

    private static func appendList<Element>(
        _ elements: [Element], open: Unicode.Scalar, close: Unicode.Scalar, to bytes: inout [UInt8], indent: Int?,
        _ append: (Element, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        let inner = indent.map { $0 + 1 }
        for (offset, element) in elements.enumerated() {
            if offset > 0 { bytes.append(UInt8(ascii: ",")) }
            appendBreak(inner, to: &bytes)
            append(element, &bytes, inner)
        }
        if !elements.isEmpty { appendBreak(indent, to: &bytes) }
        bytes.append(UInt8(ascii: close))
    }

    private static func appendBreak(_ indent: Int?, to bytes: inout [UInt8]) {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
    }

    private static func appendQuoted(_ string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
