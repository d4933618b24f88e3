//! Component gallery: every component in every state, shown at `/ui` in demo mode.

mod controls;
mod detail;
mod figures;
mod forms;
mod lists;

use super::*;
use leptos::prelude::*;

/// A name as long as a product's may be.
const LONG_NAME: &str = "Hand-thrown stoneware breakfast mug with a speckled oatmeal glaze, a thumb rest, a \
     reinforced foot, dishwasher-safe and oven-proof, made to order in our small studio by the harbour in Cork (set of 4)";

/// The gallery in the frame of a signed-in page.
#[component]
pub fn Gallery(#[prop(optional)] theme: Theme) -> impl IntoView {
    let action = view! { <LinkButton href="#forms" variant=Variant::Primary icon=icondata_lu::LuPlus>"New product"</LinkButton> };
    let parts = [
        "Buttons", "Notices", "Figures", "Lists", "Detail", "Forms", "Empty",
    ]
    .into_iter()
    .map(|name| Tab::new(name, format!("#{}", name.to_lowercase())).current(name == "Buttons"))
    .collect();
    view! {
        <Frame frame=frame_view(theme) action=action.into_any()>
            <Tabs items=parts label="Parts of the gallery"/>
            <controls::Buttons/>
            <controls::Notices/>
            <figures::Figures/>
            <lists::Lists/>
            <detail::Detail/>
            <forms::Forms/>
            <Section title="Empty" id="empty">
                <Card>
                    <Empty
                        icon=icondata_lu::LuPackage
                        headline="Nothing to ship. Well done."
                        text="New orders appear here as soon as they are paid."
                    >
                        <LinkButton href="#lists">"Show all orders"</LinkButton>
                    </Empty>
                </Card>
            </Section>
        </Frame>
    }
}

fn frame_view(theme: Theme) -> FrameView {
    let place = |label: &str, icon: Glyph, count: Option<i64>| NavItem {
        label: label.to_owned(),
        href: "#main".to_owned(),
        icon,
        count,
        current: label == "Products",
        under: false,
    };
    FrameView {
        title: "Gallery".to_owned(),
        path: "/ui".to_owned(),
        switch_shop: "/do/accounts/switch",
        sign_out: "/do/accounts/sign-out",
        shop_name: "Harbour Pottery & Glass Works".to_owned(),
        shops: vec![
            ShopEntry {
                id: "a".to_owned(),
                name: "Harbour Pottery & Glass Works".to_owned(),
                current: true,
            },
            ShopEntry {
                id: "b".to_owned(),
                name: "Quay Prints".to_owned(),
                current: false,
            },
        ],
        nav: vec![
            place("Home", icondata_lu::LuHouse, None),
            place("Orders", icondata_lu::LuShoppingBag, Some(12)),
            place("Products", icondata_lu::LuPackage, None),
            place("Wallet", icondata_lu::LuWallet, None),
            place("Analytics", icondata_lu::LuChartLine, None),
            place("Messages", icondata_lu::LuMessageSquare, Some(148)),
            place("Reviews", icondata_lu::LuStar, None),
            place("Support", icondata_lu::LuLifeBuoy, Some(1)),
        ],
        nav_below: vec![place("Settings", icondata_lu::LuSettings, None)],
        person: Person {
            name: "Ada Park".to_owned(),
            email: "ada.park.with.a.long.address@example.test".to_owned(),
        },
        person_links: vec![Anchor::new("Your profile", "#main")],
        theme,
        notice: Some(
            Notice::new(Tone::Good, "3 products archived.")
                .undo("/ui", vec![("ids".to_owned(), "1".to_owned())]),
        ),
        banner: Some(
            Notice::new(
                Tone::Info,
                "Your shop is waiting for approval. You can prepare everything meanwhile.",
            )
            .link("See what is missing", "#main"),
        ),
        search: Some(SearchView {
            action: "/ui".to_owned(),
            name: "q".to_owned(),
            placeholder: "Search everything".to_owned(),
            value: String::new(),
        }),
        bell: Some(Bell {
            href: "#notices".to_owned(),
            unread: 4,
        }),
        back: None,
        hears: None,
        after: None,
    }
}
