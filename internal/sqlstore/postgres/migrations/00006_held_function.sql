-- Says whether an address is kept for somebody, for who has just inserted an
-- account with it. It is VOLATILE: only then does it see what was committed while
-- the insert waited for whoever was giving the address up.

-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION perfil_keeps(address text) RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN EXISTS (SELECT FROM tickets WHERE purpose = 'undo-email' AND email COLLATE "C" = address)
        OR EXISTS (SELECT FROM jobs WHERE kind = 'email-changed-mail' AND email COLLATE "C" = address
            AND EXISTS (SELECT FROM accounts WHERE accounts.id = jobs.account_id))
        THEN 1 ELSE 0 END;
END $$;
-- +goose StatementEnd
