-- A PDF is compressed already: the server need not try it once more, which took as long as storing it.
ALTER TABLE knowledge_documents ALTER COLUMN original SET STORAGE EXTERNAL;
