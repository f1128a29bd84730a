-- Posts in chat platforms, no longer in Slack alone. A key is the post's on its platform: a run's card stands on several.
ALTER TABLE slack_posts RENAME TO chat_posts;
ALTER INDEX slack_posts_thread RENAME TO chat_posts_thread;
ALTER INDEX slack_posts_channel RENAME TO chat_posts_channel;
ALTER TABLE chat_posts ADD COLUMN platform text NOT NULL DEFAULT 'slack';
ALTER TABLE chat_posts ALTER COLUMN platform DROP DEFAULT;
ALTER TABLE chat_posts DROP CONSTRAINT slack_posts_pkey;
ALTER TABLE chat_posts ADD CONSTRAINT chat_posts_pkey PRIMARY KEY (platform, key);

-- Channels whose messages are answered without being asked.
ALTER TABLE slack_channels RENAME TO chat_channels;
ALTER TABLE chat_channels ADD COLUMN platform text NOT NULL DEFAULT 'slack';
ALTER TABLE chat_channels ALTER COLUMN platform DROP DEFAULT;
ALTER TABLE chat_channels DROP CONSTRAINT slack_channels_pkey;
ALTER TABLE chat_channels ADD CONSTRAINT chat_channels_pkey PRIMARY KEY (platform, channel);

-- Where Teams has the bot: how each conversation is reached, and whose it is where it is with one person.
CREATE TABLE teams_conversations (
  id          text PRIMARY KEY, -- without the thread
  service_url text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('personal', 'groupChat', 'channel')),
  person      text, -- the Entra object id of whom a personal conversation is with
  bot_is_in   boolean NOT NULL, -- until it was removed
  updated_at  timestamptz NOT NULL
);
CREATE INDEX teams_conversations_person ON teams_conversations (person);
