-- What a platform needs to answer a delivery, such as Slack's response_url.
ALTER TABLE inbox ADD COLUMN origin jsonb;

-- Posts in Slack: where they are, and what they show. The row is there before the message is.
CREATE TABLE slack_posts (
  key          text PRIMARY KEY,
  thread       text NOT NULL, -- channel, thread and reader, as places name them
  channel      text NOT NULL,
  parts        jsonb NOT NULL, -- the ts of its messages, in order; empty until Slack has said one
  card         jsonb NOT NULL,
  response_url text, -- the newest address that replaces what only one person sees
  sender       text, -- who is sending it now, until when: nobody else may
  sending_until timestamptz,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL
);
CREATE INDEX slack_posts_thread ON slack_posts (thread);
CREATE INDEX slack_posts_channel ON slack_posts (channel);

-- Whether somebody has spoken to the bot in a thread is asked for every message there.
CREATE INDEX inbox_thread ON inbox (platform, thread);

-- Channels whose messages are answered without being asked.
CREATE TABLE slack_channels (
  channel     text PRIMARY KEY,
  auto_answer boolean NOT NULL,
  set_by      text NOT NULL,
  set_at      timestamptz NOT NULL
);
