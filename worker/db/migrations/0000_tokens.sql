CREATE TABLE `audit_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`site` text NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`actor_key` text NOT NULL,
	`actor_name` text NOT NULL,
	`token_id` text NOT NULL,
	`description` text NOT NULL,
	`owner_key` text NOT NULL,
	`owner_name` text NOT NULL,
	`address` text NOT NULL,
	`user_agent` text NOT NULL,
	`request_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_site_at` ON `audit_events` (`site`,`at`);--> statement-breakpoint
CREATE TABLE `policies` (
	`site` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`policy` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`site` text NOT NULL,
	`hash` text NOT NULL,
	`pepper` text NOT NULL,
	`hint` text NOT NULL,
	`owner_key` text NOT NULL,
	`owner_name` text NOT NULL,
	`owner_display_name` text NOT NULL,
	`owner_folded` text NOT NULL,
	`creator_key` text NOT NULL,
	`creator_name` text NOT NULL,
	`creator_display_name` text NOT NULL,
	`description` text NOT NULL,
	`description_folded` text NOT NULL,
	`scope` text NOT NULL,
	`ip_ranges` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`last_used_at` integer DEFAULT 0 NOT NULL,
	`last_used_from` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash` ON `tokens` (`hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_id` ON `tokens` (`id`);--> statement-breakpoint
CREATE INDEX `tokens_owner` ON `tokens` (`site`,`owner_key`,`created_at`);--> statement-breakpoint
CREATE INDEX `tokens_created` ON `tokens` (`site`,`created_at`);--> statement-breakpoint
CREATE INDEX `tokens_last_used` ON `tokens` (`site`,`last_used_at`);--> statement-breakpoint
CREATE INDEX `tokens_expires` ON `tokens` (`site`,`expires_at`);--> statement-breakpoint
CREATE INDEX `tokens_description` ON `tokens` (`site`,`description_folded`);--> statement-breakpoint
CREATE INDEX `tokens_owner_name` ON `tokens` (`site`,`owner_folded`);