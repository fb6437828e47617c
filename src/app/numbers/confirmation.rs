//! The question before a number is left: what that changes, place by place.

use leptos::prelude::*;

use super::NumbersTexts;
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{Form, FormAction},
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        paths::number_href,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            effects::effects,
            icon::Icon,
            notice::NextStep,
            page::PageHead,
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{number::NumberView, problem::Problem},
};

pub(super) struct Confirmation {
    pub title: String,
    pub effects: Vec<(Icon, String)>,
    /// The path of the server function that takes the answer.
    pub action: &'static str,
    pub form_action: FormAction,
    /// The field that has to be filled in first.
    pub typed: Option<AnyView>,
    pub problem: Signal<Option<Problem>>,
    /// The label of the button, which says the verb.
    pub label: String,
}

pub(super) fn asked(number: &NumberView, confirmation: Confirmation, cx: PageCx) -> AnyView {
    let Confirmation { title, effects: lines, action, form_action, typed, problem, label } = confirmation;
    let back = number_href(&number.id);
    let crumb = NextStep { href: back.clone(), label: number.e164.pretty() };
    let id = number.id.to_string();
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(&title)/>
        <PageHead title=title crumb=crumb/>
        <Card tone=Tone::Bad title=NumbersTexts::spoken(cx.locale).remove_effects>
            <Form action=action form_action=form_action class="form">
                {effects(lines)}
                <input type="hidden" name="number" value=id/>
                {typed}
                <ProblemNotice problem=problem/>
                <div class="actions">
                    <Button
                        label=label
                        variant=Variant::Destroy
                        icon=Icon::Trash
                        pending=form_action.pending()
                    />
                    <ButtonLink href=back label=CommonTexts::spoken(cx.locale).cancel variant=Variant::Quiet/>
                </div>
            </Form>
        </Card>
    }
    .into_any()
}
