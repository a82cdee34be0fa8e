import Embedding
import Foundation
import GRDB

/// A knowledge base as the first version of the program wrote it, with two documents. Kept as text, and never changed:
/// it stands for the files that people have.
enum FirstVersion {
    /// - Parameter encoder: gives the manifest's encoder and the vectors, which are no part of the schema.
    static func write(to file: URL, encoder: any Encoder) throws {
        let database = try DatabaseQueue(path: file.path)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: schema)
            try db.execute(sql: "PRAGMA application_id = 1095519563")
            try db.execute(sql: rows)
            let identity = encoder.identity
            try db.execute(
                sql: """
                    INSERT INTO manifest (row, home_id, encoder_name, encoder_digest, encoder_dimension, text_version,
                        chunker_version)
                    VALUES (1, '5f0e2c1a-8d3b-4c66-9a57-0f1d2e3c4b5a', ?, ?, ?, 1, 1)
                    """,
                arguments: [identity.name, identity.digest, identity.dimension])
            for (digest, text) in [("d1", "ceramic bowl"), ("d2", "what is in the jar"), ("d3", "date honey")] {
                let vector = try encoder.encode(text).withUnsafeBytes { Data($0) }
                try db.execute(
                    sql: "INSERT INTO embedding (encoder, digest, dimension, vector) VALUES (?, ?, ?, ?)",
                    arguments: [identity.digest, digest, identity.dimension, vector])
            }
        }
        try database.close()
    }

    private static let rows = """
        INSERT INTO migration (number, name) VALUES (1, 'm001_initial');
        INSERT INTO revision (number, created_at, author, reason, added, changed, removed)
        VALUES (1, 1767225600000, 'anna', 'first import', 2, 0, 0);
        INSERT INTO document (row, namespace, id, kind, updated_at, effective_updated_at, live_from, digest, word_digest,
            source, title, question, body, metadata)
        VALUES (1, 'faq', 'bowl', 'faq', 1767225600000, 1767225600000, 1, 'c1', 'w1', 'faq/bowl.md', 'Bowl', NULL,
                'ceramic bowl', '{"category":"other"}'),
            (2, 'faq', 'honey', 'faq', NULL, 1767225600000, 1, 'c2', 'w2', 'faq/all.jsonl#1', 'Honey',
                'What is in the jar?', 'Date honey.', '{}');
        INSERT INTO document_metadata (document, field, ordinal, text)
        VALUES (1, 'category', 0, 'other'), (1, 'id', 0, 'bowl'), (1, 'title', 0, 'Bowl'),
            (1, 'source', 0, 'faq/bowl.md'), (2, 'id', 0, 'honey'), (2, 'title', 0, 'Honey'),
            (2, 'source', 0, 'faq/all.jsonl#1');
        INSERT INTO chunk (row, document, role, ordinal, live_from, embedding_digest, heading, text)
        VALUES (1, 1, 'text', 1, 1, 'd1', '', 'ceramic bowl'), (2, 2, 'question', 0, 1, 'd2', '', 'What is in the jar?'),
            (3, 2, 'answer', 1, 1, 'd3', '', 'Date honey.');
        INSERT INTO chunk_text (rowid, title, question, body)
        VALUES (1, 'Bowl', '', 'ceramic bowl'), (3, 'Honey', 'What is in the jar', 'Date honey');
        """

    private static let schema = """
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
        """
}
