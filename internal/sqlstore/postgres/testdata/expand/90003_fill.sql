-- +goose NO TRANSACTION

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    at bigint := 0;
    upto bigint;
BEGIN
    LOOP
        SELECT max(id) INTO upto FROM (SELECT id FROM accounts WHERE id > at ORDER BY id LIMIT 1000) AS next;
        EXIT WHEN upto IS NULL;
        UPDATE accounts SET nickname = username WHERE id > at AND id <= upto AND nickname IS NULL;
        COMMIT;
        at := upto;
    END LOOP;
END $$;
-- +goose StatementEnd
