//! Tables filled by the seed, with their column order.

macro_rules! tables {
    ($($table:ident $name:literal { $($column:ident)+ })+) => {
        /// A bulk-filled table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Table { $($table),+ }

        impl Table {
            pub const ALL: &[Table] = &[$(Table::$table),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$table => $name),+ }
            }

            pub fn columns(self) -> &'static [&'static str] {
                match self { $(Self::$table => &[$(stringify!($column)),+]),+ }
            }
        }
    };
}

tables! {
    Users "users" {
        user_id email name password_hash role verified_at terms_version terms_accepted_at created_at
    }
    Sellers "sellers" {
        seller_id handle shop_name country currency timezone phone status status_reason description shipping_policy
        returns_policy next_order_number created_at updated_at approved_at
    }
    Members "members" { user_id seller_id role created_at }
    ApiKeys "api_keys" { api_key_id name key_hash hint scopes created_by created_at }
    Marks "marks" { name at }
    Products "products" {
        product_id seller_id handle name search_text description category tags status options sold_at created_at
        updated_at
    }
    Variants "variants" {
        variant_id product_id seller_id position options sku price_minor compare_at_minor cost_minor barcode
        weight_grams on_hand reserved created_at updated_at
    }
    OrderGroups "order_groups" {
        order_group_id reference body_hash currency placed_at buyer_name buyer_email buyer_phone ship_to
        shipping_minor tax_minor discount_minor total_minor payment_status payment_provider payment_reference
        answer created_at paid_at
    }
    Payments "payments" {
        payment_id provider reference order_group_id offered_for amount_minor currency state reason received_at
        settled_at settled_by settled_reason
    }
    Orders "orders" {
        order_id order_group_id seller_id number status currency reference buyer_name buyer_email search_text units
        goods_minor discount_minor shipping_minor tax_minor total_minor commission_minor commission_tax_minor
        refunded_minor commission_returned_minor hold_days unproven_hold_days held_minor day placed_at updated_at
        paid_at shipped_at delivered_at completed_at cancelled_at pay_by release_at released_at words_at
    }
    OrderWords "order_words" { seller_id word number }
    Lines "lines" {
        line_id order_id seller_id position product_id variant_id name variant_name sku quantity unit_price_minor
        goods_minor discount_minor shipping_minor tax_minor commission_minor commission_tax_minor
        commission_basis_points shipped_quantity cancelled_quantity refunded_quantity cancelled_minor
        returned_goods_minor returned_shipping_minor returned_tax_minor returned_commission_minor
        returned_commission_tax_minor
    }
    Shipments "shipments" {
        shipment_id order_id seller_id carrier tracking_number shipped_at delivered_at
    }
    ShipmentLines "shipment_lines" { shipment_id line_id quantity }
    OrderEvents "order_events" {
        order_event_id order_id seller_id kind actor user_id amount_minor detail at
    }
    OrderNotes "order_notes" { order_event_id order_id seller_id user_id body at }
    Transfers "transfers" {
        transaction_id seller_id currency kind debit_account credit_account amount_minor wallet_change_minor
        wallet_balance_minor debit_balance_minor credit_balance_minor order_id payout_id description idempotency_id at
    }
    Balances "balances" {
        seller_id currency buyers_minor pending_minor available_minor reserved_minor in_payout_minor debt_minor
        commission_minor commission_tax_minor fees_minor bank_minor last_transaction_id
    }
    PayoutMethods "payout_methods" { payout_method_id seller_id kind masked sealed usable_at created_at }
    Payouts "payouts" {
        payout_id seller_id currency amount_minor fee_minor status provider payout_method_id method_masked reference
        requested_by requested_at settled_by settled_at
    }
    DailyStatuses "daily_statuses" {
        seller_id day status orders units total_minor refunded_minor refunded_orders
    }
    DailyProducts "daily_products" { seller_id day product_id units revenue_minor }
    OrderCounts "order_counts" { seller_id status orders }
    Tickets "tickets" {
        ticket_id seller_id subject category status opened_by created_at updated_at closed_at last_side seller_unread
        admin_unread
    }
    Messages "messages" { message_id ticket_id seller_id side user_id body at }
}
