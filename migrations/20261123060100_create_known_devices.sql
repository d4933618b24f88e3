-- From which devices a person signs in, so that a new one is told by mail. A device is its browser and system.
create table known_devices (
    user_id text not null references users (user_id),
    device text not null,
    signed_in_at bigint not null,
    primary key (user_id, device)
);
