-- Tickets with which a program opens a WebSocket: each serves once, within a minute.
create table ws_tickets (
    ticket_hash text primary key,
    session_id text not null,
    expires_at bigint not null
);
create index ws_tickets_by_expiry on ws_tickets (expires_at);
