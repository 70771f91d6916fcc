-- What an event has nothing of is NULL, no longer empty; whoever did or owns it keeps a name to be shown by.
CREATE TABLE `__new_audit_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`site` text NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`actor_key` text,
	`actor_name` text,
	`actor_display_name` text,
	`token_id` text,
	`description` text,
	`owner_key` text,
	`owner_name` text,
	`owner_display_name` text,
	`address` text,
	`user_agent` text,
	`request_id` text,
	`details` text
);
--> statement-breakpoint
INSERT INTO `__new_audit_events`
SELECT seq, id, site, at, action, nullif(actor_key, ''), actor_name, NULL, nullif(token_id, ''),
	CASE token_id WHEN '' THEN NULL ELSE description END, nullif(owner_key, ''), nullif(owner_name, ''), NULL,
	nullif(address, ''), nullif(user_agent, ''), request_id, NULL
FROM `audit_events`;--> statement-breakpoint
DROP TABLE `audit_events`;--> statement-breakpoint
ALTER TABLE `__new_audit_events` RENAME TO `audit_events`;--> statement-breakpoint
CREATE INDEX `audit_site_at` ON `audit_events` (`site`,`at`);--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit_events` (`site`,`action`,`at`);--> statement-breakpoint
CREATE INDEX `audit_actor` ON `audit_events` (`site`,`actor_key`,`action`,`at`) WHERE "audit_events"."actor_key" is not null;--> statement-breakpoint
CREATE INDEX `audit_owner` ON `audit_events` (`site`,`owner_key`,`action`,`at`) WHERE "audit_events"."owner_key" is not null;--> statement-breakpoint
CREATE INDEX `audit_token` ON `audit_events` (`site`,`token_id`,`action`,`at`) WHERE "audit_events"."token_id" is not null;