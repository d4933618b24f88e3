-- How much of an allowance (mails to one address, guesses at one account) is used up: `full_at` says when all of it is
-- back. The subject is hashed: nothing personal stands here.
create table throttles (
    allowance text not null,
    subject text not null,
    full_at bigint not null,
    primary key (allowance, subject)
);
-- What is all back is removed by its age.
create index throttles_by_age on throttles (full_at);
