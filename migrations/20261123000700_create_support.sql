-- Tickets between a seller and the admins, and their messages.
create table tickets (
    ticket_id text primary key,
    seller_id text not null references sellers (seller_id),
    subject text not null,
    category text not null,
    status text not null,
    opened_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    closed_at bigint,
    last_side text not null,
    seller_unread bigint not null default 0,
    admin_unread bigint not null default 0
);
create index tickets_by_seller on tickets (seller_id, ticket_id);
create index tickets_by_status on tickets (status, ticket_id);
create index tickets_unread_by_seller on tickets (seller_id) where seller_unread > 0;
create index tickets_unread_by_admins on tickets (ticket_id) where admin_unread > 0;

create table messages (
    message_id text primary key,
    ticket_id text not null references tickets (ticket_id),
    seller_id text not null,
    side text not null,
    user_id text not null,
    body text not null,
    at bigint not null
);
create index messages_by_ticket on messages (ticket_id, message_id);
