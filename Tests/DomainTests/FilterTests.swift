import Domain
import Testing

/// The filter language: what is read, what is refused, and what passes.
@Suite struct FilterTests {
    private let metadata: Metadata = [
        "s": .string("x"), "n": .number(2), "b": .bool(true), "l": .list(["a", "b"]), "empty": .list([]),
        "one": .string("1"),
    ]

    private func check(_ text: String, _ expected: Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let filter = try #require(try Filter.parse(text: text), sourceLocation: sourceLocation)
        #expect(filter.matches(metadata) == expected, sourceLocation: sourceLocation)
        // What is written is what was read.
        #expect(try Filter.parse(filter.json)?.matches(metadata) == expected, sourceLocation: sourceLocation)
    }

    @Test func equality() throws {
        try check(#"{"s": "x"}"#, true)
        try check(#"{"s": {"$eq": "y"}}"#, false)
        try check(#"{"n": 2.0}"#, true)
        try check(#"{"b": true}"#, true)
        try check(#"{"one": 1}"#, false)
        try check(#"{"b": 1}"#, false)
        try check(#"{"l": "b"}"#, true)
        try check(#"{"l": "c"}"#, false)
        try check(#"{"empty": ""}"#, false)
        try check(#"{"missing": "x"}"#, false)
    }

    @Test func difference() throws {
        try check(#"{"s": {"$ne": "y"}}"#, true)
        try check(#"{"s": {"$ne": "x"}}"#, false)
        try check(#"{"s": {"$ne": 1}}"#, true)
        try check(#"{"l": {"$ne": "a"}}"#, false)
        try check(#"{"l": {"$ne": "c"}}"#, true)
        try check(#"{"empty": {"$ne": "c"}}"#, true)
        try check(#"{"missing": {"$ne": "x"}}"#, false)
        try check(#"{"missing": {"$nin": ["x"]}}"#, false)
    }

    @Test func order() throws {
        try check(#"{"n": {"$gt": 1, "$lt": 3}}"#, true)
        try check(#"{"n": {"$gt": 2}}"#, false)
        try check(#"{"n": {"$gte": 2}}"#, true)
        try check(#"{"n": {"$lte": 1}}"#, false)
        try check(#"{"one": {"$gt": 0}}"#, false)
    }

    @Test func listsOfOperands() throws {
        try check(#"{"s": {"$in": ["y", "x"]}}"#, true)
        try check(#"{"l": {"$in": ["b", "z"]}}"#, true)
        try check(#"{"n": {"$in": ["2", 2]}}"#, true)
        try check(#"{"n": {"$in": ["2"]}}"#, false)
        try check(#"{"s": {"$in": []}}"#, false)
        try check(#"{"s": {"$nin": []}}"#, true)
        try check(#"{"l": {"$nin": ["c"]}}"#, true)
        try check(#"{"l": {"$nin": ["c", "a"]}}"#, false)
    }

    @Test func existence() throws {
        try check(#"{"empty": {"$exists": true}}"#, true)
        try check(#"{"missing": {"$exists": true}}"#, false)
        try check(#"{"missing": {"$exists": false}}"#, true)
        try check(#"{"s": {"$exists": false}}"#, false)
    }

    @Test func conjunction() throws {
        try check(#"{"s": "x", "n": 3}"#, false)
        try check(#"{"$and": [{"s": "x"}, {"n": 2}]}"#, true)
        try check(#"{"$or": [{"s": "y"}, {"n": 2}]}"#, true)
        try check(#"{"$or": [{"s": "y"}, {"$and": [{"n": 2}, {"b": false}]}]}"#, false)
        try check(#"{"s": "x", "$or": [{"n": 3}, {"l": "a"}]}"#, true)
    }

    @Test func anEmptyFilterIsNone() throws { #expect(try Filter.parse(text: "{}") == nil) }

    @Test(arguments: [
        "[]", "5", "{", #"{"a": null}"#, #"{"a": ["x"]}"#, #"{"a": {}}"#, #"{"a": {"$foo": 1}}"#,
        #"{"$not": {"a": 1}}"#,
        #"{"a": {"$gt": "1"}}"#, #"{"a": {"$in": "x"}}"#, #"{"a": {"$in": [true]}}"#, #"{"a": {"$in": [null]}}"#,
        #"{"a": {"$exists": 1}}"#, #"{"$and": {}}"#, #"{"$or": []}"#, #"{"$and": [{}]}"#, #"{"a": {"$eq": {"b": 1}}}"#,
    ])
    func whatIsRefused(text: String) {
        #expect {
            try Filter.parse(text: text)
        } throws: {
            ($0 as? AlmanacError)?.code == .invalidFilter
        }
    }

    @Test func theShortForm() throws {
        func check(_ condition: String, _ expected: Filter, sourceLocation: SourceLocation = #_sourceLocation) throws {
            #expect(try Filter.parse(condition: condition) == expected, sourceLocation: sourceLocation)
        }
        try check("s=x", .compare(field: "s", .equal(.string("x"))))
        try check(" s = x y ", .compare(field: "s", .equal(.string("x y"))))
        try check("n=2", .compare(field: "n", .equal(.number(2))))
        try check("n=\"2\"", .compare(field: "n", .equal(.string("2"))))
        try check("b=true", .compare(field: "b", .equal(.bool(true))))
        try check("n!=2", .compare(field: "n", .notEqual(.number(2))))
        try check("n>=2", .compare(field: "n", .greaterOrEqual(2)))
        try check("n<2", .compare(field: "n", .less(2)))
        try check("s=a,b", .compare(field: "s", .within([.string("a"), .string("b")])))
        try check("s!=a,1", .compare(field: "s", .notWithin([.string("a"), .number(1)])))
        for bad in ["", "s", "=x", "n>x"] {
            #expect(throws: AlmanacError.self) { try Filter.parse(condition: bad) }
        }
    }
}
