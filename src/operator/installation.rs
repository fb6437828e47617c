//! The commands that work on the database of an installation, and stop.

use ava::{
    domain::{email::Email, feature::Feature, locale::Locale, moment::exact, quota::Quota, zone::Zone},
    server::{
        application::{self, Error},
        audit,
        auth::{joining, lost_factors, proof_anew},
        config::Config,
        features,
        health::standing::{self, Count},
        key_rotation, lifecycle, links,
        numbers::managed::{self, Buyer},
        quotas,
    },
};

pub async fn migrate(config: Config) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    services.db.close().await;
    println!("The database is up to date.");
    Ok(())
}

pub async fn rotate(config: Config, master: bool) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    if master {
        let added = services.keyring.masters().add(&services.random)?;
        println!("Added master key {}.", added.id);
    }
    let rotated = key_rotation::rotate(&services).await?;
    println!(
        "Sealed {} secret(s) of {} organisation(s) with fresh keys; {} could not be opened.",
        rotated.secrets, rotated.orgs, rotated.unreadable
    );
    services.db.close().await;
    Ok(())
}

fn nobody(org: &str) -> String {
    format!("no organisation is {org:?}, or more than one: give its id")
}

pub async fn list_orgs(config: Config) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let orgs = managed::list_buyers(&services).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    for Buyer { id, name, owner, may_buy, numbers } in orgs {
        let may = if may_buy { "may buy" } else { "may not buy" };
        println!("{id}  {may}, {numbers} managed number(s)  {name} ({owner})");
    }
    Ok(())
}

pub async fn allow_buying(config: Config, org: &str, may_buy: bool) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let found = managed::allow_buying(&services, org, may_buy).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    let name = found.ok_or_else(|| nobody(org))?;
    println!("{name} {} buy numbers.", if may_buy { "may now" } else { "may no longer" });
    Ok(())
}

pub async fn suspend(config: Config, org: &str, reason: &str) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let suspended = lifecycle::suspend_named(&services, org, reason).await;
    services.db.close().await;
    let name = suspended.map_err(|problem| problem.sentence(Locale::En))?.ok_or_else(|| nobody(org))?;
    println!("{name} is suspended.");
    Ok(())
}

pub async fn resume(config: Config, org: &str) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let resumed = lifecycle::resume_named(&services, org).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    let (name, resumed) = resumed.ok_or_else(|| nobody(org))?;
    println!("{name} {}.", if resumed { "goes on" } else { "was not suspended" });
    Ok(())
}

pub async fn create_admin(config: Config, email: &str) -> Result<(), Error> {
    let email = Email::parse(email).map_err(|_| format!("{email:?} is no e-mail address"))?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let url = joining::make_platform_admin(&services, &email).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    println!("{url}");
    Ok(())
}

pub async fn remove_factors(config: Config, email: &str) -> Result<(), Error> {
    let email = Email::parse(email).map_err(|_| format!("{email:?} is no e-mail address"))?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let removed = lost_factors::take_off(&services, &email).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    let email = email.as_str();
    match removed.ok_or_else(|| format!("no account has the address {email}"))? {
        true => println!("The password of {email} signs in alone now."),
        false => println!("{email} had no second factor."),
    }
    Ok(())
}

pub async fn ask_proof(config: Config, email: &str) -> Result<(), Error> {
    let email = Email::parse(email).map_err(|_| format!("{email:?} is no e-mail address"))?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let asked = proof_anew::ask(&services, &email).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    let email = email.as_str();
    let count = asked.ok_or_else(|| format!("no account has the address {email}"))?;
    println!("{email} proves again who they are, in {count} session(s).");
    Ok(())
}

pub async fn show_links(config: Config) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let open = links::open(&services).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    for (url, links::Open { link, asked_at, mail }) in open {
        let (id, purpose, email) = (link.id(), link.purpose.code(), link.email.as_str());
        println!(
            "{id} {purpose} for {email}, asked for at {}, good until {}, mail {}: {url}",
            exact(asked_at, &Zone::default()),
            exact(link.expires_at, &Zone::default()),
            mail.code()
        );
    }
    Ok(())
}

pub async fn decide_quota(config: Config, org: &str, quota: Quota, most: Option<u32>) -> Result<(), Error> {
    let least = quota.row().least;
    if most.is_some_and(|most| most < least) {
        return Err(format!("{}: {least} is the least", quota.code()).into());
    }
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let decided = quotas::decide(&services, org, quota, most).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    let (name, most) = decided.ok_or_else(|| nobody(org))?;
    println!("{name}: {most} {}.", quota.code());
    Ok(())
}

pub async fn decide_features(
    config: Config,
    org: &str,
    off: &[Feature],
    on: &[Feature],
) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let decided = features::decide(&services, org, off, on).await.map_err(|problem| problem.code())?;
    services.db.close().await;
    let (name, off) = decided.ok_or_else(|| nobody(org))?;
    let off = off.codes();
    println!("{name}: off are {}.", if off.is_empty() { "none" } else { &off });
    Ok(())
}

pub async fn show_health(config: Config, org: &str) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let db = &services.db;
    if org.is_empty() {
        for Count { account, status, cause, credentials } in standing::counts(db).await? {
            let cause = cause.map_or("", |cause| cause.code());
            println!("{credentials:>7}  {:<16} {:<11} {cause}", account.code(), status.code());
        }
        println!();
    }
    let time = |at: Option<i64>| {
        at.filter(|at| *at > 0).map_or_else(|| "-".to_owned(), |at| exact(at, &Zone::default()))
    };
    let [since, checked, next] = ["SINCE", "CHECKED", "NEXT CHECK"];
    println!(
        "{:<36}  {:<16} {:<11} {:<15} {since:<23}  {checked:<23}  {next:<23}  NAME",
        "ORGANISATION", "ACCOUNT", "STATUS", "CAUSE"
    );
    let mut page = standing::lines(db, None, org).await?;
    if page.is_empty() && !org.is_empty() {
        // Without a key, or without being there.
        let found = quotas::named(&services, org).await.map_err(|problem| problem.code())?;
        found.ok_or_else(|| nobody(org))?;
    }
    while let Some(last) = page.last().cloned() {
        for line in &page {
            let cause = line.cause.map_or("-", |cause| cause.code());
            println!(
                "{:<36}  {:<16} {:<11} {cause:<15} {:<23}  {:<23}  {:<23}  {}",
                line.org,
                line.account.code(),
                line.status.code(),
                time(Some(line.since)),
                time(line.checked_at),
                time(Some(line.next_check_at)),
                line.org_name
            );
        }
        page = standing::lines(db, Some(&last), org).await?;
    }
    db.close().await;
    Ok(())
}

pub async fn verify_audit(config: Config, since: Option<audit::Head>) -> Result<(), Error> {
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let verified = audit::verify(&services, since.as_ref()).await?;
    services.db.close().await;
    println!("{} entries of {} organisation(s) hold.", verified.entries, verified.orgs);
    if verified.removed > 0 {
        println!("{} older ones were removed, as AVA_AUDIT_RETENTION_DAYS says.", verified.removed);
    }
    if verified.unkeyed > 0 {
        println!("{} of all were written before the log had a key.", verified.unkeyed);
    }
    if let Some(head) = verified.head {
        println!("Head, to be kept elsewhere and given with --since: {head}");
    }
    if verified.broken.is_empty() {
        return Ok(());
    }
    Err(verified.broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
}
