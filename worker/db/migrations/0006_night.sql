CREATE TABLE `night_progress` (
	`site` text NOT NULL,
	`task` text NOT NULL,
	`position` text NOT NULL,
	PRIMARY KEY(`site`, `task`)
);
--> statement-breakpoint
ALTER TABLE `tokens` ADD `reminded_days` integer;--> statement-breakpoint
ALTER TABLE `tokens` ADD `owner_gone_at` integer;--> statement-breakpoint
CREATE INDEX `tokens_owner_gone` ON `tokens` (`site`,`owner_key`) WHERE "tokens"."owner_gone_at" is not null;