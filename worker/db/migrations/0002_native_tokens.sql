ALTER TABLE `tokens` ADD `native_id` text;--> statement-breakpoint
ALTER TABLE `tokens` ADD `native_seal` text;