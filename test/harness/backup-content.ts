/** All kinds of content: letters of many alphabets, nothing, quotes and line ends, JSON, bytes, lists, numbers. */
export const fillAssistant = `
INSERT INTO ai_sessions (session_id, subject, machine_model, language, created_at, updated_at) VALUES
  ('one', 'maria', 'V4.0', 'el', '2026-11-01 10:00:00.123456+02', '2026-11-01 10:00:00+00'),
  ('two', NULL, NULL, NULL, '2026-11-02 10:00:00+00', '2026-11-02 10:00:00+00'),
  ('Ωμέγα 🛠', E'tab\\tnew\\nline\\\\ back', '', 'en', '2026-11-03 10:00:00+00', 'infinity');
INSERT INTO ai_messages (message_id, session_id, role, content, answer, created_at)
  SELECT gen_random_uuid(), CASE n % 3 WHEN 0 THEN 'one' WHEN 1 THEN 'two' ELSE 'Ωμέγα 🛠' END, 'user',
    E'Πώς ξεκινά; \\\\. COPY x FROM stdin;\\n\\\\.\\n' || repeat('å', n), CASE WHEN n % 2 = 0 THEN jsonb_build_object('n', n, 'text', '"\\u00e9'' 💧') END,
    '2026-11-01 00:00:00+00'::timestamptz + n * interval '1.000001 seconds'
  FROM generate_series(1, 300) AS n;
INSERT INTO ai_feedback VALUES (gen_random_uuid(), 'nikos', 'up', NULL, 1, now()), (gen_random_uuid(), 'nikos', 'down', '', 2, now());
INSERT INTO knowledge_documents (document_id, title, document_type, language, machine_models, tags, filename, sha256, size, original, status)
  SELECT gen_random_uuid(), 'Manual ' || n, 'manual', 'en', ARRAY['V4.0', 'with "quotes", and {braces}', ''], '{}', 'm' || n || '.pdf', md5(n::text), 3,
    decode(repeat('00ff0a5c', 2000 * n), 'hex'), 'ready'
  FROM generate_series(1, 5) AS n;
INSERT INTO knowledge_chunks (document_id, ordinal, heading, page_start, page_end, text, length)
  SELECT document_id, n, 'A › B', n, n, 'Text ' || n, n FROM knowledge_documents, generate_series(1, 20) AS n;
INSERT INTO knowledge_posting_lists SELECT 'term' || n, document_id, ARRAY[1, 2, n], ARRAY[3, 4, 5] FROM knowledge_documents, generate_series(3, 30) AS n;
`

export const fillOps = `
INSERT INTO cases (source_key, opened_by, platform, thread, question, details, created_at, updated_at)
  SELECT 'case ' || n, 'maria', 'web', 't', 'Ερώτηση ' || n, '{"a": [1, null, "x"]}', now(), now() FROM generate_series(1, 40) AS n;
INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id)
  SELECT now(), 'maria', true, 'run.approved', 'R-' || n, 'done', '{}', 'r' FROM generate_series(1, 25) AS n;
INSERT INTO standing_approvals (schedule, request_key, digest, maximum, status, verified, platform, thread, asked_by, asked_at,
    approved_by, approved_at, expires_at)
  VALUES ('weekly-maintenance', 'k', 'd', 100000, 'approved', true, 'web', 't', 'petros', now(), 'anna', now(), 'infinity');
INSERT INTO duty_reports VALUES ('shift', 0, NULL, 'nikos', now(), now(), now()), ('shift', 1, 'nikos', 'Άννα', now(), now(), NULL);
INSERT INTO planned_maintenance (request_key, reason, starts_at, ends_at, planned_by, planned_at)
  VALUES ('k', 'Αναβάθμιση', now(), now() + interval '2 h', 'anna', now());
INSERT INTO maintenance_notices VALUES ('planned:1', 'began', now());
SELECT nextval('runs_number_seq');
`
