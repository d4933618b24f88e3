-- An order that a schedule could not move waits until then, so that it does not stand in the way of those behind it.
alter table orders add column set_aside_until bigint;
