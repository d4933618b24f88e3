-- A shop's holidays, as days in its own timezone, both included; nothing is to be done for them to end.
alter table sellers add column vacation_from text;
alter table sellers add column vacation_to text;
alter table sellers add column vacation_message text;
