-- The admins among many users, for the mail that goes to all of them.
create index users_with_role on users (user_id) where role is not null;
