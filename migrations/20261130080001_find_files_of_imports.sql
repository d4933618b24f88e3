-- Of the files of a shop's imports, those that are still there; imports that were uploaded and never begun.
create index imports_with_files on imports (seller_id, size_bytes) where size_bytes > 0;
create index imports_never_begun on imports (created_at) where status = 'mapping' and tidied_at is null;
