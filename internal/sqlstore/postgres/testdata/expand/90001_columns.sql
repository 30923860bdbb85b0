-- What a release adds, in the forms that docs/upgrading.md asks for. TestNobodyWaitsLongForAMigration
-- applies it to many accounts while they are written.

-- +goose Up
ALTER TABLE accounts ADD COLUMN nickname text;
ALTER TABLE accounts ADD COLUMN logins bigint NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD CONSTRAINT accounts_logins_check CHECK (logins >= 0) NOT VALID;
CREATE TABLE keys (
    id         text   COLLATE "C" NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT keys_pkey PRIMARY KEY (id),
    CONSTRAINT keys_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX keys_by_account ON keys (account_id);
