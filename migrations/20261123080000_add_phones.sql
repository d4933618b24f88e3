-- People verify a phone number by a code that is texted to it, where the operator can text.
alter table users add column phone text;
alter table users add column phone_verified_at bigint;
