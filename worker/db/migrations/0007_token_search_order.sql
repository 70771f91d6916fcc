-- The text index in the order of creation: what a search finds comes in the order it is shown in, and a page reads a page.
-- Its row number is the second of creation, and below it 30 bits of the token's own.
DROP TRIGGER token_search_insert;
--> statement-breakpoint
DROP TRIGGER token_search_delete;
--> statement-breakpoint
DROP TRIGGER token_search_rename;
--> statement-breakpoint
DROP TABLE token_search;
--> statement-breakpoint
CREATE VIEW searched_tokens AS
  SELECT ((created_at / 1000) << 30) | (seq & 1073741823) AS place, description_folded FROM tokens;
--> statement-breakpoint
CREATE VIRTUAL TABLE token_search USING fts5(
  description_folded, content='searched_tokens', content_rowid='place', columnsize=0,
  tokenize='trigram case_sensitive 1'
);
--> statement-breakpoint
INSERT INTO token_search (token_search) VALUES ('rebuild');
--> statement-breakpoint
CREATE TRIGGER token_search_insert AFTER INSERT ON tokens BEGIN
  INSERT INTO token_search (rowid, description_folded)
  VALUES (((new.created_at / 1000) << 30) | (new.seq & 1073741823), new.description_folded);
END;
--> statement-breakpoint
CREATE TRIGGER token_search_delete AFTER DELETE ON tokens BEGIN
  INSERT INTO token_search (token_search, rowid, description_folded)
  VALUES ('delete', ((old.created_at / 1000) << 30) | (old.seq & 1073741823), old.description_folded);
END;
--> statement-breakpoint
CREATE TRIGGER token_search_rename AFTER UPDATE OF description_folded ON tokens BEGIN
  INSERT INTO token_search (token_search, rowid, description_folded)
  VALUES ('delete', ((old.created_at / 1000) << 30) | (old.seq & 1073741823), old.description_folded);
  INSERT INTO token_search (rowid, description_folded)
  VALUES (((new.created_at / 1000) << 30) | (new.seq & 1073741823), new.description_folded);
END;
