-- Tokens of 0.1 have no tag, so no Worker accepts them any more: they are deleted, and the changelog says so.
DELETE FROM `tokens`;
--> statement-breakpoint
ALTER TABLE `tokens` ADD `tag_key` text NOT NULL DEFAULT '';
--> statement-breakpoint
CREATE INDEX `tokens_tag_key` ON `tokens` (`tag_key`);
