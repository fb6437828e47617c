//! Sign up, sign in, sign out.

use tower_sessions::Session;

use super::{
    known_browsers::{self, Token},
    oidc,
    refusals::{self, Refused},
    repo::{self, NewUser},
    second_step,
    session_store::hashed,
};
use crate::{
    domain::{
        account::{MAX_ORG_NAME, MAX_PERSON_NAME, SignUpMode},
        auth_forms::{LoginForm, SignUpForm, landing},
        email::Email,
        ids::{OrgId, UserId},
        link::Purpose,
        problem::{Field, FieldErrors, Problem, ProblemKind, Rule},
        role::Role,
        text::one_line,
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services, Unit},
        db::{Tx, broke_unique, stored},
        links,
        passwords::fair_queue::Applicant,
        request::{client_address::ClientAddress, cookies::Cookie, known_browser::KnownBrowser},
        sessions::{self, Who},
        support,
    },
};

/// The session and browser behind a request, signed in or not.
pub struct Visitor {
    pub services: Services,
    pub session: Session,
    pub address: ClientAddress,
    /// The token of a browser that has signed in here before.
    pub browser: Option<Token>,
    pub user_agent: String,
    pub over_plain_http: bool,
}

impl Visitor {
    /// Over plain http the session's cookie would not come back.
    pub fn must_be_private(&self) -> Result<(), Problem> {
        if self.over_plain_http { Err(ProblemKind::PlainHttp.into()) } else { Ok(()) }
    }

    /// The browser, where somebody has signed in with it before.
    pub async fn known(&self) -> Result<Option<KnownBrowser>, sqlx::Error> {
        known_browsers::of_anybody(&self.services, self.browser.as_ref()).await
    }

    /// Limits the sessions of those who have none yet.
    pub async fn may_begin_a_session(&self) -> Result<(), Problem> {
        if self.session.id().is_some() {
            return Ok(());
        }
        known_browsers::may_begin_a_session(&self.services, self.address, self.browser.as_ref()).await
    }

    /// The hashed id of the session; empty where it was never stored.
    pub fn hashed_session(&self) -> String {
        hashed(&self.session)
    }

    /// Begins a session under a new id, as the person whose password of that version was proved.
    pub async fn begin(&self, user: UserId, org: OrgId, password_version: i64) -> Result<(), Problem> {
        let user_agent = self.user_agent.clone();
        let address = match self.address {
            ClientAddress::Known(address) => address.to_string(),
            ClientAddress::Unknown => String::new(),
        };
        let proved_at = self.services.clock.now_ms();
        let who =
            Who { user, org, user_agent, address, password_version, proved_at, visit: None, rises: None };
        sessions::begin(&self.session, who).await
    }

    /// Signs in, and returns the cookie by which the browser is known from now on.
    pub async fn enter(
        self,
        account: Account,
        password_version: i64,
        known: Option<&KnownBrowser>,
    ) -> Result<Option<Cookie>, Problem> {
        let Account { user, org } = account;
        self.begin(user.clone(), org, password_version).await?;
        let Self { services, browser, .. } = self;
        let remembered = known_browsers::remember(&services, browser, known, &user).await;
        match remembered {
            Ok(token) => Ok(token.cookie(&services.config)),
            Err(error) => {
                // A browser not known next time is counted with its network only.
                tracing::warn!(%error, "a browser could not be remembered");
                Ok(None)
            }
        }
    }
}

/// Makes an org and its owner in one transaction, and signs the owner in.
pub async fn sign_up(visitor: Visitor, form: &SignUpForm) -> Result<Option<Cookie>, Problem> {
    visitor.must_be_private()?;
    if visitor.services.config.sign_up != SignUpMode::Open {
        return Err(ProblemKind::SignUpClosed.into());
    }
    visitor.services.limits.sign_up(visitor.address)?;
    let applicant = Applicant::of(None, visitor.address);
    let account = create_account(&visitor.services, form, applicant).await?;
    visitor.enter(account, 0, None).await
}

pub struct Account {
    pub user: UserId,
    pub org: OrgId,
}

/// Makes an account by the rules of signing up, also that of the demo org.
pub async fn create_account(
    services: &Services,
    form: &SignUpForm,
    applicant: Applicant,
) -> Result<Account, Problem> {
    let SignUpForm { org_name, name, email, password } = form;
    let typed = Typed { org_name, name, password, email: Email::parse(email) };
    let new = typed.read(services, applicant).await?;
    new.open(services, None).await
}

/// What somebody typed to make an account. Whose address it is may be known before.
pub(super) struct Typed<'a> {
    pub org_name: &'a str,
    pub name: &'a str,
    pub password: &'a str,
    pub email: Result<Email, Rule>,
}

/// An account that can be made.
pub(super) struct NewAccount {
    pub org_name: String,
    pub name: String,
    pub email: Email,
    pub password_hash: String,
}

impl Typed<'_> {
    pub(super) async fn read(self, services: &Services, applicant: Applicant) -> Result<NewAccount, Problem> {
        let Self { org_name, name, password, email } = self;
        let about = [email.as_ref().map_or("", Email::as_str), name, org_name];
        let accepted = services.passwords.accepts(password, &about, applicant.clone()).await?;
        let mut field_errors = FieldErrors::default();
        let org_name = field_errors.value(Field::OrgName, one_line(org_name, MAX_ORG_NAME));
        let name = field_errors.value(Field::Name, one_line(name, MAX_PERSON_NAME));
        let email = field_errors.value(Field::Email, email);
        let accepted = field_errors.value(Field::Password, accepted);
        let (Some(org_name), Some(name), Some(email), Some(())) = (org_name, name, email, accepted) else {
            return Err(field_errors.problem());
        };
        if services.config.is_closed_demo(email.as_str()) {
            return Err(Problem::new(ProblemKind::EmailTaken).on(Field::Email));
        }
        let password_hash = services.passwords.hash(password, applicant).await?;
        Ok(NewAccount { org_name, name, email, password_hash })
    }
}

impl NewAccount {
    /// Makes an org with its owner, whole or not at all, and uses up the link that it is made by.
    pub(super) async fn open(
        &self,
        services: &Services,
        by: Option<(Purpose, &str)>,
    ) -> Result<Account, Problem> {
        let Self { org_name, name, email, password_hash } = self;
        let now = services.clock.now_ms();
        let account = Account { user: services.random.id(), org: services.random.id() };
        let user = NewUser { id: &account.user, email, name, password_hash };
        let actor = Actor::User(account.user.clone());
        // Begun in the scope of the installation: nobody is in this org yet.
        let mut tx = Draft::begin_everywhere(services, account.org.clone(), actor).await?;
        let link = match by {
            Some((purpose, token)) => Some(links::use_up(services, &mut tx, token, purpose).await?),
            None => None,
        };
        repo::insert_org(&mut tx, org_name, now).await?;
        insert_user(&mut tx, &user, now).await?;
        repo::insert_membership(&mut tx, &account.user, Role::Owner, now).await?;
        if let Some(link) = &link {
            oidc::link_new(&mut tx, &account.user, link, now).await?;
        }
        let mut tx = tx.recorded(Action::SignedUp, account.user.as_str()).await?;
        if by.is_some_and(|(purpose, _)| purpose == Purpose::SetUp) {
            repo::make_platform_admin(&mut tx, &account.user).await?;
            tx.record(Action::PlatformAdminMade, account.user.as_str()).await?;
        }
        tx.commit().await?;
        tracing::info!(org.id = %account.org, user.id = %account.user, "an organisation signed up");
        Ok(account)
    }
}

async fn insert_user(tx: &mut Tx, user: &NewUser<'_>, now: i64) -> Result<(), Problem> {
    repo::insert_user(tx, user, now).await.map_err(|error| {
        if broke_unique(&error, "users_email_key", "users.email") {
            Problem::new(ProblemKind::EmailTaken).on(Field::Email)
        } else {
            error.into()
        }
    })
}

/// Somebody whose address is proved, and who gets an account in an organisation that is there.
pub struct NewPerson {
    pub user: UserId,
    name: String,
    email: Email,
    password_hash: String,
}

impl NewPerson {
    /// Reads what they typed, by the rules of signing up. `about` is what their password must not be
    /// guessed by, besides their name and address.
    ///
    /// # Errors
    /// Fails with what is wrong on its field.
    pub async fn read(
        visitor: &Visitor,
        name: &str,
        password: &str,
        email: Email,
        about: &[&str],
    ) -> Result<Self, Problem> {
        let services = &visitor.services;
        let applicant = Applicant::of(None, visitor.address);
        let about = [&[email.as_str(), name][..], about].concat();
        let accepted = services.passwords.accepts(password, &about, applicant.clone()).await?;
        let mut field_errors = FieldErrors::default();
        let name = field_errors.value(Field::Name, one_line(name, MAX_PERSON_NAME));
        let accepted = field_errors.value(Field::Password, accepted);
        let (Some(name), Some(())) = (name, accepted) else { return Err(field_errors.problem()) };
        let password_hash = services.passwords.hash(password, applicant).await?;
        Ok(Self { user: services.random.id(), name, email, password_hash })
    }

    /// # Errors
    /// Fails with `EmailTaken` where the address has an account.
    pub async fn insert(&self, tx: &mut Tx, now: i64) -> Result<(), Problem> {
        let Self { user, name, email, password_hash } = self;
        insert_user(tx, &NewUser { id: user, email, name, password_hash }, now).await
    }
}

/// Makes an org with its owner, whole or not at all.
pub async fn open_account(
    services: &Services,
    org_name: &str,
    name: &str,
    email: &Email,
    password_hash: &str,
) -> Result<Account, Problem> {
    let owned = str::to_owned;
    let (org_name, name, password_hash) = (owned(org_name), owned(name), owned(password_hash));
    NewAccount { org_name, name, email: email.clone(), password_hash }.open(services, None).await
}

/// A step of a sign-in that was done.
pub struct Entered {
    /// The path of the next page: the one that asked, that of the second step, or for a person who is
    /// in no organisation the one where they found one.
    pub leads_to: String,
    /// The cookie by which the browser is known from now on, of somebody who is in.
    pub browser: Option<Cookie>,
}

/// Somebody who has proved the password of that version, or what stands in for it.
pub struct FirstProof {
    pub user: UserId,
    pub email: Email,
    pub password_version: i64,
    /// The page that asked for the sign-in: a path of this site.
    pub next: String,
}

/// Gives the same answer after the same time, whether the user exists or not.
pub async fn log_in(visitor: Visitor, form: &LoginForm) -> Result<Entered, Problem> {
    visitor.must_be_private()?;
    let services = &visitor.services;
    let mut field_errors = FieldErrors::default();
    let email = field_errors.value(Field::Email, Email::parse(&form.email));
    let typed = if form.password.is_empty() { Err(Rule::Required) } else { Ok(()) };
    let (Some(email), Some(())) = (email, field_errors.value(Field::Password, typed)) else {
        return Err(field_errors.problem());
    };
    let known = match &visitor.browser {
        Some(token) => known_browsers::find(services, token, email.as_str()).await?,
        None => None,
    };
    services.limits.log_in(visitor.address, known.as_ref(), email.as_str())?;
    let mut tx = services.db.read_installation().await?;
    let login = repo::find_login(&mut tx, email.as_str()).await?;
    let login = login.filter(|_| !services.config.is_closed_demo(email.as_str()));
    drop(tx);
    let fits = services
        .passwords
        .verify(
            &form.password,
            login.as_ref().map(|login| login.password_hash.as_str()),
            Applicant::of(known.as_ref(), visitor.address),
        )
        .await?;
    let Some(login) = login.as_ref().filter(|_| fits) else {
        tracing::info!(client.address = %visitor.address, "a sign-in was refused");
        metrics::counter!("ava_sign_ins_refused_total").increment(1);
        if let Some(login) = &login {
            let refused = Refused { user: login.user_id.clone(), org: login.org_id.clone() };
            refusals::note(services, refused, Action::SignInRefused, visitor.address);
        }
        return Err(ProblemKind::WrongLogin.into());
    };
    let user: UserId = stored("users", &login.user_id).parse("id", &login.user_id)?;
    let (password_version, next) = (login.password_version, landing(&form.next).to_owned());
    second_step::after(visitor, FirstProof { user, email, password_version, next }, known.as_ref()).await
}

/// Signs in somebody of whom nothing is left to prove.
///
/// # Errors
/// Fails as the database does.
pub async fn enter_proved(
    visitor: Visitor,
    proved: FirstProof,
    known: Option<&KnownBrowser>,
) -> Result<Entered, Problem> {
    let services = &visitor.services;
    let FirstProof { user, email, password_version, next } = proved;
    let mut tx = services.db.read_installation().await?;
    let org = repo::first_org(&mut tx, &user).await?;
    drop(tx);
    let Some(org) = org else {
        // Whoever came for an invitation can accept it in place of founding.
        let invitation = links::invitation_at(services, &next).await?.unwrap_or_default();
        let link = links::show(services, Purpose::Found, &email, Some(&user), &invitation).await?;
        return Ok(Entered { leads_to: links::path(services, &link), browser: None });
    };
    let org: OrgId = stored("memberships", user.as_str()).parse("org_id", &org)?;
    let actor = Actor::User(user.clone());
    Unit::begin(services, &org, actor, Action::SignedIn, user.as_str()).await?.commit().await?;
    let browser = visitor.enter(Account { user, org }, password_version, known).await?;
    Ok(Entered { leads_to: next, browser })
}

pub async fn log_out(visitor: &Visitor) -> Result<(), Problem> {
    if let Some(viewer) = sessions::viewer(&visitor.session).await? {
        let (actor, user) = (Actor::User(viewer.user.clone()), viewer.user.as_str());
        let services = &visitor.services;
        support::end(services, &visitor.session).await?;
        Unit::begin(services, viewer.home(), actor, Action::SignedOut, user).await?.commit().await?;
    }
    sessions::end(&visitor.session).await
}
