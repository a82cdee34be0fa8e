extension Migration {
    /// What a revision did, what was erased and where the gaps are, and the way to what changed since a revision.
    static let m003 = Migration(
        number: 3, name: "m003_history",
        sql: """
            ALTER TABLE revision ADD COLUMN kind TEXT NOT NULL DEFAULT 'change'
                CHECK (kind IN ('change', 'rollback', 'erasure', 'reembedding'));
            ALTER TABLE revision ADD COLUMN restores INTEGER REFERENCES revision (number);
            CREATE INDEX document_live_from ON document (live_from);
            CREATE INDEX document_live_to ON document (live_to) WHERE live_to IS NOT NULL;
            CREATE TABLE erasure (
                row INTEGER PRIMARY KEY,
                document TEXT NOT NULL,
                revision INTEGER NOT NULL REFERENCES revision (number),
                scrubbed_at INTEGER
            ) STRICT;
            CREATE INDEX erasure_document ON erasure (document);
            CREATE TABLE erased_version (
                erasure INTEGER NOT NULL REFERENCES erasure (row),
                live_from INTEGER NOT NULL REFERENCES revision (number),
                live_to INTEGER NOT NULL REFERENCES revision (number) CHECK (live_to > live_from),
                PRIMARY KEY (erasure, live_from)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX erased_version_live_from ON erased_version (live_from);
            """)
}
