//! Identifiers, phone numbers and dates that follow from their inputs alone.
//! It knows no clock and no random source.

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        // Keeps ("a", "bc") and ("ab", "c") apart.
        hash.update([0]);
    }
    hash.finalize().into()
}

/// A version 4 shaped UUID.
pub(super) fn uuid(parts: &[&str]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(parts)[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// 32 hex digits, as after the prefix of a Twilio sid.
pub(super) fn hex32(parts: &[&str]) -> String {
    digest(parts)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A San Francisco number that passes validation: the exchange starts with
/// 2 to 9, is no service code (`x11`) and not the fictional 555.
pub(super) fn us_number(parts: &[&str]) -> String {
    let bytes = digest(parts);
    let seed = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let mut exchange = 200 + seed % 800;
    if exchange % 100 == 11 || exchange == 555 {
        exchange += 1;
    }
    let line = (seed / 800) % 10_000;
    format!("+1415{exchange:03}{line:04}")
}

fn moment(ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// `2026-11-21T07:36:00.000Z`, which sorts as text.
pub(super) fn iso8601(ms: i64) -> String {
    let at = moment(ms);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}

/// `Sat, 21 Nov 2026 07:36:00 +0000`
pub(super) fn rfc2822(ms: i64) -> String {
    let at = moment(ms);
    let (weekday, month) = (at.weekday().to_string(), at.month().to_string());
    format!(
        "{weekday:.3}, {:02} {month:.3} {:04} {:02}:{:02}:{:02} +0000",
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::{iso8601, rfc2822, us_number};

    #[test]
    fn dates_have_the_providers_forms() {
        assert_eq!(iso8601(1_795_246_560_007), "2026-11-21T07:36:00.007Z");
        assert_eq!(rfc2822(1_795_246_560_007), "Sat, 21 Nov 2026 07:36:00 +0000");
    }

    #[test]
    fn derived_numbers_are_valid() {
        for index in 0..2_000 {
            let number = us_number(&[&index.to_string()]);
            let parsed = phonenumber::parse(None, &number).expect("parses");
            assert!(phonenumber::is_valid(&parsed), "{number}");
            assert!(!number.starts_with("+1415555"), "{number}");
        }
    }
}
