//! Names of audit actions in plain words.

/// Actions with their sentences, those of one area together.
const SENTENCES: [(&str, &str); 88] = [
    ("user.signed_in", "Signed in"),
    ("user.signed_out", "Signed out"),
    ("user.verified", "Verified the email address"),
    ("user.password_changed", "Changed the password"),
    ("user.password_reset", "Reset the password with an emailed code"),
    ("user.phone_changed", "Added a phone number to verify"),
    ("user.phone_verified", "Verified the phone number"),
    ("user.locked", "Sign-in was locked after too many failed attempts"),
    ("user.disabled", "Disabled an account"),
    ("user.enabled", "Enabled an account"),
    ("user.role_changed", "Changed someone's marketplace role"),
    ("user.sessions_ended", "Ended all sessions of a person"),
    ("user.session_ended", "Ended a session of a person"),
    ("session.ended", "Signed out one session"),
    (
        "session.token_reused",
        "A session was ended: its refresh token was used twice",
    ),
    ("session.all_ended", "Signed out everywhere"),
    ("admin.created", "Made an admin from the command line"),
    ("seller.registered", "Registered the shop"),
    ("seller.approved", "Approved the shop"),
    ("seller.rejected", "Rejected the application"),
    ("seller.resubmitted", "Applied for approval again"),
    ("seller.suspended", "Suspended the shop"),
    ("seller.reinstated", "Reinstated the shop"),
    ("seller.profile_changed", "Changed the shop's profile"),
    ("seller.closed", "Closed the shop"),
    ("shipping.changed", "Changed shipping zones and rates"),
    ("member.invited", "Invited someone to the shop"),
    ("member.invitation_revoked", "Withdrew an invitation"),
    ("member.joined", "Joined the shop"),
    ("member.changed", "Changed a member's permissions"),
    ("member.removed", "Removed a member from the shop"),
    ("member.left", "Left the shop"),
    ("api_key.created", "Created an API key"),
    ("api_key.revoked", "Revoked an API key"),
    ("api_key.kept", "Took over the API key of a removed person"),
    ("payout_method.added", "Added a payout method"),
    ("payout_method.removed", "Removed a payout method"),
    ("payout.requested", "Requested a payout"),
    ("payout.paid", "Settled a payout as paid"),
    ("payout.failed", "Settled a payout as failed"),
    ("order.refunded", "Refunded an order"),
    ("refund.confirmed", "Confirmed that a buyer has a refund"),
    ("payment.kept", "Kept a payment that matches no order"),
    ("payment.settled", "Settled a payment that matches no order"),
    (
        "payout.method_seen",
        "Viewed the full account details of a payout",
    ),
    ("policy.changed", "Changed the policy"),
    ("product.created", "Created a product"),
    ("product.approved", "Approved a product"),
    ("product.changes_asked", "Requested changes to a product"),
    ("product.review_withdrawn", "Withdrew changes to a product"),
    ("category.added", "Added a category"),
    ("category.changed", "Renamed or moved a category"),
    ("category.mapped", "Mapped a seller's category text"),
    ("category.merged", "Merged a category into another"),
    ("category.removed", "Removed a category"),
    ("checklist.answered", "Answered a checklist item"),
    ("checklist.item_added", "Added a checklist item"),
    ("checklist.item_archived", "Removed a checklist item"),
    ("checklist.item_changed", "Changed a checklist item"),
    ("decision_reason.added", "Added a decision reason"),
    ("decision_reason.removed", "Removed a decision reason"),
    ("document.accepted", "Accepted a document"),
    ("document.refused", "Rejected a document"),
    ("document.uploaded", "Uploaded a document"),
    ("document.viewed", "Viewed a document"),
    ("document.withdrawn", "Withdrew a document"),
    ("second_factor.codes_renewed", "Created new recovery codes"),
    ("second_factor.disabled", "Turned two-step sign-in off"),
    ("second_factor.enabled", "Turned two-step sign-in on"),
    (
        "second_factor.recovery_code_used",
        "Signed in with a recovery code",
    ),
    ("second_factor.reset", "Reset someone's second factor"),
    ("seller.picture_changed", "Changed the logo or the banner"),
    ("product.changed", "Changed a product"),
    ("product.removed", "Deleted a product"),
    ("product.archived", "Archived a product"),
    ("import.undone", "Undid an import"),
    ("bulk_edit.started", "Bulk-edited products"),
    ("bulk_edit.undone", "Undid a bulk edit"),
    ("location.added", "Added a location"),
    ("location.changed", "Changed a location"),
    ("location.archived", "Archived a location"),
    ("ticket.closed", "Closed a ticket"),
    ("ticket.reopened", "Reopened a ticket"),
    ("orders.downloaded", "Downloaded orders with buyer details"),
    ("invoice.issued", "Issued invoices"),
    ("audit.downloaded", "Downloaded the audit log"),
    ("view_as.began", "Started viewing the shop as its members see it"),
    ("view_as.ended", "Stopped viewing the shop"),
];

/// Filter areas, the part before the dot, with their names.
pub const AREAS: [(&str, &str); 19] = [
    ("user.", "Sign-in and accounts"),
    ("second_factor.", "Second factors"),
    ("session.", "Sessions"),
    ("admin.", "Admins"),
    ("seller.", "The shop"),
    ("shipping.", "Shipping"),
    ("document.", "Documents"),
    ("checklist.", "The checklist"),
    ("member.", "Members"),
    ("api_key.", "API keys"),
    ("payout_method.", "Payout methods"),
    ("payout.", "Payouts"),
    ("payment.", "Incoming payments"),
    ("policy.", "Policy"),
    ("product.", "Products"),
    ("orders.", "Order downloads"),
    ("invoice.", "Invoices"),
    ("audit.", "Audit log downloads"),
    ("view_as.", "Viewing as a shop"),
];

/// `member.changed` as `Changed what a member may do`; one that is not known by its own words.
pub fn in_words(action: &str) -> String {
    let known = SENTENCES.iter().find(|(known, _)| *known == action);
    if let Some((_, sentence)) = known {
        return (*sentence).to_owned();
    }
    let words = action.replace(['.', '_'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_its_sentence_and_every_area_its_acts() {
        let source = include_dir::include_dir!("$CARGO_MANIFEST_DIR/src");
        let mut folders = vec![&source];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                let text = file.contents_utf8().unwrap_or_default();
                for action in text
                    .split("action: \"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|action| action.contains('.'))
                {
                    assert!(
                        SENTENCES.iter().any(|(known, _)| *known == action),
                        "{action} has no sentence"
                    );
                }
            }
        }
        for (area, _) in AREAS {
            assert!(
                SENTENCES.iter().any(|(known, _)| known.starts_with(area)),
                "{area}"
            );
        }
        assert_eq!(in_words("coupon.made_up"), "Coupon made up");
    }
}
