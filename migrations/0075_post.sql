-- +goose Up
-- +goose StatementBegin
-- Results that wait to be sent by post, by the office that decided.
CREATE INDEX dossier_to_post ON app.dossier (competent_tenant, decided_at) WHERE state = 'decided' AND return_method = 'post';
-- +goose StatementEnd
