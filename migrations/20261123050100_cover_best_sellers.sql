-- Best sellers of some days are read from the index alone, in the order of the days.
create index daily_products_covered on daily_products (seller_id, day, product_id, units, revenue_minor);
