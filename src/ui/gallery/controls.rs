//! Gallery: buttons, states, menus and notices.

use crate::ui::*;
use leptos::prelude::*;

#[component]
pub(super) fn Buttons() -> impl IntoView {
    view! {
        <Section title="Buttons" id="buttons" about="One primary button a page; the rest is quieter.">
            <div class="row">
                <Button variant=Variant::Primary>"Ship order"</Button>
                <Button>"Print slip"</Button>
                <Button variant=Variant::Quiet>"Cancel"</Button>
                <Button variant=Variant::Danger icon=icondata_lu::LuTrash2>"Delete account"</Button>
                <Button variant=Variant::Primary disabled=true>"Withdraw"</Button>
                <Button icon=icondata_lu::LuPencil label="Edit"/>
                <LinkButton href="#buttons" icon=icondata_lu::LuDownload>"Export CSV"</LinkButton>
                <PostButton action="/ui" icon=icondata_lu::LuRotateCcw>"Try again"</PostButton>
                <Menu label="More" start=true>
                    <MenuLink href="#buttons" icon=icondata_lu::LuFileText>"Invoice (PDF)"</MenuLink>
                    <MenuLink href="#buttons" icon=icondata_lu::LuCopy>"Duplicate"</MenuLink>
                    <hr/>
                    <PostButton action="/ui" icon=icondata_lu::LuTrash2 variant=Variant::Danger>"Archive"</PostButton>
                </Menu>
                <Menu label="Actions" icon=icondata_lu::LuEllipsis icon_only=true start=true>
                    <MenuLink href="#buttons">"Rename"</MenuLink>
                </Menu>
            </div>
            <div class="row">
                <Button small=true variant=Variant::Primary>"Small"</Button>
                <Button small=true>"Small"</Button>
                <Button small=true icon=icondata_lu::LuX label="Close"/>
                <Status tone=Tone::Good word="Paid"/>
                <Status tone=Tone::Warning word="Late" icon=icondata_lu::LuClock/>
                <Status tone=Tone::Bad word="Cancelled"/>
                <Status tone=Tone::Info word="Processing"/>
                <Status word="Draft"/>
                <Count number=7/>
                <Count number=1250/>
                <Rating stars=4.3/>
                <Avatar name="Ada Park" round=true/>
                <Thumb/>
                <kbd>"?"</kbd>
            </div>
        </Section>
    }
}

#[component]
pub(super) fn Notices() -> impl IntoView {
    let tones = [
        (Tone::Good, "You'll receive $14.20 on Friday."),
        (Tone::Info, "Prices include tax where the buyer's country asks for it."),
        (Tone::Warning, "2 payout methods were added today. They can be used after 24 hours."),
        (Tone::Bad, "The payout came back. $1,234,567.89 is in your balance again; nothing was lost."),
        (Tone::Neutral, "Your shop is closed from 20 Dec to 3 Jan."),
    ]
    .into_iter()
    .map(|(tone, text)| view! { <NoticeBar notice=Notice::new(tone, text).link("Details", "#notices") dismissible=true/> })
    .collect_view();
    view! {
        <Section title="Notices" id="notices">
            <div class="halves">
                <div class="stack">{tones}</div>
                <div class="stack">
                    <Polled id="import-progress" every_seconds=None>
                        <Progress label="Importing products.csv" done=1_204 total=5_000 note="1,204 of 5,000 rows"/>
                    </Polled>
                    <Progress label="Reading the file" done=0 total=0/>
                    <Copyable text="sk_01JDZK4T9V6W8Y2B3C5D7E9F1G01JDZK4T9V6W8Y2B3C5D7E9F1G" label="Copy key"/>
                    <Disclosure summary="What an import changes">
                        <p class="muted">"Products are found by handle, variants by SKU."</p>
                    </Disclosure>
                </div>
            </div>
        </Section>
    }
}
