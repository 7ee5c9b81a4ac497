CREATE TABLE users (
  id SERIAL PRIMARY KEY, name TEXT NOT NULL, email TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
CREATE TABLE order_lines (
  order_id BIGINT NOT NULL, line_no INT NOT NULL, sku TEXT, quantity INT NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now(), PRIMARY KEY (order_id, line_no));
CREATE TABLE page_views (user_id INT, page TEXT, updated_at TIMESTAMPTZ NOT NULL DEFAULT now());
INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.org'), ('Grace', 'grace@example.org');
INSERT INTO order_lines (order_id, line_no, sku, quantity) VALUES (7, 1, 'teapot', 1), (7, 2, 'cup', 6);
INSERT INTO page_views (user_id, page) VALUES (1, '/'), (1, '/teapots'), (2, '/');
