//! The choice of the person's time zone: a plain form, so that the page comes back with all its times
//! in it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AccountTexts,
    api::{CHOOSE_ZONE, ChooseZone},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::{FormAction, OfThisOrg},
        form_state::FormState,
        i18n::{Spoken, use_locale},
        page_cx::PageCx,
        ui::{
            button::Button,
            select::{Select, SelectOption},
        },
    },
    domain::{account::ZoneForm, zone::ZoneName},
};

#[component]
pub fn TimeZone(zones: Vec<ZoneName>, cx: PageCx) -> impl IntoView {
    let texts = AccountTexts::spoken(use_locale());
    let state = FormState::new(CHOOSE_ZONE, FormAction::default());
    let zone = state.bind(ZoneForm::zone(), &cx.zone_name());
    let (options, groups) = zones_by_area(&zones);
    let now = cx.exact(cx.now).exact;
    view! {
        <section class="card panel">
            <header>
                <h2>{texts.zone}</h2>
                <p>{(texts.zone_lead)(&now)}</p>
            </header>
            <form class="form" method="post" action=ChooseZone::PATH>
                <ProblemNotice problem=state.general()/>
                <Select label=texts.zone bound=zone options=options groups=groups hint=texts.zone_hint/>
                <Button label=texts.choose_zone/>
                <OfThisOrg/>
            </form>
        </section>
    }
    .into_any()
}

/// A part of the world with its zones.
type Group = (String, Vec<SelectOption>);

/// The zones in groups, by the part of the world that they are in; those of none stand first.
pub fn zones_by_area(zones: &[ZoneName]) -> (Vec<SelectOption>, Vec<Group>) {
    let (mut options, mut groups) = (Vec::new(), Vec::<Group>::new());
    for zone in zones {
        let (area, place) = zone.parts();
        let option = SelectOption::new(zone.as_str(), &place);
        match groups.last_mut() {
            _ if area == zone.as_str() => options.push(option),
            Some((last, group)) if last == area => group.push(option),
            _ => groups.push((area.to_owned(), vec![option])),
        }
    }
    (options, groups)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn zones_stand_with_those_of_their_part_of_the_world() {
        let zones = ["UTC", "America/Lima", "America/Indiana/Knox", "Europe/Paris"];
        let (options, groups) = zones_by_area(&zones.map(|name| ZoneName::found(name.to_owned())));
        assert_eq!(options, [SelectOption::new("UTC", "UTC")]);
        let (areas, groups): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
        assert_eq!(areas, ["America", "Europe"]);
        let lima = SelectOption::new("America/Lima", "Lima");
        let knox = SelectOption::new("America/Indiana/Knox", "Indiana/Knox");
        assert_eq!(groups, [vec![lima, knox], vec![SelectOption::new("Europe/Paris", "Paris")]]);
    }
}
