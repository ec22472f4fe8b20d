-- +goose Up
-- +goose StatementBegin
-- When an invited officer first set a password: work is given only to people who can sign in, and an office does not
-- read credentials to know that.
ALTER TABLE app.staff ADD COLUMN activated_at timestamptz;
UPDATE app.staff s SET activated_at = c.changed_at FROM app.staff_credential c WHERE c.staff_id = s.id AND c.password_phc <> '';
DO $$ BEGIN
  IF (SELECT count(*) FROM app.staff WHERE activated_at IS NOT NULL) <> (SELECT count(*) FROM app.staff_credential WHERE password_phc <> '') THEN
    RAISE EXCEPTION 'not every account with a password was found';
  END IF;
END $$;
-- +goose StatementEnd
