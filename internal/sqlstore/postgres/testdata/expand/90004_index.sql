-- +goose NO TRANSACTION

-- +goose Up
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS accounts_by_nickname;
CREATE INDEX CONCURRENTLY accounts_by_nickname ON accounts (nickname);
RESET lock_timeout;
