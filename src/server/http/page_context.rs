//! The context that a page is rendered with: the person, the language, and the answer to
//! the form that was sent before.

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use super::assets::{Assets, Bundle};
use crate::{
    app::{
        i18n::{CommonTexts, Spoken},
        page_context::{self, PageContext},
        routes::{ViewerKind, area_of},
    },
    domain::{
        account::Viewer,
        address::Address,
        area::Area,
        flash::{Flash, FreshSecret},
        locale::Locale,
        problem::{Problem, ProblemKind},
        zone::ZoneName,
    },
    server::{
        account::service,
        auth::{passkeys, step_up},
        cx::{PlatformCx, Services},
        forms, links,
        request::{cookies, plain_http},
        sessions::{self, Aside},
        webhooks, zones,
    },
};

/// Reads the session once; the page's own queries come after.
pub async fn page_context(
    State(services): State<Services>,
    Extension(assets): Extension<Assets>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    // Only leptos puts `__err` there, and only after a form: a link that carries it was
    // made by somebody else.
    let query = request.uri().query().unwrap_or_default().as_bytes();
    if url::form_urlencoded::parse(query).any(|(name, _)| name == "__err") {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let absolute = format!("http://ava.invalid{path}");
        let path = url::Url::parse(&absolute).map_or_else(|_| "/".to_owned(), |url| forms::clean(&url));
        return Redirect::to(&path).into_response();
    }
    // A request may not be borrowed while others are waited for.
    let uri = request.uri().clone();
    let mark = cookies::read(request.headers(), cookies::proof(&services.config)).map(str::to_owned);
    let read = async {
        let viewer = sessions::viewer(&session).await?;
        let flash = match sessions::take_flash(&session).await? {
            Some(flash) => {
                let flash = with_link(&services, flash).await?;
                Some(with_secret(&services, viewer.as_ref(), flash).await?)
            }
            None => None,
        };
        let flash = typed_before(&session, viewer.as_ref(), &uri, flash).await?;
        if let (Some(viewer), Some(mark)) = (&viewer, &mark) {
            step_up::rise(&services, &session, viewer, mark).await?;
        }
        Ok::<_, Problem>((viewer, flash))
    };
    let (mut viewer, flash) = match read.await {
        Ok(read) => read,
        Err(problem) => return super::refusal::refused(problem),
    };
    let zone = zone_of(&services, viewer.as_mut(), request.headers()).await;
    let locale =
        viewer.as_ref().and_then(|viewer| viewer.locale).unwrap_or_else(|| locale_of(request.headers()));
    let at_work = viewer.as_ref().filter(|viewer| viewer.is_at_work());
    let live = at_work.map(|_| services.db.hub().latest().to_string());
    let address =
        request.uri().path_and_query().map_or_else(Address::default, |uri| Address::read(uri.as_str()));
    if let Some(viewer) = viewer.as_ref().filter(|viewer| !viewer.platform_admin)
        && area_of(&address, ViewerKind::PlatformAdmin) == Area::Admin
        && let Err(problem) = PlatformCx::keep_out(&services, viewer.user.clone()).await
    {
        tracing::warn!(problem = problem.code(), "a visit to the platform could not be written down");
    }
    let Bundle { js, wasm } =
        assets.bundle(area_of(&address, ViewerKind::of(viewer.as_ref())), locale).clone();
    let sign_in_at =
        if viewer.is_some() { None } else { plain_http::instead(&services.config, request.headers()) };
    let context = PageContext {
        address,
        locale,
        zone: zones::around(&zone, services.clock.now_ms()),
        viewer,
        flash: flash.map(|flash| in_words(flash, locale)),
        sandbox: services.config.sandbox.is_some(),
        sign_up: services.config.sign_up,
        oidc: services.providers.oidc.app().map(|app| app.name.clone()),
        passkeys: passkeys::site(&services).is_ok(),
        has_mailbox: services.providers.smtp.installation().is_some(),
        internal_relays: services.providers.smtp.allows_internal(),
        sign_in_at,
        build: assets.build,
        live,
        assets: page_context::Assets {
            js,
            wasm,
            css: assets.css,
            live: assets.live,
            alive: assets.alive,
            passkeys: assets.passkeys,
        },
    };
    request.extensions_mut().insert(context);
    next.run(request).await
}

/// The zone in which a page's times are written: the person's own, else that of the browser, which
/// becomes the person's.
async fn zone_of(services: &Services, viewer: Option<&mut Viewer>, headers: &HeaderMap) -> ZoneName {
    if let Some(own) = viewer.as_ref().and_then(|viewer| viewer.zone.clone()) {
        return own;
    }
    let Some(told) = cookies::read(headers, cookies::ZONE).and_then(zones::find) else {
        return ZoneName::default();
    };
    if let Some(viewer) = viewer {
        if let Err(problem) = service::adopt_zone(services, &viewer.user, &told).await {
            // The next page tries again.
            tracing::warn!(problem = problem.code(), "a person's time zone could not be kept");
        }
        viewer.zone = Some(told.clone());
    }
    told
}

/// Puts the address of the link that a form has made in the place of its id, which is all that a
/// session keeps.
async fn with_link(services: &Services, flash: Flash) -> Result<Flash, Problem> {
    let Some(id) = &flash.link else { return Ok(flash) };
    let link = links::address_of(services, id).await?;
    Ok(Flash { link: link.map(String::from), ..flash })
}

/// Puts the secret that a form has given a webhook beside its id, which is all that a session keeps.
async fn with_secret(services: &Services, viewer: Option<&Viewer>, flash: Flash) -> Result<Flash, Problem> {
    let (Some(fresh), Some(viewer)) = (&flash.secret, viewer) else {
        return Ok(Flash { secret: None, ..flash });
    };
    let secret = webhooks::service::fresh_secret(services, &viewer.org, &fresh.of).await?;
    let secret =
        secret.map(|secret| FreshSecret { of: fresh.of.clone(), text: Some(secret.expose().to_owned()) });
    Ok(Flash { secret, ..flash })
}

/// Puts the words of the notice beside it, so that no bundle has those of all notices.
fn in_words(flash: Flash, locale: Locale) -> Flash {
    let said = flash.notice.map(|notice| (CommonTexts::spoken(locale).notice)(notice).to_owned());
    Flash { said, ..flash }
}

/// Sets aside what was typed in a form that waits for a second factor, and brings it back to its page once
/// its person has one.
async fn typed_before(
    session: &Session,
    viewer: Option<&Viewer>,
    page: &Uri,
    flash: Option<Flash>,
) -> Result<Option<Flash>, Problem> {
    let page = page.path_and_query().map_or("/", PathAndQuery::as_str);
    let waits = |problem: &Problem| problem.kind == ProblemKind::FactorNeeded;
    match (viewer, flash) {
        (Some(viewer), Some(flash)) if flash.problem.as_ref().is_some_and(waits) => {
            let (form, values) = (flash.form.clone(), flash.values.clone());
            let aside = Aside { org: viewer.org.clone(), page: page.to_owned(), form, values };
            sessions::set_aside(session, aside).await?;
            Ok(Some(flash))
        }
        // A notice of something else, such as of the organisation that one is in now, stands above it.
        (Some(viewer), flash)
            if viewer.is_at_work() && flash.as_ref().is_none_or(|flash| flash.form.is_empty()) =>
        {
            let Some(aside) = sessions::take_aside(session, &viewer.org, page).await? else {
                return Ok(flash);
            };
            let Aside { form, values, .. } = aside;
            Ok(Some(Flash { form, values, ..flash.unwrap_or_default() }))
        }
        (_, flash) => Ok(flash),
    }
}

/// The language in a visitor's cookie, else the one that the browser asks for.
pub fn locale_of(headers: &HeaderMap) -> Locale {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let cookie = cookies::read(headers, cookies::LANGUAGE).and_then(Locale::from_tag);
    cookie.unwrap_or_else(|| text(header::ACCEPT_LANGUAGE).map(Locale::negotiate).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_wins_over_the_browser() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("fr"));
        assert_eq!(locale_of(&headers), Locale::Fr);
        headers.insert(header::COOKIE, HeaderValue::from_static("sid=x; lang=en"));
        assert_eq!(locale_of(&headers), Locale::En);
        headers.insert(header::COOKIE, HeaderValue::from_static("lang=\"<script>"));
        assert_eq!(locale_of(&headers), Locale::Fr);
    }
}
