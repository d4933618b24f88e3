//! Roles of a process: web, api, worker.

use super::WrongSetting;

/// Which parts this process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    pub web: bool,
    pub api: bool,
    pub worker: bool,
}

impl Roles {
    pub const ALL: Roles = Roles {
        web: true,
        api: true,
        worker: true,
    };
}

/// Parses `--roles`; all by default.
pub(super) fn read(given: &[String]) -> Result<Roles, WrongSetting> {
    if given.is_empty() {
        return Ok(Roles::ALL);
    }
    let mut roles = Roles {
        web: false,
        api: false,
        worker: false,
    };
    for role in given {
        match role.trim() {
            "web" => roles.web = true,
            "api" => roles.api = true,
            "worker" => roles.worker = true,
            _ => {
                return Err(WrongSetting {
                    setting: "--roles",
                    should: "should be web, api or worker, separated by commas".to_owned(),
                });
            }
        }
    }
    Ok(roles)
}
