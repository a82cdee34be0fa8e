/// The schema of `vectors.sqlite`.
enum VectorSchema {
    /// "ALMV".
    static let history = SchemaHistory(
        applicationID: 0x414C_4D56, kind: "a vector database", migrations: [Migration.vectors001]
    ) { _ in }
}

extension Migration {
    /// Indexes, their namespaces and records.
    static let vectors001 = Migration(
        number: 1, name: "m001_initial",
        sql: """
            CREATE TABLE migration (
                number INTEGER PRIMARY KEY CHECK (number > 0),
                name TEXT NOT NULL UNIQUE
            ) STRICT;
            CREATE TABLE vector_index (
                row INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                dimension INTEGER CHECK (dimension > 0),
                metric TEXT NOT NULL CHECK (metric IN ('cosine', 'dotproduct', 'euclidean')),
                protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
                tags TEXT NOT NULL CHECK (json_valid(tags)),
                model TEXT,
                text_field TEXT,
                control TEXT NOT NULL CHECK (json_valid(control)),
                created_at INTEGER NOT NULL,
                -- Number of the last write: one count for all namespaces, so that it goes on where one is made anew.
                lsn INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE TABLE vector_namespace (
                row INTEGER PRIMARY KEY AUTOINCREMENT,
                vector_index INTEGER NOT NULL REFERENCES vector_index (row) ON DELETE CASCADE,
                name TEXT NOT NULL,
                schema TEXT CHECK (schema IS NULL OR json_valid(schema)),
                UNIQUE (vector_index, name)
            ) STRICT;
            CREATE TABLE vector_record (
                row INTEGER PRIMARY KEY,
                namespace INTEGER NOT NULL REFERENCES vector_namespace (row) ON DELETE CASCADE,
                id TEXT NOT NULL CHECK (id <> ''),
                -- float32, little-endian.
                dense BLOB,
                -- Pairs of uint32 and float32, little-endian.
                sparse BLOB,
                metadata TEXT NOT NULL CHECK (json_valid(metadata)),
                UNIQUE (namespace, id)
            ) STRICT;
            """)
}
