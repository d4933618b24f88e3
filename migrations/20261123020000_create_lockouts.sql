-- Tries of passwords (and second factors) per account, and the lock that follows too many. Addresses without an
-- account have rows too, so that nothing tells them apart; `account_hash` is the hash of the address.
create table lockouts (
    account_hash text not null,
    guess text not null,
    tries bigint not null,
    since bigint not null,
    locked_until bigint not null default 0,
    primary key (account_hash, guess)
);
-- What is over is removed by its age.
create index lockouts_by_age on lockouts (since);
