-- Tries are counted for an account by place: a network, a known browser, a session under way. So a stranger's wrong
-- passwords lock nobody out of where they usually sign in. What was counted before is over within minutes.
drop table lockouts;
create table lockouts (
    account_hash text not null,
    guess text not null,
    place text not null,
    tries bigint not null,
    since bigint not null,
    locked_until bigint not null default 0,
    primary key (account_hash, guess, place)
);
-- What is over is removed by its age.
create index lockouts_by_age on lockouts (since);
-- Browsers in which an account signed in, by the hash of their device cookie. The account is named by the hash of its
-- address, so that looking it up takes as long for an address without an account.
create table trusted_devices (
    account_hash text not null,
    device_hash text not null,
    user_id text not null references users (user_id),
    signed_in_at bigint not null,
    primary key (account_hash, device_hash)
);
create index trusted_devices_by_device on trusted_devices (device_hash);
create index trusted_devices_by_user on trusted_devices (user_id);
create index trusted_devices_by_age on trusted_devices (signed_in_at);
