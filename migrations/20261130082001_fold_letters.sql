-- Letters that no accent makes are found by what is typed for them, as `src/folding.rs` folds them.
update products set search_text = replace(replace(replace(replace(replace(replace(replace(replace(search_text, 'ł', 'l'), 'ø', 'o'), 'đ', 'd'), 'ı', 'i'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
where search_text like '%ł%' or search_text like '%ø%' or search_text like '%đ%' or search_text like '%ı%'
    or search_text like '%ß%' or search_text like '%æ%' or search_text like '%œ%' or search_text like '%þ%';
update categories set folded = replace(replace(replace(replace(replace(replace(replace(replace(folded, 'ł', 'l'), 'ø', 'o'), 'đ', 'd'), 'ı', 'i'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
where folded like '%ł%' or folded like '%ø%' or folded like '%đ%' or folded like '%ı%'
    or folded like '%ß%' or folded like '%æ%' or folded like '%œ%' or folded like '%þ%';
