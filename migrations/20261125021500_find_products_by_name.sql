-- Rows of a file without a handle and an SKU mean a product by its title, and each product of the file one of its own.
create index products_by_name on products (seller_id, name);
create index import_products_by_product on import_products (import_id, product_id) where product_id is not null;
