-- Substring search over the folded description, at any size: FTS5 with the trigram tokenizer, kept in step by triggers.
CREATE VIRTUAL TABLE token_search USING fts5(
  description_folded, content='tokens', content_rowid='seq', columnsize=0, tokenize='trigram case_sensitive 1'
);
--> statement-breakpoint
INSERT INTO token_search (token_search) VALUES ('rebuild');
--> statement-breakpoint
CREATE TRIGGER token_search_insert AFTER INSERT ON tokens BEGIN
  INSERT INTO token_search (rowid, description_folded) VALUES (new.seq, new.description_folded);
END;
--> statement-breakpoint
CREATE TRIGGER token_search_delete AFTER DELETE ON tokens BEGIN
  INSERT INTO token_search (token_search, rowid, description_folded) VALUES ('delete', old.seq, old.description_folded);
END;
--> statement-breakpoint
CREATE TRIGGER token_search_rename AFTER UPDATE OF description_folded ON tokens BEGIN
  INSERT INTO token_search (token_search, rowid, description_folded) VALUES ('delete', old.seq, old.description_folded);
  INSERT INTO token_search (rowid, description_folded) VALUES (new.seq, new.description_folded);
END;
