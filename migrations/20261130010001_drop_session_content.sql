-- Everything of a session is a column: the document that a library kept beside them goes, and with it the second copy
-- of whose the session is.
alter table sessions drop column content;
