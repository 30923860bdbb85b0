-- Who is copying a whole database into this one. While there is a row, what is
-- here is a part of something, and must not be served.

-- +goose Up
CREATE TABLE moves (
    source TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
