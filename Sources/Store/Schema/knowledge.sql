-- The knowledge base of one home: documents, their versions, their chunks, full text and vectors.
--
-- This file is the current schema, to be read from top to bottom. Files in use come to it by the numbered migrations
-- of Migrations.swift; a test checks that both ways end in the same schema. Times are UTC milliseconds since 1970.
-- The settings of a connection (WAL, foreign keys, synchronous) stand in KnowledgeStore.swift.

-- Which migrations this file has been through. A number that the program does not know means a newer program.
CREATE TABLE migration (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    name TEXT NOT NULL UNIQUE
) STRICT;

-- One row: whose file this is, and what its index was made with. All but the home's id is fixed by the first ingest.
CREATE TABLE manifest (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    home_id TEXT NOT NULL,                          -- a random UUID; says whether two files are the same home
    encoder_name TEXT,
    encoder_digest TEXT,                            -- vectors of another digest are never compared
    encoder_dimension INTEGER CHECK (encoder_dimension > 0),
    text_version INTEGER,                           -- of the normalisation before full text
    chunker_version INTEGER,
    CHECK ((encoder_name IS NULL) = (encoder_digest IS NULL)),
    CHECK ((encoder_name IS NULL) = (encoder_dimension IS NULL)),
    CHECK ((encoder_name IS NULL) = (text_version IS NULL)),
    CHECK ((encoder_name IS NULL) = (chunker_version IS NULL))
) STRICT;

-- Every change of the knowledge, numbered from 1 without gaps.
CREATE TABLE revision (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    created_at INTEGER NOT NULL,
    author TEXT NOT NULL,                           -- a user id, never an address
    reason TEXT NOT NULL,
    added INTEGER NOT NULL CHECK (added >= 0),
    changed INTEGER NOT NULL CHECK (changed >= 0),  -- with renamed ones
    removed INTEGER NOT NULL CHECK (removed >= 0),
    kind TEXT NOT NULL DEFAULT 'change'
        CHECK (kind IN ('change', 'rollback', 'erasure', 'reembedding')),
    restores INTEGER REFERENCES revision (number)   -- of a rollback: whose documents are live again
) STRICT;

-- One row for each version of a document. It is live from the revision that brought it until the one that replaced or
-- removed it; a null live_to means now. Row ids are never used twice, so caches may keep them.
CREATE TABLE document (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL CHECK (namespace <> ''),
    id TEXT NOT NULL CHECK (id <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('example', 'outstanding', 'policy', 'faq')),
    updated_at INTEGER,                             -- the document's own field
    effective_updated_at INTEGER NOT NULL,          -- that, or the time of the revision that changed its content
    valid_from INTEGER,
    valid_to INTEGER,                               -- the first moment at which it no longer holds
    live_from INTEGER NOT NULL REFERENCES revision (number),
    live_to INTEGER REFERENCES revision (number) CHECK (live_to > live_from),
    digest TEXT NOT NULL,                           -- SHA-256 of content and metadata, in hexadecimal
    word_digest TEXT NOT NULL,                      -- of the words alone: equal for duplicates
    source TEXT NOT NULL,                           -- path below the ingest root, with #n for records; '' for inline
    title TEXT NOT NULL,
    question TEXT,                                  -- null for running text
    body TEXT NOT NULL,                             -- the text, or the answer to the question
    metadata TEXT NOT NULL CHECK (json_valid(metadata))
) STRICT;

-- At most one version of a document is live.
CREATE UNIQUE INDEX document_live ON document (namespace, id) WHERE live_to IS NULL;

-- Everything that the catalogue of live documents reads, so that it need not touch the texts.
CREATE INDEX document_catalog ON document (namespace, id, valid_from, valid_to, live_to) WHERE live_to IS NULL;

-- What changed since a revision, without a look at all the rest.
CREATE INDEX document_live_from ON document (live_from);
CREATE INDEX document_live_to ON document (live_to) WHERE live_to IS NOT NULL;

-- What filters compare, for live documents only: one row for a value, one for each string of a list, and one without
-- any value for an empty list. Names and strings are in Unicode's composed form (NFC), so that equal means equal. The
-- document's id, title and source are here too; its other own fields are columns of document.
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

-- Also answers whether a field exists, hence not partial as the other two.
CREATE INDEX document_metadata_text ON document_metadata (field, text);
CREATE INDEX document_metadata_number ON document_metadata (field, number) WHERE number IS NOT NULL;
CREATE INDEX document_metadata_bool ON document_metadata (field, bool) WHERE bool IS NOT NULL;

-- The parts of a document version that have a vector; all but questions have a row of full text too.
CREATE TABLE chunk (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES document (row),
    role TEXT NOT NULL CHECK (role IN ('question', 'answer', 'text')),
    ordinal INTEGER NOT NULL CHECK ((role = 'question') = (ordinal = 0)),
    live_from INTEGER NOT NULL REFERENCES revision (number),
    live_to INTEGER REFERENCES revision (number) CHECK (live_to > live_from),
    embedding_digest TEXT NOT NULL,                 -- SHA-256 of the embedded text; with an encoder it names a vector
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document, ordinal)
) STRICT;

-- Everything that the catalogue of live chunks reads, in the order of rows.
CREATE INDEX chunk_catalog ON chunk (row, document, role, live_to) WHERE live_to IS NULL;

-- Vectors by encoder and text: written ahead of the revision that needs them, so that a killed ingest resumes.
-- Little-endian float32 of unit length. A vector that no chunk points to may stay.
CREATE TABLE embedding (
    row INTEGER PRIMARY KEY,
    encoder TEXT NOT NULL,                          -- digest of the encoder
    digest TEXT NOT NULL,                           -- SHA-256 of the text
    dimension INTEGER NOT NULL CHECK (dimension > 0),
    vector BLOB NOT NULL CHECK (length(vector) = 4 * dimension),
    UNIQUE (encoder, digest)
) STRICT;

-- Full text of the live answer and text chunks, normalised; rowid is chunk.row. A superseded chunk leaves it in the
-- transaction that supersedes it, since BM25 counts every row here.
CREATE VIRTUAL TABLE chunk_text USING fts5 (
    title,
    question,
    body,
    tokenize = 'porter unicode61 remove_diacritics 2'
);

-- The files that live documents were read from, as they were then. What is on the disk now may differ; documents of
-- such a file are stale.
CREATE TABLE source_file (
    row INTEGER PRIMARY KEY,
    root TEXT NOT NULL,                             -- absolute path of the ingested folder, links followed
    path TEXT NOT NULL,                             -- below the root, byte for byte as the file system has it
    size INTEGER NOT NULL CHECK (size >= 0),        -- bytes
    modified_at INTEGER,                            -- nanoseconds since 1970; null where too young to tell by it
    digest TEXT NOT NULL,                           -- SHA-256 of the bytes, in hexadecimal
    UNIQUE (root, path)
) STRICT;

-- Which file a live document was last read from; none for a document given inline. Goes with the document's version.
CREATE TABLE document_source (
    document INTEGER PRIMARY KEY REFERENCES document (row) ON DELETE CASCADE,
    file INTEGER NOT NULL REFERENCES source_file (row),
    scope TEXT NOT NULL                             -- the namespace that the caller chose for the file; '' for none
) STRICT;

CREATE INDEX document_source_file ON document_source (file);

-- A file that no live document was read from is forgotten.
CREATE TRIGGER source_file_unused AFTER DELETE ON document_source
WHEN NOT EXISTS (SELECT 1 FROM document_source WHERE file = OLD.file)
BEGIN
    DELETE FROM source_file WHERE row = OLD.file;
END;

-- Documents that were erased on request: that it happened, never what they said.
CREATE TABLE erasure (
    row INTEGER PRIMARY KEY,
    document TEXT NOT NULL,                         -- HMAC-SHA256 of namespace/id under the home's id, in hexadecimal
    revision INTEGER NOT NULL REFERENCES revision (number), -- which says when, by whom and why
    scrubbed_at INTEGER                             -- when no file of the home held its bytes any more; null until then
) STRICT;

CREATE INDEX erasure_document ON erasure (document);

-- The gaps that they left: the revisions in which each erased version was live.
CREATE TABLE erased_version (
    erasure INTEGER NOT NULL REFERENCES erasure (row),
    live_from INTEGER NOT NULL REFERENCES revision (number),
    live_to INTEGER NOT NULL REFERENCES revision (number) CHECK (live_to > live_from),
    PRIMARY KEY (erasure, live_from)
) STRICT, WITHOUT ROWID;

CREATE INDEX erased_version_live_from ON erased_version (live_from);
