-- Files that were sent with what somebody said about a case. What its own bytes do not prove to be a picture has no type.
CREATE TABLE case_files (
  case_number integer NOT NULL,
  position    integer NOT NULL, -- of the message
  index       integer NOT NULL,
  name        text NOT NULL,
  type        text NOT NULL
    CHECK (type IN ('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/octet-stream')),
  size        integer NOT NULL, -- in bytes
  content     bytea NOT NULL,
  PRIMARY KEY (case_number, position, index),
  FOREIGN KEY (case_number, position) REFERENCES case_messages (case_number, position)
);
