-- A claim keeps what its transaction made, so that a repeat is told even when the first answer was never kept.
alter table idempotency_keys add column made text;
