//! Codes of an app: TOTP (RFC 6238) as every app has it, with HMAC-SHA-1, 30 seconds and 6 digits.
//!
//! A few lines over `hmac` instead of a crate for it: what has to be right besides, that no code is
//! taken twice by any node, is the database's.

use data_encoding::BASE32_NOPAD;
use futures::{FutureExt as _, future::BoxFuture};
use hmac::{Hmac, KeyInit as _, Mac as _};
use qrcodegen::{QrCode as Modules, QrCodeEcc};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;
use url::Url;

use super::{Proving, SecondFactor, Verdict, of_code};
use crate::{
    domain::{
        factor::{DIGITS, FactorKind, MINUTES, QrCode, TotpSecret},
        ids::UserId,
        problem::Problem,
    },
    server::{
        cx::Services,
        db::{Tx, execute, on},
        vault::{
            keyring::{Keyring, KeyringError, OfMaster},
            seal::Place,
        },
    },
};

/// Seconds.
const STEP: i64 = 30;
/// The steps before and after the present one whose code is taken too, since clocks differ.
const DRIFT: i64 = 1;
/// RFC 4226 asks for 160 bits.
const SECRET: usize = 20;
const LASTS: i64 = MINUTES as i64 * 60_000;

pub struct Totp;

#[derive(sqlx::FromRow)]
pub struct Row {
    master_id: String,
    sealed: Vec<u8>,
    pub begun_in: String,
    pub begun_at: i64,
    pub confirmed_at: Option<i64>,
    pub last_step: i64,
    pub last_used_at: Option<i64>,
}

impl Row {
    /// Whether it waits for a first code, which is to come out of this session.
    pub fn waits_in(&self, session: &str, now: i64) -> bool {
        self.confirmed_at.is_none() && self.begun_in == session && now - self.begun_at < LASTS
    }

    /// # Errors
    /// Fails where the secret cannot be opened.
    pub fn open(&self, keyring: &Keyring, user: &UserId) -> Result<Vec<u8>, KeyringError> {
        let sealed = OfMaster { master_id: self.master_id.clone(), sealed: self.sealed.clone() };
        Ok(keyring.open_apart(place(user), &sealed)?.to_vec())
    }
}

fn place(user: &UserId) -> Place<'_> {
    Place { table: "totp_factors", row: user.as_str(), owner: user.as_str(), field: "sealed" }
}

/// # Errors
/// Fails as the database does.
pub async fn find(tx: &mut Tx, user: &UserId) -> Result<Option<Row>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_as(
            "SELECT master_id, sealed, begun_in, begun_at, confirmed_at, last_step, last_used_at
             FROM totp_factors WHERE user_id = $1",
        )
        .bind(user.as_str())
        .fetch_optional(c)
        .await
    })
}

/// Makes a secret that waits for its first code, in the place of another that waits. Returns whether
/// it did: one that is confirmed stays.
///
/// # Errors
/// Fails as the database does, and without a master key.
pub async fn begin(
    services: &Services,
    tx: &mut Tx,
    user: &UserId,
    session: &str,
) -> Result<bool, KeyringError> {
    let secret: [u8; SECRET] = services.random.bytes();
    let OfMaster { master_id, sealed } = services.keyring.seal_apart(place(user), &secret)?;
    let begun = execute!(
        tx,
        "INSERT INTO totp_factors (user_id, master_id, sealed, begun_in, begun_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (user_id) DO UPDATE SET master_id = excluded.master_id, sealed = excluded.sealed,
           begun_in = excluded.begun_in, begun_at = excluded.begun_at
         WHERE totp_factors.confirmed_at IS NULL",
        user.as_str(),
        &master_id,
        &sealed,
        session,
        services.clock.now_ms()
    )?;
    Ok(begun == 1)
}

/// Takes a code that was not taken yet, and with a first one confirms the secret. Returns whether it
/// was taken: of two that are given at once, on whatever nodes, one is, and none where another secret
/// stands in the row by now.
///
/// # Errors
/// Fails as the database does, and where the secret cannot be opened.
pub async fn take(
    services: &Services,
    tx: &mut Tx,
    user: &UserId,
    row: &Row,
    typed: &str,
) -> Result<bool, KeyringError> {
    let now = services.clock.now_ms();
    let secret = row.open(&services.keyring, user)?;
    let Some(step) = fitting_step(&secret, typed, now / 1000) else { return Ok(false) };
    let taken = execute!(
        tx,
        "UPDATE totp_factors SET last_step = $1, last_used_at = $2, confirmed_at = COALESCE(confirmed_at, $2)
         WHERE user_id = $3 AND last_step < $1 AND begun_in = $4 AND begun_at = $5",
        step,
        now,
        user.as_str(),
        &row.begun_in,
        row.begun_at
    )?;
    Ok(taken == 1)
}

/// Returns whether there was one.
///
/// # Errors
/// Fails as the database does.
pub async fn remove(tx: &mut Tx, user: &UserId) -> Result<bool, sqlx::Error> {
    let gone = execute!(tx, "DELETE FROM totp_factors WHERE user_id = $1", user.as_str())?;
    Ok(gone == 1)
}

/// Seals every secret anew with the active master key; returns how many, and how many could not be
/// opened.
///
/// # Errors
/// Fails as the database does, and without a master key.
pub async fn reseal(services: &Services, tx: &mut Tx) -> Result<(usize, usize), KeyringError> {
    let active = services.keyring.masters().active().ok_or(KeyringError::NoMasterKey)?;
    let rows: Vec<(String,)> = on!(tx, |c| {
        sqlx::query_as("SELECT user_id FROM totp_factors WHERE master_id <> $1 ORDER BY user_id")
            .bind(&active.id)
            .fetch_all(c)
            .await
    })?;
    let (mut sealed_anew, mut lost) = (0, 0);
    for (user,) in rows {
        let Ok(user) = UserId::try_from(user) else { continue };
        let Some(row) = find(tx, &user).await? else { continue };
        let Ok(secret) = row.open(&services.keyring, &user) else {
            lost += 1;
            continue;
        };
        let OfMaster { master_id, sealed } = services.keyring.seal_apart(place(&user), &secret)?;
        // One that was begun meanwhile stays.
        sealed_anew += usize::from(
            execute!(
                tx,
                "UPDATE totp_factors SET master_id = $1, sealed = $2
                 WHERE user_id = $3 AND begun_in = $4 AND begun_at = $5",
                &master_id,
                &sealed,
                user.as_str(),
                &row.begun_in,
                row.begun_at
            )? == 1,
        );
    }
    Ok((sealed_anew, lost))
}

impl SecondFactor for Totp {
    fn kind(&self) -> FactorKind {
        FactorKind::Totp
    }

    fn has<'a>(&'a self, tx: &'a mut Tx, user: &'a UserId) -> BoxFuture<'a, Result<bool, sqlx::Error>> {
        async move { Ok(find(tx, user).await?.is_some_and(|row| row.confirmed_at.is_some())) }.boxed()
    }

    fn prove<'a>(&'a self, proving: Proving<'a>) -> BoxFuture<'a, Result<Verdict, Problem>> {
        async move {
            let Proving { services, tx, user, given, .. } = proving;
            let row = find(tx, user).await?.filter(|row| row.confirmed_at.is_some());
            let Some(row) = row else { return Ok(of_code(false)) };
            Ok(of_code(take(services, tx, user, &row, given).await?))
        }
        .boxed()
    }
}

/// The code of a time step (RFC 4226, 5.3).
pub fn code(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[hash.len() - 1] & 0x0f);
    let word = hash[offset..].iter().take(4).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    let number = (word & 0x7fff_ffff) % 10_u32.pow(DIGITS);
    format!("{number:0width$}", width = DIGITS as usize)
}

/// The time step at a time in seconds since 1970.
pub const fn step_at(seconds: i64) -> i64 {
    seconds / STEP
}

/// The latest of the steps around now whose code this is; takes the same time whichever it is.
fn fitting_step(secret: &[u8], typed: &str, seconds: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let now = step_at(seconds);
    let mut fitting = None;
    for step in now - DRIFT..=now + DRIFT {
        if code(secret, step).as_bytes().ct_eq(typed.as_bytes()).into() {
            fitting = Some(step);
        }
    }
    fitting
}

/// The secret as a person gives it to an app. `issuer` and `account` are what the app calls it.
pub fn shown(secret: &[u8], issuer: &str, account: &str) -> TotpSecret {
    let text = BASE32_NOPAD.encode(secret);
    let address = address(&text, issuer, account);
    let groups: Vec<&str> =
        text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let qr = drawn(&address);
    TotpSecret { text: groups.join(" "), address, qr }
}

/// The address that apps read (Google Authenticator's “Key URI Format”).
fn address(secret: &str, issuer: &str, account: &str) -> String {
    let Ok(mut url) = Url::parse("otpauth://totp/") else { return String::new() };
    url.set_path(&format!("{}:{}", encoded(issuer), encoded(account)));
    let query = format!("secret={secret}&issuer={}", encoded(issuer));
    url.set_query(Some(&query));
    url.into()
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The QR code of a text, in a quiet zone of four modules (ISO/IEC 18004). Of a text that is too long
/// for one, nothing is drawn: the secret stands beside it.
fn drawn(text: &str) -> QrCode {
    const QUIET: i32 = 4;
    let Ok(modules) = Modules::encode_text(text, QrCodeEcc::Medium) else {
        return QrCode { side: 0, path: String::new() };
    };
    let size = modules.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|x| modules.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    QrCode { side: (size + 2 * QUIET).unsigned_abs(), path }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last six digits of the values in RFC 6238, appendix B.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, step_at(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_wrong_and_no_more() {
        let (secret, now) = (b"12345678901234567890", 1_111_111_111);
        let fits = |off: i64| fitting_step(secret, &code(secret, step_at(now) + off), now);
        for off in -1..=1 {
            assert_eq!(fits(off), Some(step_at(now) + off));
        }
        assert_eq!((fits(-2), fits(2)), (None, None));
        let spaced = format!(" {} ", code(secret, step_at(now)).replace("050", "050 "));
        assert_eq!(fitting_step(secret, &spaced, now), Some(step_at(now)));
        for typed in ["", "05047", "0504711", "é", "٠٥٠٤٧١"] {
            assert_eq!(fitting_step(secret, typed, now), None, "{typed}");
        }
    }

    #[test]
    fn an_app_is_told_what_it_needs() {
        let shown = shown(b"12345678901234567890", "AVA", "ana@clinic.example");
        assert_eq!(shown.text, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            shown.address,
            "otpauth://totp/AVA:ana%40clinic%2Eexample?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=AVA"
        );
        // The finder pattern of a corner, after four modules of nothing.
        assert!(shown.qr.path.starts_with("M4 4h7v1h-7z"), "{}", shown.qr.path);
        assert!(shown.qr.side > 30);
    }
}
