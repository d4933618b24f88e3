//! Categories page for admins: tree, editing, and unmapped texts.

use crate::categories::actions::{AddCategory, ChangeCategory, MapCategory, MergeCategory, RemoveCategory};
use crate::categories::field::{self, ADMIN_SUGGEST, Paths, SUGGEST};
use crate::categories::store::{self, OwnText};
use crate::categories::{self, Branch, Category};
use crate::state::App;
use crate::ui::{
    Button, Card, Choice, Column, Columns, Empty, ErrorSummary, Field, LinkButton, Maybe, RowLink,
    SearchField, SearchView, Select, Table, Variant, counted,
};
use crate::viewer::{Admin, Viewer, duty};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use leptos::prelude::*;
use serde::Deserialize;

const PAGE: &str = "/admin/categories";
/// Help of a field that may be blank.
const AT_TOP: &str = "Leave blank for the top level.";

/// The category to be changed, or the letters that one is looked for by.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CategoriesForm {
    category_id: Option<String>,
    q: Option<String>,
}

/// The tree of categories, with one of them to be changed.
pub async fn categories(
    _admin: Admin<duty::Catalogue>,
    State(app): State<App>,
    Query(query): Query<CategoriesForm>,
) -> PageResult {
    let tree = categories::tree(&app).await?;
    let own = store::own_texts(&app.db).await?;
    let chosen = tree
        .iter()
        .find(|category| Some(category.category_id.as_str()) == query.category_id.as_deref())
        .cloned();
    let adding = Form::of::<AddCategory>();
    let letters = query.q.map(|q| q.replace('\0', ""));
    let branch = Branch::of(&tree, chosen.as_ref(), letters.as_deref());
    let parent = chosen
        .as_ref()
        .and_then(|chosen| chosen.parent_id.as_ref())
        .and_then(|id| tree.iter().find(|category| category.category_id == *id))
        .map(|parent| parent.path.clone())
        .unwrap_or_default();
    let side = match chosen {
        Some(chosen) => view! { <CategoryCard chosen=chosen parent=parent /> }.into_any(),
        None => view! { <Adding form=adding /> }.into_any(),
    };
    let texts = (!own.is_empty()).then(|| view! { <OwnTexts own=own /> });
    let paths = categories::paths(&app.db).await?;
    let is_empty = tree.is_empty();
    let body = view! {
        <Paths paths=paths />
        <Columns side=side>
            <TreeCard branch=branch letters=letters is_empty=is_empty />
            {texts}
        </Columns>
    };
    Ok(Page::new("Categories", body))
}

#[component]
fn TreeCard(branch: Branch, letters: Option<String>, is_empty: bool) -> impl IntoView {
    if is_empty {
        return view! {
            <Empty icon=icondata_lu::LuFolderTree headline="No categories yet"
                text="Add the first category. Sellers choose from the tree; anything else they write is kept and listed here." />
        }
        .into_any();
    }
    let is_search = letters.is_some();
    let search = SearchView {
        action: PAGE.to_owned(),
        name: "q".to_owned(),
        placeholder: "Find a category".to_owned(),
        value: letters.unwrap_or_default(),
    };
    let note = match (branch.rows.is_empty(), branch.more) {
        (true, _) => Some("No categories match.".to_owned()),
        (_, 0) => None,
        (_, more) => Some(format!("{more} more: search to find them.")),
    };
    let rows = branch.rows.into_iter().map(move |(category, below)| {
        let href = format!("{PAGE}?category_id={}", category.category_id);
        // Among what was found, nothing stands below what it hangs on.
        let level = if is_search { 1 } else { category.level };
        let below = (below > 0 && !is_search).then(|| view! { <small>{format!("{below} below")}</small> });
        view! {
            <tr>
                <td class=format!("main level-{level}")>
                    <RowLink href=href>{category.name}</RowLink>
                    {below}
                </td>
                <td class="wide muted">{category.path}</td>
            </tr>
        }
    });
    let table = (rows.len() > 0).then(|| {
        view! {
            <Table columns=vec![Column::new("Category"), Column::wide("As written by sellers")] caption="Categories" plain=true>
                {rows.collect_view()}
            </Table>
        }
    });
    view! {
        <div class="stack">
            <SearchField search=search />
            <Card flush=true>{table}</Card>
            {note.map(|note| view! { <p class="muted">{note}</p> })}
        </div>
    }
    .into_any()
}

/// A field for a category of the tree, by its path.
#[component]
fn PathField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] help: Maybe,
    #[prop(optional)] required: bool,
    #[prop(into)] value: Maybe,
    #[prop(into)] error: Maybe,
) -> impl IntoView {
    view! {
        <div data-suggest=ADMIN_SUGGEST>
            <Field label=label name=name help=help.0 required=required placeholder="Kitchen > Mugs" maxlength=200
                list="category-paths" autocomplete="off" value=value.0 error=error.0 />
        </div>
    }
}

#[component]
fn Adding(form: Form) -> impl IntoView {
    view! {
        <Card title="Add a category">
            <ErrorSummary errors=form.summary() />
            <PostForm<AddCategory> class="form">
                <Field label="Name" name="name" required=true maxlength=60 autocomplete="off"
                    value=form.value("name") error=form.error("name") />
                <PathField label="Parent" name="parent_id" help=AT_TOP
                    value=form.value("parent_id") error=form.error("parent_id") />
                <div class="row"><Button variant=Variant::Primary>"Add"</Button></div>
            </PostForm<AddCategory>>
        </Card>
    }
}

#[component]
fn CategoryCard(chosen: Category, parent: String) -> impl IntoView {
    let (changing, merging, removing) = (
        Form::of::<ChangeCategory>(),
        Form::of::<MergeCategory>(),
        Form::of::<RemoveCategory>(),
    );
    let [id, merged, removed] = [0; 3].map(|_| chosen.category_id.to_string());
    view! {
        <div class="stack">
            <Card title=chosen.path.clone()>
                <ErrorSummary errors=changing.summary() />
                <PostForm<ChangeCategory> class="form">
                    <input type="hidden" name="category_id" value=id />
                    <Field label="Name" name="name" required=true maxlength=60 autocomplete="off"
                        value=changing.or("name", chosen.name) error=changing.error("name") />
                    <PathField label="Parent" name="parent_id" help=AT_TOP
                        value=changing.or("parent_id", parent) error=changing.error("parent_id") />
                    <Field label="Position" name="position" short=true inputmode="numeric" help="Lower numbers come first."
                        value=changing.or("position", chosen.position.to_string()) error=changing.error("position") />
                    <div class="row">
                        <Button variant=Variant::Primary>"Save"</Button>
                        <LinkButton href=PAGE variant=Variant::Quiet>"Cancel"</LinkButton>
                    </div>
                </PostForm<ChangeCategory>>
            </Card>
            <Card title="Merge" about="Its products and subcategories move there. Its name then maps to the other category.">
                <ErrorSummary errors=merging.summary() />
                <PostForm<MergeCategory> class="form">
                    <input type="hidden" name="category_id" value=merged />
                    <PathField label="Merge into" name="into" required=true
                        value=merging.value("into") error=merging.error("into") />
                    <div class="row"><Button>"Merge"</Button></div>
                </PostForm<MergeCategory>>
            </Card>
            <Card title="Remove" about="Only when it is empty.">
                <ErrorSummary errors=removing.summary() />
                <PostForm<RemoveCategory>>
                    <input type="hidden" name="category_id" value=removed />
                    <Button variant=Variant::Danger icon=icondata_lu::LuTrash2>"Remove"</Button>
                </PostForm<RemoveCategory>>
            </Card>
        </div>
    }
}

#[component]
fn OwnTexts(own: Vec<OwnText>) -> impl IntoView {
    let form = Form::of::<MapCategory>();
    let texts: Vec<Choice> = own
        .iter()
        .map(|own| Choice::new(own.text.clone(), format!("{} ({})", own.text, own.products)))
        .collect();
    let rows = own
        .into_iter()
        .map(|own| {
            view! {
                <tr>
                    <td class="main">{own.text}</td>
                    <td class="num">{counted(own.products, "product", "products")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Not in the tree" about="Categories that sellers wrote themselves. Map each to a category, or add it.">
            <div class="stack">
                <ErrorSummary errors=form.summary() />
                <PostForm<MapCategory> class="filters">
                    <Select label="The text" name="text" options=texts value=form.value("text") error=form.error("text") />
                    <PathField label="Category" name="category_id"
                        value=form.value("category_id") error=form.error("category_id") />
                    <Button>"Save"</Button>
                </PostForm<MapCategory>>
                <Table columns=vec![Column::new("Text"), Column::num("Products")] caption="Not in the tree" plain=true>
                    {rows}
                </Table>
            </div>
        </Card>
    }
}

/// The routes that suggest categories while one is typed.
pub fn routes(app: &App) -> Router {
    let (for_sellers, for_admins) = (app.clone(), app.clone());
    let suggest = move |viewer: Viewer, Query(typed)| field::suggest(for_sellers, viewer, typed);
    let suggest_to_admin =
        move |viewer: Viewer, Query(typed)| field::suggest_to_admin(for_admins, viewer, typed);
    Router::new()
        .route(SUGGEST, get(suggest))
        .route(ADMIN_SUGGEST, get(suggest_to_admin))
}
