-- Where accounts came from, so that the same source can be read again. A row
-- outlives its account: who deleted it here must not be brought back.

-- +goose Up
CREATE TABLE origins (
    source     TEXT    NOT NULL,
    row_id     INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    came       BLOB    NOT NULL,
    kept       BLOB    NOT NULL,
    CONSTRAINT origins_pkey PRIMARY KEY (source, row_id)
) STRICT, WITHOUT ROWID;
