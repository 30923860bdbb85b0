-- Where accounts came from, so that the same source can be read again. A row
-- outlives its account: who deleted it here must not be brought back.

-- +goose Up
CREATE TABLE origins (
    source     text   COLLATE "C" NOT NULL,
    row_id     bigint NOT NULL,
    account_id bigint NOT NULL,
    came       bytea  NOT NULL,
    kept       bytea  NOT NULL,
    CONSTRAINT origins_pkey PRIMARY KEY (source, row_id)
);
