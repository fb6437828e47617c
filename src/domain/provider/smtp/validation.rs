//! The rules of the fields, as people paste into them.

use std::net::IpAddr;

use crate::domain::{
    email::Email,
    problem::Rule,
    text::{self, Odd},
};

/// The longest name of a host (RFC 1035, section 2.3.4).
const MAX_HOST: usize = 253;
const MAX_USER: u32 = 254;
const MAX_PASSWORD: u32 = 512;
const MAX_NAME: u32 = 80;

/// A server's name or address, without what may stand around it in a text or a URL.
pub(super) fn host(typed: &str) -> Result<String, Rule> {
    let around = |c: char| text::is_nothing(c) || text::is_quote(c) || "<>(),;".contains(c);
    let odd = text::placed(typed).find(|(_, c)| {
        let c = text::folded(*c);
        !around(c) && !c.is_ascii_alphanumeric() && !"-_./:[]".contains(c)
    });
    let typed = text::code(typed).trim_matches(around).to_lowercase();
    let bare = ["smtps://", "smtp://", "https://", "http://"]
        .iter()
        .find_map(|scheme| typed.strip_prefix(scheme))
        .unwrap_or(&typed)
        .trim_end_matches(['/', '.']);
    if bare.is_empty() {
        return Err(Rule::Required);
    }
    let literal = bare.strip_prefix('[').and_then(|bare| bare.strip_suffix(']')).unwrap_or(bare);
    if let Ok(address) = literal.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    let label = |label: &str| {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && label.bytes().all(inside)
    };
    let named = bare.len() <= MAX_HOST && bare.split('.').all(label);
    // A number alone, or in pieces, is an address in one of the old notations, which
    // resolvers read differently.
    let counted = bare.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let hexadecimal = bare.rsplit('.').next().is_some_and(|last| last.starts_with("0x"));
    match odd {
        _ if named && !counted && !hexadecimal => Ok(bare.to_owned()),
        Some((at, char)) => Err(Rule::HostCharacter(Odd { char, at })),
        None => Err(Rule::HostName),
    }
}

/// Empty, or a port.
pub(super) fn port(typed: &str) -> Result<String, Rule> {
    let typed = text::code(typed);
    if typed.is_empty() {
        return Ok(typed);
    }
    let port = typed.parse::<u16>().ok().filter(|port| *port > 0);
    port.map(|port| port.to_string()).ok_or(Rule::WholeNumber(1, 65_535))
}

pub(super) fn user(typed: &str) -> Result<String, Rule> {
    text::one_line(typed, MAX_USER)
}

/// A password as it is typed, but for the blanks and line ends around it that a paste
/// brings along.
pub(super) fn password(typed: &str) -> Result<String, Rule> {
    let password = typed.trim_matches(text::is_nothing);
    if password.is_empty() {
        return Err(Rule::Required);
    }
    if u32::try_from(password.chars().count()).unwrap_or(u32::MAX) > MAX_PASSWORD {
        return Err(Rule::TooLong(MAX_PASSWORD));
    }
    match text::placed(typed).find(|(_, c)| c.is_control() && password.contains(*c)) {
        Some((at, char)) => Err(Rule::KeyCharacter(Odd { char, at })),
        None => Ok(password.to_owned()),
    }
}

/// Empty, or the name of the sender.
pub(super) fn name(typed: &str) -> Result<String, Rule> {
    text::or_default(typed, |typed| text::one_line(typed, MAX_NAME))
}

/// Empty, or the address of the sender.
pub(super) fn address(typed: &str) -> Result<String, Rule> {
    text::or_default(typed, |typed| Email::parse(typed).map(|email| email.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lesson_84_a_host_is_read_as_it_looks() {
        for pasted in [
            "smtp.clinic.example",
            " SMTP.Clinic.Example. ",
            "\u{200b}smtp.clinic.example\r\n",
            "smtps://smtp.clinic.example/",
            "https://smtp.clinic.example",
            "“smtp.clinic.example”",
            "<smtp.clinic.example>;",
            "ｓｍｔｐ．clinic．example",
        ] {
            assert_eq!(host(pasted).as_deref(), Ok("smtp.clinic.example"), "{pasted:?}");
        }
        assert_eq!(host("[2001:DB8::25]").as_deref(), Ok("2001:db8::25"));
        assert_eq!(host("192.0.2.25").as_deref(), Ok("192.0.2.25"));
        assert_eq!(host("  "), Err(Rule::Required));
        for bad in ["smtp.clinic.example:465", "a b", "-a.example", "a..example"] {
            assert_eq!(host(bad), Err(Rule::HostName), "{bad}");
        }
        for (bad, char, at) in
            [("ana@clinic.example", '@', 4), ("smtp.clіnic.example", 'і', 8), ("münchen.example", 'ü', 2)]
        {
            assert_eq!(host(bad), Err(Rule::HostCharacter(Odd { char, at })), "{bad}");
        }
    }

    #[test]
    fn an_address_in_an_old_notation_is_no_host() {
        for odd in ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.0x1", "1.2.3.4.5"] {
            assert_eq!(host(odd), Err(Rule::HostName), "{odd}");
        }
    }

    #[test]
    fn lesson_17_pasted_spaces_around_a_password_do_not_matter_and_those_inside_stay() {
        assert_eq!(password(" four words of mine \r\n").as_deref(), Ok("four words of mine"));
        assert_eq!(password(" \u{200b}\n"), Err(Rule::Required));
        assert_eq!(password("two\nlines"), Err(Rule::KeyCharacter(Odd { char: '\n', at: 4 })));
        assert_eq!(password(&"a".repeat(513)), Err(Rule::TooLong(512)));
    }

    #[test]
    fn what_may_be_left_empty_is() {
        assert_eq!((port(" "), name(""), address("\u{200b}")), (Ok("".into()), Ok("".into()), Ok("".into())));
        assert_eq!(port("0465").as_deref(), Ok("465"));
        for bad in ["0", "65536", "-1", "smtp"] {
            assert_eq!(port(bad), Err(Rule::WholeNumber(1, 65_535)), "{bad}");
        }
        assert_eq!(address("Ana <ana@clinic.example>").as_deref(), Ok("ana@clinic.example"));
        assert!(address("ana").is_err());
    }

    proptest! {
        #[test]
        fn lesson_84_no_host_panics_and_reading_twice_changes_nothing(text in any::<String>()) {
            if let Ok(read) = host(&text) {
                prop_assert_eq!(host(&read), Ok(read.clone()));
            }
            let _ = (port(&text), password(&text), name(&text), address(&text));
        }
    }
}
