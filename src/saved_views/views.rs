//! Active filters, and their actions as a saved view.

use super::actions::{RemoveView, RenameView, RestoreView, SaveView, UpdateView};
use super::current::{SavedViews, ViewState};
use super::view::{MAX_NAME, SavedView};
use crate::ui::{Anchor, Applied, Button, Disclosure, ErrorSummary, Field, Variant};
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;

/// Active filters as chips with removal links, and their actions as a view.
#[component]
pub fn InForce(filters: Vec<Anchor>, #[prop(into)] clear: String, views: SavedViews) -> impl IntoView {
    let is_empty = filters.is_empty() && views.state() == ViewState::Plain;
    let restoring = Form::of::<RestoreView>();
    let failed = view! { <ErrorSummary errors=restoring.summary() title="The view was not restored." /> };
    if is_empty {
        return failed.into_any();
    }
    let tools = match views.state() {
        ViewState::Is(view) => view! { <Rename view=view.clone() /><Remove view=view.clone() /> }.into_any(),
        ViewState::Changed(view) => view! {
            <Update view=view.clone() query=views.query.clone() />
            <Save views=views.clone() summary="Save as new view" />
        }
        .into_any(),
        ViewState::New => view! { <Save views=views.clone() summary="Save this view" /> }.into_any(),
        ViewState::Plain => ().into_any(),
    };
    view! {
        {failed}
        <div class="in-force">
            <Applied filters=views.follow_each(filters) clear=clear />
            {tools}
        </div>
    }
    .into_any()
}

/// Error of a form with one field.
fn wrong(form: &Form) -> Option<String> {
    let summary = form.summary();
    let (_, messages) = summary.iter().next()?;
    messages.first().cloned()
}

#[component]
fn Save(views: SavedViews, #[prop(into)] summary: String) -> impl IntoView {
    let form = Form::of::<SaveView>();
    view! {
        <Disclosure summary=summary open=form.failed()>
            <PostForm<SaveView>>
                <input type="hidden" name="list" value=views.list.name />
                <input type="hidden" name="query" value=views.query />
                <div class="row">
                    <NameField value=form.value("name") error=wrong(&form) />
                    <Button>"Save view"</Button>
                </div>
            </PostForm<SaveView>>
        </Disclosure>
    }
}

#[component]
fn Rename(view: SavedView) -> impl IntoView {
    let form = Form::of::<RenameView>();
    view! {
        <Disclosure summary="Rename" open=form.failed()>
            <PostForm<RenameView>>
                <input type="hidden" name="view_id" value=view.view_id.to_string() />
                <div class="row">
                    <NameField value=form.or("name", view.name) error=wrong(&form) />
                    <Button>"Rename view"</Button>
                </div>
            </PostForm<RenameView>>
        </Disclosure>
    }
}

#[component]
fn NameField(value: String, error: Option<String>) -> impl IntoView {
    view! {
        <Field label="View name" name="name" value=value error=error hide_label=true placeholder="View name"
            required=true autocomplete="off" maxlength=MAX_NAME as u32 />
    }
}

#[component]
fn Update(view: SavedView, query: String) -> impl IntoView {
    let failed = wrong(&Form::of::<UpdateView>()).map(|wrong| view! { <p class="error">{wrong}</p> });
    view! {
        <PostForm<UpdateView>>
            <input type="hidden" name="view_id" value=view.view_id.to_string() />
            <input type="hidden" name="query" value=query />
            <Button small=true>{format!("Update “{}”", view.name)}</Button>
            {failed}
        </PostForm<UpdateView>>
    }
}

#[component]
fn Remove(view: SavedView) -> impl IntoView {
    view! {
        <PostForm<RemoveView>>
            <input type="hidden" name="view_id" value=view.view_id.to_string() />
            <Button variant=Variant::Quiet small=true icon=icondata_lu::LuTrash2>"Delete view"</Button>
        </PostForm<RemoveView>>
    }
}
