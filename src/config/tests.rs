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
        (["--roles", "cook"], "--roles"),
        (["--files", "ftp://x"], "STALLHOLDER_FILES"),
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
