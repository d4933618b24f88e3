//! The categories, for admins: the tree, one of them to be changed, and what sellers write that it does not have.

use crate::catalog::category::actions::{
    AddCategory, ChangeCategory, MapCategory, MergeCategory, RemoveCategory,
};
use crate::catalog::category::{self, Category};
use crate::catalog::store::{self, OwnText};
use crate::catalog::views::counted;
use crate::ui::{
    Button, Card, Choice, Column, Columns, Empty, ErrorSummary, Field, LinkButton, RowLink, Select, Table,
    Variant,
};
use crate::viewer::duty;
use crate::web::context::{admin, app, query};
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, framed};
use leptos::prelude::*;

#[component]
pub fn CategoriesPage() -> impl IntoView {
    framed(async move {
        let (app, _admin) = (app()?, admin::<duty::Catalogue>()?);
        let tree = category::tree(&app).await?;
        let own = store::own_texts(&app.db).await?;
        let asked = query("category_id");
        let chosen = tree
            .iter()
            .find(|category| Some(category.category_id.as_str()) == asked.as_deref())
            .cloned();
        let adding = Form::of::<AddCategory>();
        let side = match chosen {
            Some(chosen) => view! { <Chosen chosen=chosen tree=tree.clone() /> }.into_any(),
            None => view! { <Adding tree=tree.clone() form=adding /> }.into_any(),
        };
        let texts = (!own.is_empty()).then(|| view! { <OwnTexts own=own tree=tree.clone() /> });
        let body = view! {
            <Columns side=side>
                <TreeCard tree=tree />
                {texts}
            </Columns>
        };
        Ok(Page::new("Categories", body))
    })
}

#[component]
fn TreeCard(tree: Vec<Category>) -> impl IntoView {
    if tree.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuFolderTree headline="The tree will be here"
                text="Add the first category. Sellers choose from the tree; what they write besides is kept and shown here." />
        }
        .into_any();
    }
    let rows = tree
        .into_iter()
        .map(|category| {
            let href = format!("/admin/categories?category_id={}", category.category_id);
            view! {
                <tr>
                    <td class=format!("main level-{}", category.level)>
                        <RowLink href=href>{category.name}</RowLink>
                    </td>
                    <td class="wide muted">{category.path}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card flush=true>
            <Table columns=vec![Column::new("Category"), Column::wide("As sellers write it")] caption="Categories" plain=true>
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

fn choices<'a>(tree: impl IntoIterator<Item = &'a Category>) -> Vec<Choice> {
    let choice = |category: &Category| Choice::new(category.category_id.as_str(), category.path.clone());
    tree.into_iter().map(choice).collect()
}

#[component]
fn Adding(tree: Vec<Category>, form: Form) -> impl IntoView {
    let action = ServerAction::<AddCategory>::new();
    view! {
        <Card title="Add a category">
            <ErrorSummary errors=form.summary() />
            <ActionForm action=action attr:class="form">
                <Here />
                <Field label="Name" name="name" required=true maxlength=60 autocomplete="off"
                    value=form.value("name") error=form.error("name") />
                <Select label="Below" name="parent_id" options=choices(&tree) placeholder="Nothing: at the top"
                    value=form.value("parent_id") error=form.error("parent_id") />
                <div class="row"><Button variant=Variant::Primary>"Add"</Button></div>
            </ActionForm>
        </Card>
    }
}

#[component]
fn Chosen(chosen: Category, tree: Vec<Category>) -> impl IntoView {
    let (changing, merging, removing) = (
        Form::of::<ChangeCategory>(),
        Form::of::<MergeCategory>(),
        Form::of::<RemoveCategory>(),
    );
    let (change, merge, remove) = (
        ServerAction::<ChangeCategory>::new(),
        ServerAction::<MergeCategory>::new(),
        ServerAction::<RemoveCategory>::new(),
    );
    let below = format!("{} > ", chosen.path);
    let elsewhere: Vec<&Category> = tree
        .iter()
        .filter(|category| category.category_id != chosen.category_id && !category.path.starts_with(&below))
        .collect();
    let others = choices(elsewhere.iter().copied());
    let targets = others.clone();
    let [id, merged, removed] = [0; 3].map(|_| chosen.category_id.to_string());
    let parent = chosen
        .parent_id
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    view! {
        <div class="stack">
            <Card title=chosen.path.clone()>
                <ErrorSummary errors=changing.summary() />
                <ActionForm action=change attr:class="form">
                    <Here />
                    <input type="hidden" name="category_id" value=id />
                    <Field label="Name" name="name" required=true maxlength=60 autocomplete="off"
                        value=changing.or("name", chosen.name) error=changing.error("name") />
                    <Select label="Below" name="parent_id" options=others placeholder="Nothing: at the top"
                        value=changing.or("parent_id", parent) error=changing.error("parent_id") />
                    <Field label="Place" name="position" short=true inputmode="numeric" help="Lower comes first."
                        value=changing.or("position", chosen.position.to_string()) error=changing.error("position") />
                    <div class="row">
                        <Button variant=Variant::Primary>"Save"</Button>
                        <LinkButton href="/admin/categories" variant=Variant::Quiet>"Cancel"</LinkButton>
                    </div>
                </ActionForm>
            </Card>
            <Card title="Merge" about="Its products and what stands below it go there. Whoever writes its name means the other one from then on.">
                <ErrorSummary errors=merging.summary() />
                <ActionForm action=merge attr:class="form">
                    <Here />
                    <input type="hidden" name="category_id" value=merged />
                    <Select label="Into" name="into" options=targets placeholder="Choose…" required=true
                        value=merging.value("into") error=merging.error("into") />
                    <div class="row"><Button>"Merge"</Button></div>
                </ActionForm>
            </Card>
            <Card title="Remove" about="Only when nothing is in it.">
                <ErrorSummary errors=removing.summary() />
                <ActionForm action=remove>
                    <Here />
                    <input type="hidden" name="category_id" value=removed />
                    <Button variant=Variant::Danger icon=icondata_lu::LuTrash2>"Remove"</Button>
                </ActionForm>
            </Card>
        </div>
    }
}

#[component]
fn OwnTexts(own: Vec<OwnText>, tree: Vec<Category>) -> impl IntoView {
    let form = Form::of::<MapCategory>();
    let action = ServerAction::<MapCategory>::new();
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
        <Card title="Not in the tree" about="What sellers write besides. Say which category it means, or add one of that name.">
            <div class="stack">
                <ErrorSummary errors=form.summary() />
                <ActionForm action=action attr:class="filters">
                    <Here />
                    <Select label="The text" name="text" options=texts value=form.value("text") error=form.error("text") />
                    <Select label="Means" name="category_id" options=choices(&tree) placeholder="Choose…"
                        value=form.value("category_id") error=form.error("category_id") />
                    <Button>"Save"</Button>
                </ActionForm>
                <Table columns=vec![Column::new("Text"), Column::num("Products")] caption="Not in the tree" plain=true>
                    {rows}
                </Table>
            </div>
        </Card>
    }
}
