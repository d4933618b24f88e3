//! What each act is called in plain words.

/// Actions with their sentences, those of one area together.
const SENTENCES: [(&str, &str); 84] = [
    ("user.signed_in", "Signed in"),
    ("user.signed_out", "Signed out"),
    ("user.verified", "Verified the email address"),
    ("user.password_changed", "Changed the password"),
    ("user.password_reset", "Chose a new password by a mailed code"),
    ("user.phone_changed", "Gave a phone number to verify"),
    ("user.phone_verified", "Verified the phone number"),
    ("user.locked", "Signing in was locked after too many wrong tries"),
    ("user.disabled", "Disabled an account"),
    ("user.enabled", "Enabled an account again"),
    (
        "user.role_changed",
        "Changed who is one of the marketplace's own people",
    ),
    ("user.sessions_ended", "Ended every session of someone"),
    ("user.session_ended", "Ended a session of someone"),
    ("session.ended", "Signed one session out"),
    (
        "session.token_reused",
        "A session was ended: its refresh token came twice",
    ),
    ("session.all_ended", "Signed out everywhere"),
    ("admin.created", "Made an admin from the command line"),
    ("seller.registered", "Registered the shop"),
    ("seller.approved", "Approved the shop"),
    ("seller.rejected", "Turned the application down"),
    ("seller.resubmitted", "Asked for approval again"),
    ("seller.suspended", "Suspended the shop"),
    ("seller.reinstated", "Let the shop sell again"),
    ("seller.profile_changed", "Changed the shop's profile"),
    ("seller.closed", "Closed the shop"),
    ("member.invited", "Invited someone into the shop"),
    ("member.invitation_revoked", "Took an invitation back"),
    ("member.joined", "Joined the shop"),
    ("member.changed", "Changed what a member may do"),
    ("member.removed", "Took a member out of the shop"),
    ("member.left", "Left the shop"),
    ("api_key.created", "Made an API key"),
    ("api_key.revoked", "Revoked an API key"),
    ("api_key.kept", "Kept the API key of someone who had to go"),
    ("payout_method.added", "Added a payout method"),
    ("payout_method.removed", "Took a payout method away"),
    ("payout.requested", "Asked for a payout"),
    ("payout.paid", "Settled a payout as paid"),
    ("payout.failed", "Settled a payout as failed"),
    ("payment.kept", "Kept a payment that pays no order"),
    ("payment.settled", "Settled a payment that pays no order"),
    ("payout.method_seen", "Looked at the account of a payout in full"),
    ("policy.changed", "Changed the policy"),
    ("product.created", "Made a product"),
    ("product.approved", "Approved a product"),
    ("product.changes_asked", "Asked for changes of a product"),
    (
        "product.review_withdrawn",
        "Took back what was changed of a product",
    ),
    ("category.added", "Added a category"),
    ("category.changed", "Renamed or moved a category"),
    ("category.mapped", "Said which category a text means"),
    ("category.merged", "Merged a category into another"),
    ("category.removed", "Removed a category"),
    ("checklist.answered", "Answered an item of the checklist"),
    ("checklist.item_added", "Added an item to the checklist"),
    ("checklist.item_archived", "Took an item off the checklist"),
    ("checklist.item_changed", "Changed an item of the checklist"),
    ("decision_reason.added", "Added a reason to pick"),
    ("decision_reason.removed", "Removed a reason to pick"),
    ("document.accepted", "Accepted a document"),
    ("document.refused", "Refused a document"),
    ("document.uploaded", "Uploaded a document"),
    ("document.viewed", "Looked at a document"),
    ("document.withdrawn", "Withdrew a document"),
    ("second_factor.codes_renewed", "Made new recovery codes"),
    ("second_factor.disabled", "Turned the second factor off"),
    ("second_factor.enabled", "Turned the second factor on"),
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
    ("bulk_edit.started", "Changed many products at once"),
    ("bulk_edit.undone", "Undid a change of many products"),
    ("location.added", "Added a location"),
    ("location.changed", "Changed a location"),
    ("location.archived", "Archived a location"),
    ("ticket.closed", "Closed a ticket"),
    ("ticket.reopened", "Reopened a ticket"),
    ("orders.downloaded", "Downloaded orders with their buyers"),
    ("audit.downloaded", "Downloaded the audit log"),
    ("view_as.began", "Began to look at the shop as its members see it"),
    ("view_as.ended", "Stopped looking at the shop"),
];

/// The areas that a list is filtered by, what stands before the dot, with their names.
pub const AREAS: [(&str, &str); 17] = [
    ("user.", "Sign-in and accounts"),
    ("second_factor.", "Second factors"),
    ("session.", "Sessions"),
    ("admin.", "Admins"),
    ("seller.", "The shop"),
    ("document.", "Documents"),
    ("checklist.", "The checklist"),
    ("member.", "Members"),
    ("api_key.", "API keys"),
    ("payout_method.", "Payout methods"),
    ("payout.", "Payouts"),
    ("payment.", "Payments in"),
    ("policy.", "Policy"),
    ("product.", "Products"),
    ("orders.", "Downloads of orders"),
    ("audit.", "Downloads of this log"),
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
