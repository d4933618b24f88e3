use super::*;

fn checked(arguments: &[&str]) -> Result<Config, WrongSetting> {
    let all = ["stallholder"].into_iter().chain(arguments.iter().copied());
    CommandLine::try_parse_from(all)
        .expect("the arguments parse")
        .settings
        .check()
}

#[test]
fn flags_may_stand_after_the_subcommand() {
    assert_eq!(
        checked(&["migrate", "--addr", "127.0.0.1:4000"])
            .unwrap()
            .addr
            .port(),
        4000
    );
}

#[test]
fn a_wrong_setting_is_named_in_one_line() {
    for (arguments, named) in [
        (["--addr", "nowhere"], "STALLHOLDER_ADDR"),
        (["--database-url", "mysql://x"], "DATABASE_URL"),
        (["--public-url", "ftp://x"], "STALLHOLDER_PUBLIC_URL"),
        (["--secret", "short"], "STALLHOLDER_SECRET"),
        (["--rate-limits", "maybe"], "STALLHOLDER_RATE_LIMITS"),
        (
            ["--trusted-proxies", "10.0.0.0/40"],
            "STALLHOLDER_TRUSTED_PROXIES",
        ),
        (["--admin-addresses", "office"], "STALLHOLDER_ADMIN_ADDRESSES"),
        (["--roles", "cook"], "--roles"),
        (["--files", "ftp://x"], "STALLHOLDER_FILES"),
        (["--max-concurrent", "0"], "STALLHOLDER_MAX_CONCURRENT"),
        (["--max-connections", "many"], "STALLHOLDER_MAX_CONNECTIONS"),
        (
            ["--max-connections-per-address", "-1"],
            "STALLHOLDER_MAX_CONNECTIONS_PER_ADDRESS",
        ),
        (["--buffer-mb", "1"], "STALLHOLDER_BUFFER_MB"),
        (["--shop-storage-mb", "0"], "STALLHOLDER_SHOP_STORAGE_MB"),
    ] {
        let line = checked(&arguments).unwrap_err().to_string();
        assert!(line.starts_with(named) && !line.contains('\n'), "{line}");
    }
}

#[test]
fn the_demo_does_not_listen_to_the_world() {
    assert!(checked(&["--demo", "--addr", "0.0.0.0:3000"]).is_err());
    assert!(checked(&["--demo", "--addr", "0.0.0.0:3000", "--demo-public"]).is_ok());
}

#[test]
fn addresses_and_nets_stand_side_by_side() {
    let config = checked(&[
        "--admin-addresses",
        "10.1.0.0/16, 192.0.2.7,2001:db8::/32",
        "--trusted-proxies",
        "",
    ])
    .unwrap();
    let admits = |address: &str| {
        let address: std::net::IpAddr = address.parse().unwrap();
        config.admin_addresses.iter().any(|net| net.contains(&address))
    };
    assert!(admits("10.1.2.3") && admits("192.0.2.7") && admits("2001:db8::1"));
    assert!(!admits("10.2.0.1") && !admits("192.0.2.8") && !admits("::1"));
    assert!(config.trusted_proxies.is_empty());
}

#[test]
fn a_provider_that_is_not_built_is_refused_by_its_name_and_not_ignored() {
    let set = |name: &str, value: &str| provider_set([(name.into(), value.into())].into_iter());
    assert_eq!(set("STRIPE_SECRET_KEY", "sk_test_1"), Some("STRIPE_*"));
    assert_eq!(set("PAYPAL_BASE_URL", "http://127.0.0.1"), Some("PAYPAL_*"));
    assert_eq!((set("STRIPE_SECRET_KEY", ""), set("STRIPED", "1")), (None, None));
}
