//! Payout destinations, validated on construction.

use crate::form::{self, FieldErrors};
use iban::IbanLike;
use serde::{Deserialize, Serialize};

/// A payout method as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PayoutMethodForm {
    /// `bank` or `upi`.
    pub kind: String,
    pub account_holder: Option<String>,
    pub iban: Option<String>,
    pub account_number: Option<String>,
    /// US routing number.
    pub routing_number: Option<String>,
    /// Indian bank code.
    pub ifsc: Option<String>,
    /// UPI address, such as `ann@bank`.
    pub vpa: Option<String>,
}

/// A payout method that money can be sent to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    Bank {
        account_holder: String,
        account: BankAccount,
    },
    Upi {
        vpa: String,
    },
}

/// Bank account details.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankAccount {
    Iban(String),
    Routed {
        account_number: String,
        routing_number: String,
    },
    Ifsc {
        account_number: String,
        ifsc: String,
    },
}

crate::stored_enum! {
    /// Kind of account that a payout goes to.
    #[schema(as = PayoutMethodKind)]
    pub enum MethodKind {
        Bank = "bank",
        Upi = "upi",
    }
}

impl Destination {
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::Bank { .. } => MethodKind::Bank,
            Self::Upi { .. } => MethodKind::Upi,
        }
    }

    /// Masked form: enough to recognise, too little to use.
    pub fn masked(&self) -> String {
        let last = |text: &str| {
            let skip = text.chars().count().saturating_sub(4);
            text.chars().skip(skip).collect::<String>()
        };
        match self {
            Self::Bank {
                account: BankAccount::Iban(iban),
                ..
            } => format!("{}•• •••• {}", &iban[..2], last(iban)),
            Self::Bank {
                account: BankAccount::Routed { account_number, .. },
                ..
            } => {
                format!("US account •••• {}", last(account_number))
            }
            Self::Bank {
                account: BankAccount::Ifsc { account_number, ifsc },
                ..
            } => {
                format!("{} •••• {}", &ifsc[..4], last(account_number))
            }
            Self::Upi { vpa } => {
                let (name, bank) = vpa.split_once('@').unwrap_or((vpa, ""));
                format!("{}•••@{bank}", name.chars().next().unwrap_or('•'))
            }
        }
    }

    /// Complete form in a line, for manual settlement.
    pub fn in_full(&self) -> String {
        match self {
            Self::Bank {
                account_holder,
                account: BankAccount::Iban(iban),
            } => format!("{account_holder}, IBAN {iban}"),
            Self::Bank {
                account_holder,
                account:
                    BankAccount::Routed {
                        account_number,
                        routing_number,
                    },
            } => {
                format!("{account_holder}, account {account_number}, routing {routing_number}")
            }
            Self::Bank {
                account_holder,
                account: BankAccount::Ifsc { account_number, ifsc },
            } => {
                format!("{account_holder}, account {account_number}, IFSC {ifsc}")
            }
            Self::Upi { vpa } => format!("UPI {vpa}"),
        }
    }
}

impl PayoutMethodForm {
    pub fn parse(self) -> Result<Destination, FieldErrors> {
        match self.kind.trim() {
            "bank" => self.parse_bank(),
            "upi" => {
                let typed = self.vpa.unwrap_or_default().trim().to_lowercase();
                let fits = typed.split_once('@').is_some_and(|(name, bank)| {
                    (2..=256).contains(&name.len())
                        && name
                            .bytes()
                            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
                        && (2..=64).contains(&bank.len())
                        && bank.bytes().all(|b| b.is_ascii_alphanumeric())
                });
                if fits {
                    Ok(Destination::Upi { vpa: typed })
                } else {
                    Err(FieldErrors::of(
                        "vpa",
                        "That is not a UPI address, which looks like name@bank.",
                    ))
                }
            }
            "crypto" => Err(FieldErrors::of(
                "kind",
                "This marketplace does not support payouts to crypto addresses.",
            )),
            _ => Err(FieldErrors::of("kind", "Choose bank or UPI.")),
        }
    }

    fn parse_bank(self) -> Result<Destination, FieldErrors> {
        let mut errors = FieldErrors::new();
        let holder = errors.take(
            "account_holder",
            form::line(
                &self.account_holder.unwrap_or_default(),
                "The account holder's name",
                140,
            ),
        );
        let given = |text: Option<String>| {
            let packed: String = text
                .unwrap_or_default()
                .chars()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .collect();
            Some(packed.to_ascii_uppercase()).filter(|packed| !packed.is_empty())
        };
        let (iban, number) = (given(self.iban), given(self.account_number));
        let (routing, ifsc) = (given(self.routing_number), given(self.ifsc));
        let account = match (iban, number) {
            (Some(iban), None) => match iban.parse::<iban::Iban>() {
                Ok(iban) => Some(BankAccount::Iban(iban.electronic_str().to_owned())),
                Err(_) => {
                    errors.add("iban", "That IBAN is not valid: a digit is wrong or missing.");
                    None
                }
            },
            (None, Some(account_number)) => {
                if !(4..=20).contains(&account_number.len())
                    || !account_number.bytes().all(|b| b.is_ascii_digit())
                {
                    errors.add("account_number", "An account number has 4 to 20 digits.");
                }
                match (routing, ifsc) {
                    (Some(routing_number), None) if is_routing_number(&routing_number) => {
                        Some(BankAccount::Routed {
                            account_number,
                            routing_number,
                        })
                    }
                    (None, Some(ifsc)) if is_ifsc(&ifsc) => Some(BankAccount::Ifsc { account_number, ifsc }),
                    (Some(_), None) => {
                        errors.add(
                            "routing_number",
                            "That routing number is not valid: a digit is wrong or missing.",
                        );
                        None
                    }
                    (None, Some(_)) => {
                        errors.add("ifsc", "That is not an IFSC, which looks like HDFC0001234.");
                        None
                    }
                    _ => {
                        errors.add("routing_number", "Enter either the routing number or the IFSC.");
                        None
                    }
                }
            }
            (Some(_), Some(_)) => {
                errors.add("iban", "Enter either the IBAN or the account number.");
                None
            }
            (None, None) => {
                errors.add(
                    "iban",
                    "Enter the IBAN, or the account number with its routing number or IFSC.",
                );
                None
            }
        };
        let destination = holder
            .zip(account)
            .map(|(account_holder, account)| Destination::Bank {
                account_holder,
                account,
            });
        errors.or(destination)
    }
}

/// Nine digits whose weighted sum is a multiple of ten.
fn is_routing_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .zip([3, 7, 1].iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    text.len() == 9 && digits.len() == 9 && sum > 0 && sum.is_multiple_of(10)
}

/// Four letters, a zero, six letters or digits.
fn is_ifsc(text: &str) -> bool {
    text.len() == 11
        && text.is_ascii()
        && text.bytes().take(4).all(|b| b.is_ascii_uppercase())
        && text.as_bytes()[4] == b'0'
        && text
            .bytes()
            .skip(5)
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(fields: &[(&str, &str)]) -> Result<Destination, FieldErrors> {
        let mut form = PayoutMethodForm {
            kind: "bank".into(),
            account_holder: Some("Ann Lee".into()),
            ..Default::default()
        };
        for (name, value) in fields {
            let value = Some((*value).to_owned());
            match *name {
                "iban" => form.iban = value,
                "account_number" => form.account_number = value,
                "routing_number" => form.routing_number = value,
                _ => form.ifsc = value,
            }
        }
        form.parse()
    }

    #[test]
    fn an_iban_with_a_wrong_digit_is_refused_and_a_right_one_is_masked() {
        let right = bank(&[("iban", "GB33 BUKB 2020 1555 5555 55")]).unwrap();
        assert_eq!(right.masked(), "GB•• •••• 5555");
        assert!(
            bank(&[("iban", "GB34 BUKB 2020 1555 5555 55")])
                .unwrap_err()
                .first("iban")
                .is_some()
        );
    }

    #[test]
    fn a_routing_number_has_its_checksum_and_an_ifsc_its_form() {
        assert!(bank(&[("account_number", "12345678"), ("routing_number", "021000021")]).is_ok());
        assert!(bank(&[("account_number", "12345678"), ("routing_number", "021000022")]).is_err());
        assert!(bank(&[("account_number", "12345678"), ("ifsc", "HDFC0001234")]).is_ok());
        assert!(bank(&[("account_number", "12345678"), ("ifsc", "HDFC1001234")]).is_err());
        assert!(bank(&[]).is_err());
    }
}
