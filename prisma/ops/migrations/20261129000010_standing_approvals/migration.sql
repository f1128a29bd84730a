-- On whose word something runs by the clock that wants another person's approval: who asked, who approved, for which
-- definition with which parameters (the digest), how much it may delete each time, and until when.
CREATE TABLE standing_approvals (
  id          serial PRIMARY KEY,
  schedule    text NOT NULL,
  request_key text NOT NULL UNIQUE, -- the delivery that asked for it: asked twice is one
  digest      text NOT NULL,
  maximum     integer NOT NULL CHECK (maximum > 0),
  status      text NOT NULL DEFAULT 'asked'
    CHECK (status IN ('asked', 'approved', 'rejected', 'withdrawn', 'revoked', 'replaced', 'expired')),
  verified    boolean NOT NULL, -- whether it is certain who asked, and who approved
  platform    text NOT NULL, -- where its card is
  thread      text NOT NULL,
  asked_by    text NOT NULL,
  asked_at    timestamptz NOT NULL,
  approved_by text,
  approved_at timestamptz,
  expires_at  timestamptz NOT NULL, -- until then it waits; approved, until then it stands
  ended_by    text,
  ended_at    timestamptz,
  CHECK (approved_by <> asked_by),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
  CHECK (status <> 'approved' OR approved_by IS NOT NULL),
  CHECK ((status IN ('asked', 'approved')) = (ended_at IS NULL))
);

-- Of one schedule one waits and one stands.
CREATE UNIQUE INDEX standing_approvals_waiting ON standing_approvals (schedule) WHERE status = 'asked';
CREATE UNIQUE INDEX standing_approvals_standing ON standing_approvals (schedule) WHERE status = 'approved';
