//! Lists of addresses and nets: `10.0.0.7, 192.168.0.0/16, 2001:db8::/32`.

use super::WrongSetting;
use ipnet::IpNet;
use std::net::IpAddr;

/// Parses addresses and networks separated by commas; none by default.
pub(super) fn read(setting: &'static str, given: Option<&str>) -> Result<Vec<IpNet>, WrongSetting> {
    given
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| {
            net(text).ok_or_else(|| WrongSetting {
                setting,
                should: "should be IP addresses or networks such as 10.0.0.0/8, separated by commas"
                    .to_owned(),
            })
        })
        .collect()
}

/// One network; a single address is a network of one.
fn net(text: &str) -> Option<IpNet> {
    let address = || {
        text.parse::<IpAddr>()
            .ok()
            .map(|address| address.to_canonical().into())
    };
    text.parse().ok().or_else(address)
}
