-- Pictures to fetch are taken shop by shop: each shop's due ones, and from each shop to the next, stand together.
create index product_images_to_fetch_by_seller on product_images (seller_id, next_at, image_id)
    where state = 'waiting' and next_at is not null;
drop index product_images_to_fetch;
