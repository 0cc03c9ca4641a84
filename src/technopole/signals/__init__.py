"""Being told of what changes: subscriptions, the digest by mail, feeds, webhooks; and what one cites and prints."""
