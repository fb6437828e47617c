//! The passkeys of the person: each with its name and a way to take it away, and the form that adds one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{AddPasskey, RemovePasskey, RenamePasskey},
    factor_texts::FactorTexts,
    methods,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::{FormState, input_name},
        i18n::Spoken,
        page_cx::PageCx,
        passkeys::{passkey_input, where_there_are_passkeys},
        paths::FACTORS,
        ui::{
            button::{Button, ButtonLink, Variant},
            card::Card,
            data_list::{DataList, Fact},
            field::{Bound, TextField},
            notice::Notice,
            pill::Tone,
            time::Time,
        },
    },
    domain::{
        account::SignInMethods,
        factor::FactorsView,
        passkey::{Ceremony, NewPasskeyForm, PasskeyNameForm, PasskeyView},
    },
};

/// The row of the passkeys, on the account page.
pub(super) fn row(methods: &SignInMethods, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let standing = match methods.passkeys {
        0 => t.no_passkey.into_any(),
        count => (t.passkey_count)(count).into_any(),
    };
    let manage = view! { <ButtonLink href=FACTORS label=t.manage_passkeys/> }.into_any();
    methods::row(t.passkeys, standing, manage)
}

/// The forms of the passkeys.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    pub add: FormState,
    pub rename: FormState,
    pub remove: FormState,
}

pub(super) fn card(view: &FactorsView, forms: Forms, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let there: Vec<AnyView> = view.passkeys.iter().map(|passkey| one(passkey, forms, cx)).collect();
    let add = if view.has_passkeys {
        add(forms.add, cx)
    } else {
        view! { <Notice tone=Tone::Off text=t.passkeys_off/> }.into_any()
    };
    view! {
        <Card title=t.passkeys lead=t.passkeys_lead>
            <div class="stack">
                <ProblemNotice problem=forms.rename.general()/>
                <ProblemNotice problem=forms.remove.general()/>
                {there}
                {add}
            </div>
        </Card>
    }
    .into_any()
}

fn one(passkey: &PasskeyView, Forms { rename, remove, .. }: Forms, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let PasskeyView { id, name, made_at, last_used_at, refused_at } = passkey.clone();
    let id = String::from(id);
    let used = match last_used_at {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => t.not_used.into_any(),
    };
    let copied = refused_at.map(|at| {
        let at = cx.moment(at);
        view! {
            <Notice tone=Tone::Warn text=t.copied>
                <Time at=at/>
            </Notice>
        }
        .into_any()
    });
    // A name that was refused comes back where it was typed.
    let kept = rename.typed(PasskeyNameForm::passkey().name, "") == id;
    let typed = if kept { rename.typed(PasskeyNameForm::name().name, &name) } else { name.clone() };
    let bound = Bound::new(input_name(PasskeyNameForm::name().name), typed);
    let renaming = rename.action().pending_with("form[passkey]", id.clone());
    let removing = remove.action().pending_with("passkey", id.clone());
    let (rename_spoken, remove_spoken) = ((t.rename_spoken)(&name), (t.remove_spoken)(&name));
    let (field, renamed) = (format!("name-{id}"), id.clone());
    view! {
        <section class="passkey">
            <h3>{name}</h3>
            <DataList>
                <Fact term=t.added><Time at=cx.moment(made_at)/></Fact>
                <Fact term=t.last_used>{used}</Fact>
            </DataList>
            {copied}
            <Form action=RenamePasskey::PATH form_action=rename.action() class="form">
                <input type="hidden" name=input_name(PasskeyNameForm::passkey().name) value=renamed/>
                <TextField
                    id=field
                    label=t.passkey_name
                    bound=bound
                    autocomplete="off"
                    required=true
                />
                <div class="actions">
                    <Button label=t.rename spoken=rename_spoken pending=renaming/>
                </div>
            </Form>
            <Form action=RemovePasskey::PATH form_action=remove.action()>
                <input type="hidden" name="passkey" value=id/>
                <Button label=t.remove_passkey spoken=remove_spoken variant=Variant::Danger pending=removing/>
            </Form>
        </section>
    }
    .into_any()
}

fn add(state: FormState, cx: PageCx) -> AnyView {
    let t = FactorTexts::spoken(cx.locale);
    let name = state.bind(NewPasskeyForm::name(), "");
    let form = view! {
        <Form action=AddPasskey::PATH form_action=state.action() class="form" empties=true>
            <ProblemNotice problem=state.general()/>
            <TextField
                id="new-passkey"
                label=t.new_passkey_name
                bound=name
                hint=t.passkey_name_hint
                autocomplete="off"
                required=true
            />
            {passkey_input(input_name(NewPasskeyForm::given().name), Ceremony::Register, cx.locale)}
            <div class="actions">
                <Button label=t.add_passkey variant=Variant::Primary pending=state.pending()/>
            </div>
        </Form>
    };
    where_there_are_passkeys(form.into_any(), cx.locale)
}
