extension Migration {
    /// The first schema. Like every migration it is never edited once shipped; what the tables are for stands in
    /// `knowledge.sql`.
    static let m001 = Migration(
        number: 1, name: "m001_initial",
        sql: """
            CREATE TABLE migration (
                number INTEGER PRIMARY KEY CHECK (number > 0),
                name TEXT NOT NULL UNIQUE
            ) STRICT;
            CREATE TABLE manifest (
                row INTEGER PRIMARY KEY CHECK (row = 1),
                home_id TEXT NOT NULL,
                encoder_name TEXT,
                encoder_digest TEXT,
                encoder_dimension INTEGER CHECK (encoder_dimension > 0),
                text_version INTEGER,
                chunker_version INTEGER,
                CHECK ((encoder_name IS NULL) = (encoder_digest IS NULL)),
                CHECK ((encoder_name IS NULL) = (encoder_dimension IS NULL)),
                CHECK ((encoder_name IS NULL) = (text_version IS NULL)),
                CHECK ((encoder_name IS NULL) = (chunker_version IS NULL))
            ) STRICT;
            CREATE TABLE revision (
                number INTEGER PRIMARY KEY CHECK (number > 0),
                created_at INTEGER NOT NULL,
                author TEXT NOT NULL,
                reason TEXT NOT NULL,
                added INTEGER NOT NULL CHECK (added >= 0),
                changed INTEGER NOT NULL CHECK (changed >= 0),
                removed INTEGER NOT NULL CHECK (removed >= 0)
            ) STRICT;
            CREATE TABLE document (
                row INTEGER PRIMARY KEY AUTOINCREMENT,
                namespace TEXT NOT NULL CHECK (namespace <> ''),
                id TEXT NOT NULL CHECK (id <> ''),
                kind TEXT NOT NULL CHECK (kind IN ('example', 'outstanding', 'policy', 'faq')),
                updated_at INTEGER,
                effective_updated_at INTEGER NOT NULL,
                valid_from INTEGER,
                valid_to INTEGER,
                live_from INTEGER NOT NULL REFERENCES revision (number),
                live_to INTEGER REFERENCES revision (number) CHECK (live_to > live_from),
                digest TEXT NOT NULL,
                word_digest TEXT NOT NULL,
                source TEXT NOT NULL,
                title TEXT NOT NULL,
                question TEXT,
                body TEXT NOT NULL,
                metadata TEXT NOT NULL CHECK (json_valid(metadata))
            ) STRICT;
            CREATE UNIQUE INDEX document_live ON document (namespace, id) WHERE live_to IS NULL;
            CREATE INDEX document_catalog ON document (namespace, id, valid_from, valid_to, live_to) WHERE live_to IS NULL;
            CREATE TABLE document_metadata (
                document INTEGER NOT NULL REFERENCES document (row),
                field TEXT NOT NULL,
                ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
                text TEXT,
                number REAL,
                bool INTEGER CHECK (bool IN (0, 1)),
                PRIMARY KEY (document, field, ordinal),
                CHECK ((text IS NOT NULL) + (number IS NOT NULL) + (bool IS NOT NULL) <= 1)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX document_metadata_text ON document_metadata (field, text);
            CREATE INDEX document_metadata_number ON document_metadata (field, number) WHERE number IS NOT NULL;
            CREATE INDEX document_metadata_bool ON document_metadata (field, bool) WHERE bool IS NOT NULL;
            CREATE TABLE chunk (
                row INTEGER PRIMARY KEY AUTOINCREMENT,
                document INTEGER NOT NULL REFERENCES document (row),
                role TEXT NOT NULL CHECK (role IN ('question', 'answer', 'text')),
                ordinal INTEGER NOT NULL CHECK ((role = 'question') = (ordinal = 0)),
                live_from INTEGER NOT NULL REFERENCES revision (number),
                live_to INTEGER REFERENCES revision (number) CHECK (live_to > live_from),
                embedding_digest TEXT NOT NULL,
                heading TEXT NOT NULL,
                text TEXT NOT NULL,
                UNIQUE (document, ordinal)
            ) STRICT;
            CREATE INDEX chunk_catalog ON chunk (row, document, role, live_to) WHERE live_to IS NULL;
            CREATE TABLE embedding (
                row INTEGER PRIMARY KEY,
                encoder TEXT NOT NULL,
                digest TEXT NOT NULL,
                dimension INTEGER NOT NULL CHECK (dimension > 0),
                vector BLOB NOT NULL CHECK (length(vector) = 4 * dimension),
                UNIQUE (encoder, digest)
            ) STRICT;
            CREATE VIRTUAL TABLE chunk_text USING fts5 (
                title,
                question,
                body,
                tokenize = 'porter unicode61 remove_diacritics 2'
            );
            """)
}
