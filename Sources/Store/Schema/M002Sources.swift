extension Migration {
    /// Where documents were read from, so that a changed or missing file is noticed.
    static let m002 = Migration(
        number: 2, name: "m002_sources",
        sql: """
            CREATE TABLE source_file (
                row INTEGER PRIMARY KEY,
                root TEXT NOT NULL,
                path TEXT NOT NULL,
                size INTEGER NOT NULL CHECK (size >= 0),
                modified_at INTEGER,
                digest TEXT NOT NULL,
                UNIQUE (root, path)
            ) STRICT;
            CREATE TABLE document_source (
                document INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
                file INTEGER NOT NULL REFERENCES source_file (row),
                scope TEXT NOT NULL
            ) STRICT;
            CREATE INDEX document_source_file ON document_source (file);
            CREATE TRIGGER source_file_unused AFTER DELETE ON document_source
            WHEN NOT EXISTS (SELECT 1 FROM document_source WHERE file = OLD.file)
            BEGIN
                DELETE FROM source_file WHERE row = OLD.file;
            END;
            """)
}
