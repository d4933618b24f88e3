-- When a person last reset their password, so that payout methods which they add soon after cool off.
alter table users add column password_reset_at bigint;
