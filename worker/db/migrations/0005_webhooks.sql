CREATE TABLE `webhook_outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`site` text NOT NULL,
	`event` text NOT NULL,
	`at` integer NOT NULL,
	`data` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at` integer NOT NULL,
	`failure` text,
	`status` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_outbox_next` ON `webhook_outbox` (`site`,`next_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`site` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`seal` text,
	`events` text NOT NULL,
	`shape` text NOT NULL,
	`enabled` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL
);
