import CCurl
import Domain
import Foundation
import Synchronization

/// Requests by libcurl: https, or http to this machine alone; no redirect is followed, so a key never goes where it was
/// not sent; certificates are checked; bodies and times are bounded.
public final class CurlTransport: Transport {
    /// The largest answer that is read, bytes. A query's is at most 4 MB, a page of 1,000 records may be larger.
    static let largestAnswer = 64 << 20
    static let connectTimeout = 10_000

    /// Handles that no request has, each with its open connections; one thread at a time uses a handle.
    ///
    /// `@unchecked Sendable`. Proof: the pointers are only ever taken out of and put back into the array under the mutex
    /// that holds it.
    private struct Handles: @unchecked Sendable {
        var free: [UnsafeMutableRawPointer] = []
    }

    private static let isReady = curl_global_init(3) == CURLE_OK
    private let handles = Mutex(Handles())

    public init() {}

    deinit {
        handles.withLock { handles in
            for handle in handles.free { curl_easy_cleanup(handle) }
        }
    }

    public func send(_ call: HTTPCall) throws -> HTTPResult {
        try CurlTransport.check(call.url)
        guard CurlTransport.isReady, let handle = handles.withLock({ $0.free.popLast() }) ?? curl_easy_init() else {
            throw AlmanacError(.unavailable, "libcurl cannot be used", hint: "is there memory left?")
        }
        defer {
            curl_easy_reset(handle)
            handles.withLock { handles in
                if handles.free.count < 32 { handles.free.append(handle) } else { curl_easy_cleanup(handle) }
            }
        }
        return try CurlTransport.perform(call, handle)
    }

    /// Only https, and plain http to a loopback address by number or `localhost`.
    static func check(_ url: String) throws {
        let parts = URLComponents(string: url)
        let host = parts?.host?.trimmingCharacters(in: ["[", "]"]) ?? ""
        let isLoopback =
            host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
        switch parts?.scheme {
        case "https" where !host.isEmpty: return
        case "http" where isLoopback: return
        default:
            throw AlmanacError(
                .invalidInput, "'\(parts?.host ?? url.prefix(80).description)' is not reached over https",
                hint: "use https://…, or http:// on 127.0.0.1")
        }
    }

    private static func perform(_ call: HTTPCall, _ handle: UnsafeMutableRawPointer) throws -> HTTPResult {
        let answer = Answer()
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in call.headers { list = curl_slist_append(list, "\(header.name): \(header.value)") ?? list }
        // No waiting for a `100 Continue` that many servers never send.
        list = curl_slist_append(list, "Expect:") ?? list
        var body = call.body ?? []
        let code: CURLcode = withExtendedLifetime(answer) {
            body.withUnsafeMutableBufferPointer { bytes in
                let context = Unmanaged.passUnretained(answer).toOpaque()
                _ = almanac_curl_set_string(handle, CURLOPT_URL, call.url)
                _ = almanac_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
                _ = almanac_curl_set_string(handle, CURLOPT_NOPROXY, "127.0.0.1,localhost,::1")
                _ = almanac_curl_set_string(handle, CURLOPT_USERAGENT, "almanac")
                _ = almanac_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, call.method)
                _ = almanac_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
                _ = almanac_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
                _ = almanac_curl_set_long(handle, CURLOPT_TIMEOUT_MS, call.timeout)
                _ = almanac_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(connectTimeout, call.timeout))
                _ = almanac_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
                if call.body != nil {
                    _ = almanac_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, bytes.count)
                    _ = almanac_curl_set_pointer(
                        handle, CURLOPT_POSTFIELDS, bytes.baseAddress.map(UnsafeMutableRawPointer.init) ?? context)
                }
                _ = almanac_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                    Answer.of(context)?.take(bytes, size * count) ?? 0
                }
                _ = almanac_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
                _ = almanac_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                    Answer.of(context)?.takeHeader(bytes, size * count) ?? 0
                }
                _ = almanac_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
                return curl_easy_perform(handle)
            }
        }
        guard code == CURLE_OK else {
            let reason = answer.isTooLarge ? "the answer is too large" : String(cString: curl_easy_strerror(code))
            throw TransportFailure(reason)
        }
        var status = 0
        _ = almanac_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return HTTPResult(status: status, headers: answer.headers, body: answer.body)
    }

    /// What comes back during one request, on its one thread.
    private final class Answer {
        private(set) var body: [UInt8] = []
        private(set) var headers: [String: String] = [:]
        private(set) var isTooLarge = false

        static func of(_ context: UnsafeMutableRawPointer?) -> Answer? {
            context.map { Unmanaged<Answer>.fromOpaque($0).takeUnretainedValue() }
        }

        /// How many bytes were taken; fewer than came ends the request.
        func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
            guard let bytes, body.count + count <= CurlTransport.largestAnswer else {
                isTooLarge = true
                return 0
            }
            body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        }

        func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
            guard let bytes, headers.count < 200, count < 65_536 else { return 0 }
            let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
            if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
                headers[name] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            }
            return count
        }
    }
}
